"""Truth from files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maskkit.bench.scope import Scope
from maskkit.bench.truth import CocoRegions, LabelFile, MaskFile, coco_region, read_labels
from maskkit.errors import BadAnnotation, BadPolygon, BadRle, MaskRefused, SizeMismatch
from maskkit.masks.mask import Mask

SQUARE = [1.0, 1.0, 4.0, 1.0, 4.0, 3.0, 1.0, 3.0]


def save(path: Path, values: Any) -> Path:
    Image.fromarray(np.asarray(values, np.uint8)).save(path)
    return path


def test_a_label_file_is_read_in_rows(tmp_path: Path) -> None:
    """Label 2 is row 1 where only walls are scored."""
    truth = LabelFile(save(tmp_path / "a.png", [[2, 1, 255]]))
    assert truth.rows(Scope.of_classes(["wall"])).tolist() == [[1, 0, 255]]
    assert truth.size_wh() == (3, 1)


def test_values_that_are_no_class_are_named(tmp_path: Path) -> None:
    """All of them, with the file."""
    with pytest.raises(MaskRefused, match="no class has the value 77, 99") as caught:
        read_labels(save(tmp_path / "a.png", [[77, 1, 99]]))
    assert caught.value.where is not None
    assert caught.value.where.endswith("a.png")


def test_a_mask_file_is_one_row(tmp_path: Path) -> None:
    """Whatever the row is called."""
    truth = MaskFile(save(tmp_path / "a.png", [[0, 127, 128, 255]]))
    assert truth.rows(Scope.of_target("wall")).tolist() == [[0, 0, 1, 1]]
    assert truth.size_wh() == (4, 1)


def test_a_label_map_in_a_folder_of_masks_is_refused(tmp_path: Path) -> None:
    """It would be scored as an empty mask."""
    with pytest.raises(MaskRefused, match="label map"):
        MaskFile(save(tmp_path / "a.png", [[0, 1, 2]])).rows(Scope.of_mask())


def test_the_stamp_of_truth_follows_the_file(tmp_path: Path) -> None:
    """A changed truth is measured again."""
    for kind in (LabelFile, MaskFile):
        truth = kind(save(tmp_path / "a.png", [[1]]))
        before = truth.stamp()
        save(tmp_path / "a.png", np.ones((9, 9)))
        assert truth.stamp() != before


def coco(*annotations: dict[str, Any], size: tuple[int, int] = (6, 4)) -> CocoRegions:
    return CocoRegions(Path("a.json"), size, annotations, {1: 1, 2: 7})


def region(category: int, segmentation: Any, number: int = 1) -> dict[str, Any]:
    return {"id": number, "category_id": category, "segmentation": segmentation}


def test_small_regions_lie_on_large_ones_in_whatever_order() -> None:
    """A rug on a floor is a rug."""
    floor, rug = region(1, [[0, 0, 6, 0, 6, 4, 0, 4]]), region(2, [SQUARE])
    scope = Scope.of_classes(["floor", "rug"])
    expected = [[1] * 6, [1, 2, 2, 2, 1, 1], [1, 2, 2, 2, 1, 1], [1] * 6]
    assert coco(floor, rug).rows(scope).tolist() == expected
    assert coco(rug, floor).rows(scope).tolist() == expected


def test_what_no_region_covers_is_other() -> None:
    """Not unlabelled: the annotator had the classes before their eyes."""
    assert coco(region(2, [SQUARE])).rows(Scope.of_classes(["floor"])).max() == 0


@pytest.mark.parametrize("compressed", [True, False])
def test_run_lengths_are_read(compressed: bool) -> None:
    """As COCO writes them, and as its tools compress them."""
    marked = np.zeros((4, 6), bool)
    marked[1:3, 2:5] = True
    code = Mask.from_bool(marked).to_rle().to_coco(compressed=compressed)
    assert np.array_equal(coco_region(code, (6, 4), where="annotation 1"), marked)


def test_several_polygons_are_one_region() -> None:
    """Parts of one object."""
    found = coco_region([SQUARE, [5, 0, 6, 0, 6, 1, 5, 1]], (6, 4), where="annotation 1")
    assert int(found.sum()) == 7


@pytest.mark.parametrize(
    ("segmentation", "error"),
    [
        (None, BadAnnotation),
        ([], BadAnnotation),
        ([[1, 2, 3]], BadPolygon),
        ([[1, 2, 3, 4]], BadPolygon),
        ([["a", 2, 3, 4, 5, 6]], BadPolygon),
        ([[1, 1, 2, 2, 3, 3]], BadPolygon),
        ({"size": [4, 6], "counts": [1, 2]}, BadRle),
        ({"size": [6, 4], "counts": [24]}, SizeMismatch),
        ({"counts": [24]}, BadRle),
    ],
)
def test_segmentations_that_are_none_are_refused(segmentation: Any, error: type[Exception]) -> None:
    """Each with an error that says what it is."""
    with pytest.raises(error):
        coco_region(segmentation, (6, 4), where="annotation 1")


def test_the_stamp_of_regions_follows_their_content() -> None:
    """One file holds the truth of all photos: only the changed one is measured again."""
    one = coco(region(1, [SQUARE]))
    assert one.stamp() == coco(region(1, [SQUARE])).stamp() != coco(region(2, [SQUARE])).stamp()
    assert one.size_wh() == (6, 4)
