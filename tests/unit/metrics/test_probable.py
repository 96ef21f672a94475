"""Probabilities and truth, as they are read strip by strip."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import MaskRefused
from maskkit.metrics import probable as probable_module
from maskkit.metrics.probable import probable_of

TRUTH = np.array([[0, 5, 255], [5, 0, 5]])
SHARES = {5: np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]), 0: np.array([[0.9, 0.8, 0.7], [0.6, 0.5, 0.4]])}


@pytest.mark.parametrize("pixels_at_once", [1, 100])
def test_every_scored_pixel_comes_once_with_the_row_that_is_right(
    pixels_at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probable_module, "_PIXELS_AT_ONCE", pixels_at_once)
    parts = list(probable_of(SHARES, TRUTH))
    assert len(parts) == (2 if pixels_at_once == 1 else 1)
    assert np.concatenate([chances for chances, _ in parts], axis=1).tolist() == [
        [0.1, 0.2, 0.4, 0.5, 0.6],
        [0.9, 0.8, 0.6, 0.5, 0.4],
    ]
    assert np.concatenate([true for _, true in parts]).tolist() == [1, 0, 0, 1, 0]


def test_every_label_is_named_but_the_rest_of_a_mask() -> None:
    assert list(probable_of(SHARES, TRUTH).named) == [0, 1]
    mask = probable_of(np.array([[0.25, 1.0]]), np.array([[True, False]]))
    assert list(mask.named) == [1]
    ((chances, true),) = mask
    assert chances.tolist() == [[0.75, 0.0], [0.25, 1.0]]
    assert true.tolist() == [1, 0]


def test_a_label_without_probabilities_is_named_with_its_row_in_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probable_module, "_PIXELS_AT_ONCE", 1)
    with pytest.raises(MaskRefused, match="truth has the label 3 at x 2, y 1"):
        list(probable_of(SHARES, np.array([[0, 5, 255], [5, 0, 3]])))


def test_sums_may_be_off_by_rounding_only() -> None:
    nearly = {label: share.astype(np.float16) for label, share in SHARES.items()}
    assert len(list(probable_of(nearly, TRUTH))) == 1
    with pytest.raises(MaskRefused, match=r"sum to 1\.01"):
        probable_of({5: SHARES[5] + 0.01, 0: SHARES[0]}, TRUTH)
