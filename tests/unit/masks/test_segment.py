"""The label map, and the choice of a method."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import UnknownChoice
from maskkit.images.photo import Photo
from maskkit.masks import segment as module
from maskkit.masks.classes import RoomClass
from maskkit.masks.segment import Segmentation, segment

LABELS = np.array([[3, 3, 3], [2, 4, 2], [1, 1, 255]], np.uint8)


def found(**changes: object) -> Segmentation:
    fields = {"labels": LABELS, "probabilities": None, "method": "test", "confidence": 0.5}
    return Segmentation(**{**fields, **changes})


class TestSegmentation:
    """Checked when it is made."""

    def test_facts(self) -> None:
        assert found().size_wh == (3, 3)
        assert found().share(RoomClass.FLOOR) == pytest.approx(2 / 9)
        assert found().where(RoomClass.FLOOR, RoomClass.WINDOW).sum() == 3
        assert not found().where().any()
        assert RoomClass.UNLABELLED not in found().knows
        assert RoomClass.RUG in found().knows

    def test_labels_cannot_be_written_to(self) -> None:
        with pytest.raises(ValueError, match="read-only"):
            found().labels[0, 0] = 1

    @pytest.mark.parametrize(
        ("changes", "what"),
        [
            ({"labels": LABELS.astype(np.int32)}, "needs .H, W. uint8"),
            ({"labels": LABELS[None]}, "needs .H, W. uint8"),
            ({"labels": LABELS[:0]}, "needs .H, W. uint8"),
            ({"labels": np.array([[1, 77, 99]], np.uint8)}, r"\[77, 99\] are no classes"),
            ({"confidence": 1.5}, "1.5 is not within 0..1"),
            ({"confidence": float("nan")}, "not within"),
            ({"probabilities": {RoomClass.FLOOR: np.zeros((3, 4), np.float32)}}, "FLOOR are .3, 4."),
            ({"probabilities": {RoomClass.WALL: np.zeros((3, 3))}}, "WALL are .3, 3. float64"),
        ],
    )
    def test_refused(self, changes: dict[str, object], what: str) -> None:
        with pytest.raises(ValueError, match=what):
            found(**changes)


class TestSegment:
    """The method by name, loaded when it is used."""

    def test_an_unknown_method_lists_the_known(self) -> None:
        with pytest.raises(UnknownChoice, match=r"unknown method 'magic'\. Choose one of: auto, network, geometry"):
            segment(Photo(np.zeros((4, 4, 3), np.uint8)), method="magic")

    def test_a_method_gets_the_photo_and_its_options(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(module.METHODS, "echo", "builtins:dict")
        with pytest.raises(TypeError, match="'Photo' object is not iterable"):
            segment(Photo(np.zeros((4, 4, 3), np.uint8)), method="echo", detail=3)
