"""Mask files as they are stored: every mode that encoders write, and what each is read as."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from maskkit.images.decode import decode_grey
from maskkit.limits import ImageLimits
from maskkit.masks.stored import read_stored

MARKED = np.zeros((20, 30), np.uint8)
MARKED[5:15, 8:22] = 255


def png(image: Image.Image | np.ndarray, **options: object) -> bytes:
    buffer = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(buffer, "PNG", **options)
    return buffer.getvalue()


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA", "I;16"])
def test_every_mode_is_read_as_the_mask_reader_reads_it(mode: str) -> None:
    pixels = MARKED.astype(np.uint16) * 257 if mode == "I;16" else MARKED
    data = png(pixels if mode == "I;16" else Image.fromarray(pixels).convert(mode))
    stored = read_stored(data)
    assert np.array_equal(stored.values, MARKED)
    assert np.array_equal(stored.values, decode_grey(data))
    codes = [finding.code for finding in stored.findings]
    assert codes == {"L": [], "I;16": ["sixteen_bit"]}.get(mode, ["stored"])


@pytest.mark.parametrize("orientation", range(2, 9))
def test_the_mask_s_own_orientation_is_followed_and_told(orientation: int) -> None:
    tags = Image.Exif()
    tags[0x0112] = orientation
    data = png(MARKED, exif=tags)
    stored = read_stored(data)
    assert np.array_equal(stored.values, decode_grey(data))
    assert stored.size_wh == ((20, 30) if orientation >= 5 else (30, 20))
    assert [finding.code for finding in stored.findings] == ["mask_exif"]


def test_16_bits_with_values_of_8() -> None:
    stored = read_stored(png(MARKED.astype(np.uint16)))
    assert np.array_equal(stored.values, MARKED)
    (change,) = stored.changes
    assert (change.finding.code, change.pixels) == ("low_16_bit", 140)


def test_16_bits_between_the_8_bit_steps_are_counted() -> None:
    pixels = MARKED.astype(np.uint16) * 257
    pixels[0, :3] = 1000, 2000, 30_000
    stored = read_stored(png(pixels))
    assert stored.values is not None
    assert stored.values[0, :3].tolist() == [4, 8, 117]
    assert [change.pixels for change in stored.changes] == [3]


def test_a_16_bit_file_of_zeros_is_empty_not_low() -> None:
    assert [finding.code for finding in read_stored(png(np.zeros((4, 4), np.uint16))).findings] == ["sixteen_bit"]


@pytest.mark.parametrize(
    ("below", "what"),
    [
        (np.zeros((20, 30, 3), np.uint8), "nothing is hidden below"),
        (np.arange(1800, dtype=np.uint16).reshape(20, 30, 3).astype(np.uint8), "a picture is hidden below"),
    ],
)
def test_transparency_says_what_lies_below(below: np.ndarray, what: str) -> None:
    stored = read_stored(png(np.dstack([below, 255 - MARKED])))
    assert stored.values is None
    (finding,) = stored.findings
    assert finding.sentence == f"23.3% of the file is transparent, 0.0% partly; {what}"


def test_two_colours_are_read_on_request_only() -> None:
    red = np.dstack([MARKED // 2, MARKED * 0, MARKED * 0])
    assert read_stored(png(red)).values is None
    asked = read_stored(png(red), asked=["two_colours"])
    assert np.array_equal(asked.values, MARKED)
    assert [(change.finding.code, change.pixels) for change in asked.changes] == [("two_colours", 140), ("stored", 0)]


def test_a_rare_third_colour_is_not_overlooked() -> None:
    """A label map of many pixels with one of a further class."""
    picture = np.zeros((700, 900, 3), np.uint8)
    picture[300:, :, 0] = 200
    picture[1, 2] = 0, 0, 90
    (finding,) = read_stored(png(picture)).findings
    assert (finding.code, finding.numbers) == ("label_map", {"classes": 3})


def test_two_colours_without_black_are_classes() -> None:
    picture = np.where(MARKED[..., None] > 0, np.array([200, 30, 30]), np.array([30, 30, 200])).astype(np.uint8)
    assert [finding.code for finding in read_stored(png(picture)).findings] == ["label_map"]


def test_limits_are_kept_and_told() -> None:
    stored = read_stored(png(MARKED), limits=ImageLimits(max_side_px=25))
    assert stored.values is None
    assert stored.findings[0].sentence == "30x20 has a side of more than 25 px"


def test_the_size_is_upright_where_no_mask_is_read() -> None:
    tags = Image.Exif()
    tags[0x0112] = 6
    rng = np.random.default_rng(1)
    assert read_stored(png(rng.integers(0, 255, (20, 30, 3), np.uint8), exif=tags)).size_wh == (20, 30)
