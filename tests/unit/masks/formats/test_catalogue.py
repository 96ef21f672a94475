"""The table of annotation files: what each row says it can hold, it holds."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.masks.formats.areas import ROOM_CLASSES, Source
from maskkit.masks.formats.catalogue import FORMATS, Format
from maskkit.masks.formats.drawing import draw_label_map, draw_mask
from maskkit.masks.mask import Mask

SOFT = Mask(np.array([[0, 90, 255], [255, 200, 0]], np.uint8))
LABELS = np.array([[1, 1, 7], [0, 7, 7]], np.uint8)


@pytest.mark.parametrize("row", FORMATS.values(), ids=lambda row: row.name)
def test_what_a_row_says_is_so(row: Format) -> None:
    assert row.title
    assert row.suffix.startswith(".")
    back = row.read(Source(row.write(draw_label_map(LABELS, ROOM_CLASSES)), size_wh=(3, 2)))
    names = {"names": {"floor", "rug"}, "numbers": {"1", "7"}, "none": {"mask"}}[row.labels]
    assert set(back.labels) == names
    assert np.array_equal(back.draw((3, 2)) > 0, LABELS > 0)
    if row.is_soft:
        assert np.array_equal(row.read(Source(row.write(draw_mask(SOFT)), size_wh=(3, 2))).draw((3, 2)), SOFT.values)
