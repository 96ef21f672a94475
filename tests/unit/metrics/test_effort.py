"""Human correction effort: clicks that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import MaskRefused, SizeMismatch
from maskkit.metrics import human_correction_effort
from maskkit.metrics.pair import Pair

ROOM = np.pad(np.ones((60, 80), bool), 20)


def changed(top: int, bottom: int, left: int, right: int, *, to: bool) -> np.ndarray:
    mask = ROOM.copy()
    mask[top:bottom, left:right] = to
    return mask


def test_nothing_to_mend_is_no_effort() -> None:
    for mask in (ROOM, np.zeros((5, 5), bool), np.ones((5, 5), bool), np.ones((1, 1), bool)):
        assert human_correction_effort(mask, mask) == 0


def test_a_border_that_is_off_a_little_is_left_as_it_is() -> None:
    wider = np.pad(np.ones((70, 90), bool), 15)
    assert human_correction_effort(wider, ROOM) == 0
    assert human_correction_effort(wider, ROOM, relax_px=4) > 0
    assert human_correction_effort(wider, ROOM, relax_px=0) > 0


@pytest.mark.parametrize("corner", [(0, 0), (0, 100), (85, 105)])
def test_a_region_apart_is_one_click(corner: tuple[int, int]) -> None:
    top, left = corner
    assert human_correction_effort(changed(top, top + 14, left, left + 14, to=True), ROOM) == 1


def test_a_missed_hole_is_one_click() -> None:
    assert human_correction_effort(changed(40, 60, 40, 60, to=False), ROOM) == 1


def test_a_missed_corner_is_redrawn_by_its_corners() -> None:
    """Two ends and a bend; one more, as the authors' code turns the piece round that comes before the bend."""
    assert human_correction_effort(changed(20, 50, 20, 50, to=False), ROOM, relax_px=0) == 4


def test_more_to_redraw_is_more_effort() -> None:
    notched = changed(20, 80, 20, 40, to=False)
    for column in range(50, 90, 16):
        notched[20:70, column : column + 8] = False
    assert human_correction_effort(notched, ROOM) > human_correction_effort(changed(20, 80, 20, 40, to=False), ROOM)


def test_a_thin_part_that_is_missed_counts_though_it_is_thin() -> None:
    pole = ROOM.copy()
    pole[2:20, 60:63] = True
    assert human_correction_effort(ROOM, pole) > 0
    assert human_correction_effort(pole, ROOM) == 0


def test_nothing_found_and_all_found() -> None:
    assert human_correction_effort(np.zeros_like(ROOM), ROOM) == 9
    assert human_correction_effort(ROOM, np.zeros_like(ROOM)) == 1
    assert human_correction_effort(np.ones_like(ROOM), np.zeros_like(ROOM)) == 1


def test_pairs_thresholds_and_pixels_to_leave_out() -> None:
    soft = np.where(ROOM, 0.4, 0.0)
    assert human_correction_effort(Pair.of(soft, ROOM, threshold=0.3)) == 0
    wrong = changed(0, 14, 0, 14, to=True)
    valid = np.ones_like(ROOM)
    valid[:20, :20] = False
    assert human_correction_effort(Pair.of(wrong, ROOM, valid=valid)) == 0


def test_what_is_no_mask_or_no_number_is_refused() -> None:
    with pytest.raises(SizeMismatch):
        human_correction_effort(ROOM, ROOM[:-1])
    with pytest.raises(MaskRefused):
        human_correction_effort(np.full(ROOM.shape, np.nan), ROOM)
    with pytest.raises(ValueError, match="0 or more"):
        human_correction_effort(ROOM, ROOM, relax_px=-1)
    with pytest.raises(ValueError, match="0 or more"):
        human_correction_effort(ROOM, ROOM, tolerance_px=float("nan"))
