"""What a file is, told from its content: sure where it can be, and refused where it would be a guess."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from PIL import Image

from maskkit.errors import BadAnnotation, MaskRefused, UnclearMask
from maskkit.images.planes import decode_planes, encode_palette, encode_with_alpha
from maskkit.masks.formats.catalogue import FORMATS
from maskkit.masks.formats.drawing import draw_mask
from maskkit.masks.formats.guess import Guess, Sureness, guess_picture, guess_text, is_picture
from maskkit.masks.mask import Mask


def stored(picture: np.ndarray | Image.Image, format: str = "PNG", **options: object) -> bytes:  # noqa: A002
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def guess(data: bytes) -> Guess:
    assert is_picture(data)
    return guess_picture(decode_planes(data), "mask.png")


def ramp(*values: int) -> np.ndarray:
    return np.array([values], np.uint8)


def test_black_and_white_is_assumed_to_follow_our_own_rule() -> None:
    for data in (stored(ramp(0, 255)), stored(Image.new("1", (3, 2), 1)), stored(np.zeros((2, 2, 3), np.uint8))):
        assert (guess(data).name, guess(data).sureness) == ("white", Sureness.ASSUMED)


def test_greys_are_a_soft_mask_whatever_the_depth() -> None:
    assert guess(stored(ramp(0, 3, 128, 255))).name == "white"
    assert guess(stored(np.array([[0, 40000]], np.uint16))).name == "white"
    assert guess(stored(np.repeat(ramp(*range(0, 256, 3))[..., None], 3, axis=2), "JPEG", quality=95)).name == "white"


def test_small_numbers_are_a_label_map() -> None:
    for values in (ramp(0, 1, 2, 8), ramp(2, 2), ramp(0, 3, 255), ramp(7, 40)):
        assert (guess(stored(values)).name, guess(stored(values)).sureness) == ("labels", Sureness.LIKELY)


def test_colours_of_a_palette_are_a_label_map_and_greys_of_one_are_a_mask() -> None:
    colours = np.zeros((256, 3), np.uint8)
    colours[1] = (128, 0, 0)
    assert guess(encode_palette(ramp(0, 1), colours)).name == "palette"
    assert (
        guess(encode_palette(ramp(0, 1), np.repeat(np.array([[0], [255]] * 128, np.uint8), 3, axis=1))).name == "white"
    )


def test_zeros_and_ones_are_not_guessed() -> None:
    with pytest.raises(UnclearMask, match=r"0 and 1.*--from labels"):
        guess(stored(ramp(0, 1)))


@pytest.mark.parametrize("alpha", [ramp(0, 255), ramp(0, 0), ramp(254, 255)])
def test_transparency_is_not_guessed(alpha: np.ndarray) -> None:
    with pytest.raises(
        UnclearMask, match=r"mask\.png: .* transparent.*--from openai if transparent.*--from alpha if opaque"
    ):
        guess(encode_with_alpha(np.zeros((1, 2, 3), np.uint8), alpha))


def test_an_alpha_channel_that_is_opaque_says_nothing() -> None:
    assert guess(encode_with_alpha(np.zeros((1, 2, 3), np.uint8), ramp(255, 255))).name == "white"


@pytest.mark.parametrize(("mode", "what"), [("RGB", "coloured"), ("CMYK", "in CMYK")])
def test_a_colour_picture_is_no_mask(mode: str, what: str) -> None:
    photo = Image.fromarray(np.random.default_rng(1).integers(0, 256, (40, 40, 3), np.uint8)).convert(mode)
    with pytest.raises(MaskRefused, match=f"the picture is {what}"):
        guess(stored(photo, "JPEG" if mode == "CMYK" else "PNG"))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_what_is_written_is_told_apart(name: str) -> None:
    data = FORMATS[name].write(draw_mask(Mask.from_polygon([(0, 0), (3, 0), (3, 2)], size_wh=(5, 4)), number=1))
    assert not is_picture(data)
    found = guess_text(data, "mask.json").name
    assert FORMATS[found].read == FORMATS[name].read


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ({"shapes": []}, "labelme"),
        ({"images": [], "annotations": []}, "coco"),
        ([{"image_id": 1, "segmentation": []}], "coco"),
        ({"size": [1, 1], "counts": [1]}, "rle"),
        ([[0, 0], [1, 0], [1, 1]], "geojson"),
        ({"type": "FeatureCollection", "features": []}, "geojson"),
        ([{"id": 3, "data": {"image": "a.jpg"}, "annotations": []}], "label-studio"),
        ([{"image": "a.jpg", "tag": [{"original_width": 2}]}], "label-studio"),
        ([{"original_width": 5, "value": {}}], "label-studio"),
    ],
)
def test_json_is_told_by_its_fields(document: object, name: str) -> None:
    found = guess_text(b"\xef\xbb\xbf \n" + json.dumps(document).encode(), "x.json")
    assert (found.name, found.sureness) == (name, Sureness.CERTAIN)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (b"[]", "none of the annotations that are known.*--from"),
        (b"{}", "none of the annotations that are known"),
        (b'{"type": ["x"]}', "none of the annotations that are known"),
        (b'{"type": {}, "data": null}', "none of the annotations that are known"),
        (b"[1, 2]", "none of the annotations that are known"),
        (b'{"shapes": [', "cut off"),
        (b'{"shapes": [{"label": "flo', "cut off"),
        (b"floor wall", "neither a picture nor an annotation"),
        (b"\xff\xfe{\x00}\x00", "neither a picture nor an annotation"),
        (b"   ", "neither a picture nor an annotation"),
        (b"7", "neither a picture nor an annotation"),
        (b"1 a b", "neither a picture nor an annotation"),
    ],
)
def test_the_rest_is_refused(text: bytes, what: str) -> None:
    with pytest.raises(BadAnnotation, match=what):
        guess_text(text, "x")
