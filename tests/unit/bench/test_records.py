"""Records of single photos."""

from __future__ import annotations

import json

import numpy as np

from maskkit.bench.records import Border, Record
from maskkit.errors import CorruptImage


def test_a_record_survives_json() -> None:
    """It is kept in the journal and in the result, and compared after it was read back."""
    record = Record(
        "a", "scored", (1, 2), (40, 30), np.array([[1, 2, 0], [3, 4, 0], [0, 0, 9]]), {1: Border(0.5, 0.25, 0.75)},
        {"iou": 0.5, "hd_px": None}, {"count": [1, 2]}, "f00", 0.8, 0.125,
    )  # fmt: skip
    back = Record.from_json(json.loads(json.dumps(record.to_json())))
    assert back.matrix is not None
    assert back.matrix.dtype == np.int64
    assert back.to_json() == record.to_json()
    assert back.borders == record.borders
    assert back.is_measured


def test_counts_beyond_32_bits_survive() -> None:
    """A data set of large photos has more pixels than 2^32."""
    record = Record("a", "scored", (1,), matrix=np.array([[2**40, 0], [0, 1]]))
    assert Record.from_json(record.to_json()).matrix.tolist() == [[2**40, 0], [0, 1]]  # type: ignore[union-attr]


def test_a_failure_tells_its_error_and_counts_for_nothing() -> None:
    """With the code that the rest of maskkit uses."""
    record = Record.failure("a", CorruptImage("cut off", where="a.jpg"))
    assert not record.is_measured
    assert record.to_json()["error"]["code"] == "corrupt_image"
    assert "matrix" not in record.to_json()


def test_an_error_that_is_not_ours_is_told_too() -> None:
    """A function of one's own may raise anything."""
    error = Record.failure("a", KeyError("sofa")).error
    assert error == {"code": "unexpected", "message": "KeyError: 'sofa'"}
