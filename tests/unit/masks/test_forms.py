"""Files of masks read by what they are: the mask, the label map, and what is said where it is not clear."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest

from maskkit.errors import (
    BadAnnotation,
    CorruptImage,
    EmptyFile,
    ImageNotFound,
    SizeMismatch,
    UnclearMask,
    UnknownChoice,
)
from maskkit.images.encode import encode
from maskkit.images.planes import encode_palette, encode_with_alpha
from maskkit.masks.formats.guess import Sureness
from maskkit.masks.forms import FORMS, find_form, read_contents, read_labels, read_mask
from maskkit.masks.mask import Mask
from maskkit.masks.naming import Naming

VALUES = np.array([[255, 0, 255], [0, 0, 255]], np.uint8)
CLEAR = encode_with_alpha(np.zeros((2, 3, 3), np.uint8), VALUES)
TWO = json.dumps(
    {
        "shapes": [
            {"label": "Boden", "points": [[0, 0], [2, 0], [2, 2], [0, 2]]},
            {"label": "rug", "points": [[1, 0], [2, 0], [2, 1], [1, 1]]},
        ],
        "imagePath": "room.jpg",
        "imageWidth": 3,
        "imageHeight": 2,
    }
).encode()


def test_every_form_is_found_by_its_name() -> None:
    assert all(find_form(name.upper()).name == name for name in FORMS)
    with pytest.raises(UnknownChoice, match=r"no form of masks is called 'cocoa'.*white, black"):
        find_form("cocoa")


def test_a_mask_is_read_from_a_path_bytes_or_a_stream(tmp_path: Path) -> None:
    data = encode(VALUES)
    (tmp_path / "mask.png").write_bytes(data)
    for source in (tmp_path / "mask.png", data, io.BytesIO(data)):
        assert np.array_equal(read_mask(source).values, VALUES)
    with pytest.raises(ImageNotFound, match=r"none\.json"):
        read_mask(tmp_path / "none.json")
    with pytest.raises(EmptyFile):
        read_mask(b"")


def test_what_is_given_is_not_guessed() -> None:
    assert np.array_equal(read_mask(CLEAR, form="openai").values, 255 - VALUES)
    assert np.array_equal(read_mask(CLEAR, form="alpha").values, VALUES)
    assert read_contents(CLEAR, form="alpha").guess.sureness is Sureness.GIVEN
    with pytest.raises(UnclearMask):
        read_mask(CLEAR)


def test_a_picture_is_no_annotation_and_an_annotation_no_picture() -> None:
    with pytest.raises(BadAnnotation, match="the file is a picture, not COCO"):
        read_mask(CLEAR, form="coco")
    with pytest.raises(BadAnnotation, match="no picture, so it is no openai mask"):
        read_mask(TWO, form="openai")
    with pytest.raises(BadAnnotation, match="'images' is missing"):
        read_mask(TWO, form="coco")


def test_several_labels_have_to_be_chosen_from() -> None:
    with pytest.raises(BadAnnotation, match=r"marks 2 classes.*--only: Boden, rug; or --only all"):
        read_mask(TWO)
    assert read_mask(TWO, only=["rug"]).values.tolist() == [[0, 255, 0], [0, 0, 0]]
    assert read_mask(TWO, only=["all"]).values.tolist() == [[255, 255, 0], [255, 255, 0]]
    with pytest.raises(BadAnnotation, match=r"no class 'sofa'.*Boden, rug"):
        read_mask(TWO, only=["sofa"])


def test_labels_become_the_numbers_of_classes() -> None:
    assert read_labels(TWO, naming=Naming({"boden": "floor"})).tolist() == [[1, 7, 0], [1, 1, 0]]
    assert read_labels(TWO, naming=Naming({"*": "skip", "rug": "12"})).tolist() == [[0, 12, 0], [0, 0, 0]]
    with pytest.raises(BadAnnotation, match="no class is called 'Boden'"):
        read_labels(TWO)


def test_a_picture_is_taken_as_a_label_map_where_one_is_asked_for() -> None:
    floor = np.array([[0, 1, 1]], np.uint8)
    assert np.array_equal(read_labels(encode(floor)), floor)
    assert np.array_equal(read_labels(encode_palette(floor, np.zeros((256, 3), np.uint8))), floor)
    with pytest.raises(UnclearMask):
        read_contents(encode(floor))


def test_a_label_map_gives_a_mask_of_the_classes_that_are_chosen() -> None:
    data = encode(np.array([[1, 2, 0], [7, 7, 2]], np.uint8))
    assert read_mask(data, only=["wall", "Rug"]).values.tolist() == [[0, 255, 0], [255, 255, 255]]
    assert read_labels(data, naming=Naming({"rug": "floor"})).tolist() == [[1, 2, 0], [1, 1, 2]]
    contents = read_contents(data).only(["rug"])
    assert contents.labels is not None
    assert contents.labels.tolist() == [[0, 0, 0], [7, 7, 0]]


@pytest.mark.parametrize("source", [TWO, encode(VALUES)])
def test_another_size_is_refused(source: bytes) -> None:
    with pytest.raises(SizeMismatch):
        read_mask(source, size_wh=(4, 2), only=["all"])


def test_why_a_mask_does_not_fit_is_said() -> None:
    with pytest.raises(SizeMismatch, match="turned by 90 degrees they match"):
        read_mask(encode(VALUES), size_wh=(2, 3))
    with pytest.raises(SizeMismatch, match="made from a scaled copy"):
        read_mask(encode(VALUES), size_wh=(300, 200))


def test_a_size_that_no_photo_has_is_refused_before_memory_is_taken() -> None:
    huge = TWO.replace(b'"imageWidth": 3', b'"imageWidth": 9999999')
    with pytest.raises(BadAnnotation, match="9999999 x 2 pixels are over the limit"):
        read_mask(huge, only=["all"])


def test_an_empty_mask_is_a_mask() -> None:
    assert read_mask(encode(VALUES * 0)) == Mask.empty((3, 2))


def test_a_cut_off_picture_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mask.png"
    path.write_bytes(encode(np.zeros((300, 300), np.uint8))[:-30])
    with pytest.raises(CorruptImage, match=r"mask\.png"):
        read_mask(path)
