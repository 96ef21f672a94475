"""Areas of one picture: chosen, renamed, drawn, laid over each other, and refused where sizes do not fit."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import BadAnnotation, SizeMismatch
from maskkit.masks.formats.areas import Annotation, Area, Hardened, Numbered, Patch, Polygons, Runs, class_name
from maskkit.masks.regions import Region
from maskkit.masks.rle import rle_encode

LEFT = np.pad(np.full((2, 2), 255, np.uint8), ((0, 0), (0, 2)))
SOFT = np.array([[0, 100, 200, 255], [0, 0, 0, 0]], np.uint8)
TOP = Polygons((Region(np.array([(0.0, 0), (4, 0), (4, 1), (0, 1)])),))
BOTH = Annotation((Area("floor", Patch(LEFT)), Area("Wall", TOP), Area("floor", Patch(SOFT))), (4, 2), where="x.json")


def test_labels_come_once_and_in_order() -> None:
    assert BOTH.labels == ("floor", "Wall")
    assert BOTH.renamed({"Wall": "floor"}).labels == ("floor",)


def test_areas_are_chosen_whatever_their_capitals_and_parts_exactly() -> None:
    assert [area.label for area in BOTH.only(["FLOOR"]).areas] == ["floor", "floor"]
    assert BOTH.part("wall").areas == ()
    assert len(BOTH.part("Wall").areas) == 1
    with pytest.raises(BadAnnotation, match=r"x\.json: there is no class 'rug'. It has: floor, Wall\."):
        BOTH.only(["rug"])


def test_the_higher_value_counts_where_areas_overlap() -> None:
    assert BOTH.draw().tolist() == [[255, 255, 255, 255], [255, 255, 0, 0]]
    assert BOTH.part("floor").draw().tolist() == [[255, 255, 200, 255], [255, 255, 0, 0]]


def test_later_areas_lie_on_top_in_a_label_map_and_small_ones_where_the_order_says_nothing() -> None:
    small, large = Area("rug", TOP), Area("floor", Polygons((Region(np.array([(0.0, 0), (4, 0), (4, 2), (0, 2)])),)))
    annotation = Annotation((small, large), (4, 2))
    numbers = {"rug": 7, "floor": 1}
    assert annotation.draw_labels(numbers).tolist() == [[1] * 4] * 2
    assert annotation.large_first((4, 2)).draw_labels(numbers).tolist() == [[7] * 4, [1] * 4]


def test_softness() -> None:
    assert BOTH.soft_labels((4, 2)) == ("floor",)
    assert BOTH.hardened(150).soft_labels((4, 2)) == ()
    assert BOTH.hardened(150).part("floor").draw().tolist() == [[255, 255, 255, 255], [255, 255, 0, 0]]
    assert Hardened(Patch(SOFT), 1).draw((4, 2))[0].tolist() == [0, 255, 255, 255]


def test_the_size_has_to_be_known_and_one() -> None:
    assert BOTH.sized((4, 2)) == (4, 2)
    nowhere = Annotation((), where="x.json")
    assert nowhere.sized((4, 2)) == (4, 2)
    with pytest.raises(BadAnnotation, match=r"how large the picture is. Give the photo with --photo"):
        nowhere.sized(None)
    with pytest.raises(SizeMismatch, match=r"4 x 2 pixels there, the photo 5 x 2\."):
        BOTH.sized((5, 2))
    with pytest.raises(SizeMismatch, match="turned by 90 degrees they match"):
        BOTH.sized((2, 4))
    for size_wh in ((12_001, 2), (10_000, 10_000)):
        with pytest.raises(BadAnnotation, match="over the limit"):
            Annotation((), size_wh).draw()


def test_shapes_with_a_size_of_their_own_refuse_another() -> None:
    with pytest.raises(SizeMismatch, match="x: the run lengths are of 4 x 2 pixels"):
        Runs(rle_encode(LEFT > 0), "x").draw((4, 3))
    with pytest.raises(SizeMismatch, match="it is 4 x 2 pixels, the picture 4 x 3"):
        Numbered(LEFT, 255).draw((4, 3))


def test_a_patch_is_cut_at_the_frame() -> None:
    assert Patch(LEFT, (-1, 1)).draw((4, 2)).tolist() == [[0] * 4, [255, 0, 0, 0]]
    assert not Patch(LEFT, (99, -99)).draw((4, 2)).any()


def test_a_number_without_a_name_is_its_name() -> None:
    assert (class_name(1, {"floor": 1}), class_name(2, {"floor": 1})) == ("floor", "2")
