"""Pictures for people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from maskkit.bench.dataset import Dataset
from maskkit.bench.looks import INVENTED, MISSED, Look, draw_difference, draw_rows, draw_sheet, look
from maskkit.bench.predictors import Function
from maskkit.bench.runner import run
from maskkit.bench.scope import Scope
from maskkit.errors import NoRoomFound
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.overlay import draw_labels

PHOTO = Photo(np.full((40, 60, 3), 128, np.uint8))
SCOPE = Scope.of_classes(["floor", "rug"])


def test_the_difference_tells_wrong_missed_and_unscored_apart() -> None:
    """What is right stays grey."""
    truth, rows = np.zeros((40, 60), np.uint8), np.zeros((40, 60), np.uint8)
    truth[:10], truth[10:20], truth[30:] = 1, 2, 255
    rows[:5], rows[10:20, :30], rows[20:25] = 1, 1, 2
    picture = draw_difference(PHOTO, truth, rows, valid=(1, 2))
    assert picture[7, 0].tolist() == list(MISSED)
    assert picture[12, 5].tolist() == list(INVENTED)
    assert picture[22, 0].tolist() == list(INVENTED)
    assert picture[35, 0].tolist() == [255, 255, 255]
    grey = picture[2, 0].tolist()
    assert len(set(grey)) == 1
    assert picture[28, 0].tolist() == grey


def test_the_difference_is_that_of_the_scores() -> None:
    """A rug where nobody drew rugs is not wrong, in truth or prediction; on a floor it hides the floor."""
    truth, rows = np.zeros((40, 60), np.uint8), np.full((40, 60), 2, np.uint8)
    truth[:10], truth[10:20] = 1, 2
    picture = draw_difference(PHOTO, truth, rows, valid=(1,))
    assert picture[5, 0].tolist() == list(MISSED)
    assert len({tuple(picture[y, 0].tolist()) for y in (12, 30)}) == 1
    assert picture[12, 0].tolist() != list(INVENTED)


def test_rows_are_drawn_in_the_colours_of_their_classes() -> None:
    """Row 2 of floor and rug is a rug, not a wall."""
    rows = np.zeros((40, 60), np.uint8)
    rows[20:] = 2
    labels = np.where(rows == 2, np.uint8(RoomClass.RUG), np.uint8(RoomClass.OTHER))
    assert np.array_equal(draw_rows(PHOTO, rows, SCOPE), draw_labels(PHOTO, labels, legend=False))


def test_one_mask_is_drawn_as_a_tint() -> None:
    """What is not marked loses its colour."""
    rows = np.zeros((40, 60), np.uint8)
    rows[20:] = 1
    picture = draw_rows(PHOTO, rows, Scope.of_mask())
    assert picture[35, 30].std() > picture[5, 30].std()


def test_a_look_is_small_and_shows_what_was_kept(
    dataset: Dataset, predict: Callable[[Any], Any], tmp_path: Path
) -> None:
    """The kept prediction is read, not made again."""
    predictor = Function("f", predict, "1")
    run(dataset, [predictor], out=tmp_path)

    def never(photo: Any) -> Any:
        raise AssertionError("made again")

    found = look(dataset.samples[0], Function("f", never), dataset.scope, out=tmp_path, side_px=20)
    assert found is not None
    assert found.photo.size_wh == (20, 15)
    assert found.rows[0, 0] == 2
    assert found.rows[14, 0] == 1
    assert len({panel.shape for panel in found.panels()}) == 1


def test_a_look_makes_what_was_not_kept(dataset: Dataset, predict: Callable[[Any], Any]) -> None:
    """And shows a refusal as nothing found."""
    made = look(dataset.samples[0], Function("f", predict), dataset.scope, out=None, side_px=400)
    assert made is not None
    assert made.photo.size_wh == (40, 30)

    def shy(photo: Any) -> Any:
        raise NoRoomFound("no room")

    empty = look(dataset.samples[0], Function("f", shy), dataset.scope, out=None, side_px=20)
    assert empty is not None
    assert empty.rows.max() == 0


def test_what_can_no_longer_be_read_has_no_look(dataset: Dataset, predict: Callable[[Any], Any]) -> None:
    """A page is drawn without it."""
    dataset.samples[0].photo.unlink()
    assert look(dataset.samples[0], Function("f", predict), dataset.scope, out=None, side_px=20) is None


def test_a_sheet_has_a_line_of_four_panels_for_each_look() -> None:
    """As wide as the widest, with room for the captions."""
    rows = np.zeros((40, 60), np.uint8)
    tall = Photo(np.zeros((60, 30, 3), np.uint8))
    looks = [
        Look("a", "IoU .1", PHOTO, rows, rows, SCOPE, (1, 2)),
        Look("b", "IoU .2", tall, np.zeros((60, 30), np.uint8), np.zeros((60, 30), np.uint8), SCOPE, (1, 2)),
    ]
    sheet = draw_sheet(looks, title="rooms")
    assert sheet.shape[1] >= 4 * 60
    assert sheet.shape[0] >= 100
    assert (sheet == 128).all(axis=2).sum() >= 40 * 60
