"""From any form into any other: lossless where it can be, the loss told where not, and never decided silently."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maskkit.errors import (
    BadAnnotation,
    EmptyMask,
    FullMask,
    GreyMask,
    MaskRefused,
    OutputExists,
    SizeMismatch,
    UnknownChoice,
)
from maskkit.images.encode import encode
from maskkit.images.photo import Photo
from maskkit.images.planes import encode_bits
from maskkit.masks.agreement import compare
from maskkit.masks.conventions import CONVENTIONS
from maskkit.masks.convert import Conversion, convert
from maskkit.masks.formats.catalogue import FORMATS
from maskkit.masks.forms import FORMS, of_values, read_contents, read_labels, read_mask
from maskkit.masks.mask import Mask

RNG = np.random.default_rng(3)
SIZE = (40, 30)
PHOTO = Photo(RNG.integers(0, 256, (30, 40, 3), np.uint8))
HARD = Mask.from_bool(RNG.random((30, 40)) < 0.4)
SOFT = Mask(RNG.integers(0, 256, (30, 40), np.uint8))
LABELS = RNG.integers(0, 9, (12, 16), np.uint8)
MASK_FORMS = [name for name in FORMS if name not in {"labels", "palette"}]
SOFT_FORMS = [name for name in FORMS if ({**CONVENTIONS, **FORMATS})[name].is_soft]
LABEL_FORMS = ["labels", "palette", *(name for name, form in FORMATS.items() if form.labels != "none")]


def mask_file(mask: Mask) -> bytes:
    return encode(mask.values)


@pytest.mark.parametrize("name", MASK_FORMS)
def test_a_hard_mask_survives_every_form(name: str) -> None:
    """40 % noise: 200 parts and as many holes."""
    made = convert(mask_file(HARD), name, label="floor", photo=PHOTO)
    assert (made.is_lossless, made.iou, made.agreement.pixels) == (True, 1.0, 0)
    assert read_mask(made.data, form=name, size_wh=SIZE) == HARD
    assert made.coverage == pytest.approx(HARD.coverage)
    back = convert(made.data, "white", form=name, size_wh=SIZE)
    assert (read_mask(back.data), back.is_lossless) == (HARD, True)


@pytest.mark.parametrize("name", [name for name in MASK_FORMS if name != "ideogram-edit"])
@pytest.mark.parametrize("mask", [Mask.empty(SIZE), Mask.full(SIZE)], ids=["empty", "full"])
def test_nothing_and_everything_survive_too(name: str, mask: Mask) -> None:
    made = convert(mask_file(mask), name, label="floor", photo=PHOTO)
    assert made.is_lossless
    assert read_mask(made.data, form=name, size_wh=SIZE) == mask
    assert ("nothing is marked" in made.notes) == mask.is_empty


@pytest.mark.parametrize("name", SOFT_FORMS)
def test_greys_survive_where_the_form_holds_them(name: str) -> None:
    made = convert(mask_file(SOFT), name, photo=PHOTO)
    assert made.is_lossless
    assert read_mask(made.data, form=name, size_wh=SIZE) == SOFT


@pytest.mark.parametrize("name", [name for name in MASK_FORMS if name not in SOFT_FORMS])
def test_greys_are_never_decided_silently(name: str) -> None:
    with pytest.raises(GreyMask, match=f"{name} holds no greys.*--threshold 128"):
        convert(mask_file(SOFT), name, photo=PHOTO)
    made = convert(mask_file(SOFT), name, photo=PHOTO, threshold=200)
    hard = SOFT.hard(200)
    assert read_mask(made.data, form=name, size_wh=SIZE) == hard
    lesser, greater = (int(how(SOFT.values, hard.values).sum(dtype=int)) for how in (np.minimum, np.maximum))
    assert made.iou == lesser / greater < 1
    assert not made.is_lossless
    assert "everything from 200 on was made 255, the rest 0" in made.notes


@pytest.mark.parametrize("name", LABEL_FORMS)
def test_a_label_map_survives_where_the_form_has_labels(name: str) -> None:
    made = convert(encode(LABELS), name)
    assert made.is_lossless
    assert np.array_equal(read_labels(made.data, form=name, size_wh=(16, 12)), LABELS)
    assert made.labels == ("floor", "wall", "ceiling", "window", "door", "furniture", "rug", "fixture")


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if form.outlines])
@pytest.mark.parametrize("tolerance_px", [0.8, 2.5])
def test_fewer_corners_cost_what_is_said(name: str, tolerance_px: float) -> None:
    disc = Mask.from_bool(np.hypot(*(np.indices((30, 40)) - 14.2)) < 12)
    made = convert(mask_file(disc), name, tolerance_px=tolerance_px)
    back = read_mask(made.data, form=name, size_wh=SIZE)
    both, either = (disc & back).coverage, (disc | back).coverage
    assert made.iou == pytest.approx(both / either, abs=1e-12)
    assert made.iou > 0.8
    assert len(made.data) < len(convert(mask_file(disc), name).data)


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if form.labels != "none"])
def test_what_marks_nothing_any_more_is_left_out(name: str) -> None:
    faint = Mask(np.full((4, 5), 9, np.uint8))
    made = convert(mask_file(faint), name, form="white", threshold=9 + (name != "label-studio"), label="floor")
    assert read_mask(made.data, form=name, size_wh=(5, 4)) == (faint if name == "label-studio" else Mask.empty((5, 4)))
    beside = {"label": "rug", "points": [[9, 9], [9, 9]], "shape_type": "mask"}
    picture = base64.b64encode(encode_bits(np.ones((1, 1), np.bool_))).decode()
    source = json.dumps({"shapes": [{**beside, "mask": picture}], "imageWidth": 5, "imageHeight": 4}).encode()
    made = convert(source, name)
    assert (made.is_lossless, made.coverage) == (True, 0)
    assert read_mask(made.data, form=name, size_wh=(5, 4)).is_empty


def test_label_maps_are_simplified_without_gap_or_overlap() -> None:
    rows, columns = np.indices((30, 40))
    labels = np.where(rows > 14 + 4 * np.sin(columns / 5), 1, np.where(columns + rows > 28, 2, 3)).astype(np.uint8)
    made = convert(encode(labels), "geojson", tolerance_px=1.5)
    contents = read_contents(made.data)
    drawn = [area.shape.draw(SIZE).astype(int) // 255 for area in contents.annotation.areas]
    assert np.sum(drawn, axis=0).tolist() == np.ones((30, 40), int).tolist()
    assert 0.9 < made.iou < 1


@pytest.mark.parametrize("name", ["coco-polygons", "labelme-polygons", "yolo"])
def test_what_other_tools_will_make_of_polygons_is_told(name: str) -> None:
    made = convert(mask_file(HARD), name)
    assert made.elsewhere is not None
    assert made.elsewhere.is_equal == (name == "coco-polygons")
    assert made.filled_by in {"the COCO API", "LabelMe", "Ultralytics"}


INSTANCES = {
    "images": [{"id": 7, "file_name": "room.jpg", "width": 40, "height": 30}],
    "annotations": [
        {"id": 1, "image_id": 7, "category_id": 0, "segmentation": [[1.25, 2, 20, 2, 20, 11.5, 1.25, 11.5]]},
        {"id": 2, "image_id": 7, "category_id": 0, "segmentation": [[25, 2, 35, 2, 35, 9]]},
        {"id": 3, "image_id": 7, "category_id": 9, "segmentation": [[0, 15, 40, 15, 40, 30, 0, 30]]},
    ],
    "categories": [{"id": 0, "name": "Stuhl"}, {"id": 9, "name": "Boden"}],
}


@pytest.mark.parametrize(
    "name", ["coco", "coco-polygons", "labelme", "labelme-polygons", "label-studio", "svg", "yolo"]
)
def test_instances_and_names_survive_from_tool_to_tool(name: str) -> None:
    source = json.dumps(INSTANCES).encode()
    made = convert(source, name)
    assert made.is_lossless
    back = read_contents(made.data, form=name, size_wh=SIZE).annotation
    assert len(back.areas) == 3 or name == "svg"  # neighbours of one name become one there
    if name != "yolo":
        assert set(back.labels) == {"Stuhl", "Boden"}
        assert back.image == "room.jpg"
    assert compare(
        of_values(read_mask(source, only=["Boden"]).values),
        back.part("2" if name == "yolo" else "Boden"),
        SIZE,
        whole=True,
    ).is_equal


def test_small_areas_come_to_lie_on_large_ones_where_the_order_says_so() -> None:
    """COCO's order says nothing, LabelMe's does: by way of it the label map is the same."""
    upside_down = json.loads(json.dumps(INSTANCES))
    upside_down["annotations"][2]["segmentation"] = [[0, 0, 40, 0, 40, 30, 0, 30]]
    source, classes = json.dumps(upside_down).encode(), {"Stuhl": "furniture", "Boden": "floor"}
    through = convert(source, "labelme", classes=classes)
    direct = convert(source, "labels", classes=classes)
    assert np.array_equal(read_labels(through.data), read_labels(direct.data))
    assert set(np.unique(read_labels(direct.data))) == {1, 6}


def test_corners_are_passed_on_as_they_are() -> None:
    made = convert(json.dumps(INSTANCES).encode(), "labelme-polygons")
    points = [shape["points"] for shape in json.loads(made.data)["shapes"]]
    assert [[1.25, 2], [20, 2], [20, 11.5], [1.25, 11.5]] in points


def test_names_are_mapped_and_chosen() -> None:
    source = json.dumps(INSTANCES).encode()
    made = convert(source, "labels", classes={"stuhl": "furniture", "Boden": "floor"})
    labels = read_labels(made.data)
    assert (made.labels, made.is_lossless) == (("furniture", "floor"), True)
    assert set(np.unique(labels)) == {0, 1, 6}
    chairs = convert(source, "white", only=["Stuhl"])
    assert np.array_equal(read_mask(chairs.data).to_bool(), labels == 6)
    with pytest.raises(BadAnnotation, match="no class is called 'Stuhl', 'Boden'"):
        convert(source, "labels")
    with pytest.raises(BadAnnotation, match="marks 2 classes"):
        convert(source, "openai")


def test_what_later_areas_hide_is_told_as_lost() -> None:
    hidden = json.loads(json.dumps(INSTANCES))
    hidden["annotations"][2]["segmentation"] = [[0, 0, 40, 0, 40, 30, 0, 30]]
    made = convert(json.dumps(hidden).encode(), "labels", classes={"Stuhl": "furniture", "Boden": "floor"})
    assert not made.is_lossless
    assert made.iou == pytest.approx(1200 / (1200 + made.agreement.pixels))


def test_bare_numbers_are_said_to_be_taken_as_classes() -> None:
    made = convert(b"1 0 0 1 0 1 1 0 1\n", "labels", size_wh=(4, 2))
    assert read_labels(made.data).tolist() == [[1] * 4] * 2
    assert any("1 is floor" in note for note in made.notes)
    assert convert(b"1 0 0 1 0 1 1 0 1\n", "labels", size_wh=(4, 2), classes={"1": "wall"}).notes == ()


def test_a_mask_needs_a_name_to_become_a_label_map() -> None:
    with pytest.raises(BadAnnotation, match=r"has to know what the mask marks. Say what it is with --label"):
        convert(mask_file(HARD), "labels")
    assert np.array_equal(read_labels(convert(mask_file(HARD), "labels", label="rug").data), HARD.values // 255 * 7)


def test_the_name_of_one_thing_can_be_given() -> None:
    made = convert(mask_file(HARD), "coco", label="floor", photo=PHOTO, image="rooms/kitchen.jpg")
    document = json.loads(made.data)
    assert document["categories"] == [{"id": 1, "name": "floor", "supercategory": ""}]
    assert document["images"][0]["file_name"] == "rooms/kitchen.jpg"
    with pytest.raises(BadAnnotation, match="2 classes, and 'floor' is one name"):
        convert(json.dumps(INSTANCES).encode(), "svg", label="floor")


def test_the_picture_is_called_like_the_photo_or_else_like_the_mask(tmp_path: Path) -> None:
    HARD.save(tmp_path / "mask.png")
    (tmp_path / "kitchen.png").write_bytes(encode(PHOTO.pixels))
    named = [
        json.loads(convert(tmp_path / "mask.png", "labelme", photo=photo).data)["imagePath"]
        for photo in (tmp_path / "kitchen.png", None)
    ]
    assert named == ["kitchen.png", "mask.png"]


def test_the_photo_s_size_is_kept() -> None:
    small = Photo(np.zeros((30, 20, 3), np.uint8))
    for source in (mask_file(HARD), json.dumps(INSTANCES).encode()):
        with pytest.raises(SizeMismatch, match="40 x 30 pixels"):
            convert(source, "svg", photo=small)


def test_both_colours_where_the_vendor_needs_both() -> None:
    with pytest.raises(EmptyMask):
        convert(mask_file(Mask.empty(SIZE)), "ideogram-edit")
    with pytest.raises(FullMask):
        convert(mask_file(Mask.full(SIZE)), "ideogram-edit")


def test_a_file_that_is_too_large_for_the_vendor_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert CONVENTIONS["openai"].most_bytes == 4 * 1024 * 1024
    monkeypatch.setitem(CONVENTIONS, "openai", replace(CONVENTIONS["openai"], most_bytes=99))  # type: ignore[arg-type]
    made = convert(mask_file(HARD), "openai")
    assert made.notes == (f"the file has {len(made.data)} bytes, and openai takes up to 99",)


@pytest.mark.parametrize(
    ("source", "to", "options", "error"),
    [
        (mask_file(HARD), "nova", {}, UnknownChoice),
        (mask_file(HARD), "photoshop", {}, UnknownChoice),
        (mask_file(HARD), "white", {"form": "coco"}, BadAnnotation),
        (mask_file(HARD), "rgba", {}, MaskRefused),
        (mask_file(HARD), "labels", {}, BadAnnotation),
        (mask_file(HARD), "svg", {"classes": {"rug": "floor"}}, BadAnnotation),
        (mask_file(HARD), "svg", {"classes": {"mask": "sofa"}}, UnknownChoice),
        (b"1 0 0 1 0 1 1\n", "white", {}, BadAnnotation),
        (b"[[0, 0], [9, 0], [9, 9]]", "white", {}, BadAnnotation),
        (b"{", "white", {}, BadAnnotation),
    ],
)
def test_refusals(source: bytes, to: str, options: dict, error: type[Exception]) -> None:
    with pytest.raises(error):
        convert(source, to, **options)


def test_a_conversion_is_saved_whole_and_never_over_something(tmp_path: Path) -> None:
    made: Conversion = convert(mask_file(HARD), "svg")
    made.save(tmp_path / "mask.svg")
    assert (tmp_path / "mask.svg").read_bytes() == made.data
    with pytest.raises(OutputExists):
        made.save(tmp_path / "mask.svg")
    made.save(tmp_path / "mask.svg", overwrite=True)
