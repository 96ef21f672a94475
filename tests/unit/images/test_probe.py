"""Headers, and what is refused by them."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maskkit.errors import CorruptImage, EmptyFile, ImageNotFound, ImageRefused, ImageTooLarge, UnsupportedFormat
from maskkit.images.probe import Probe, probe
from maskkit.limits import DEFAULT_IMAGE_LIMITS

Encode = Callable[..., bytes]


def exif(orientation: int) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags.tobytes()


def png_header(width: int, height: int) -> bytes:
    ihdr = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + ihdr + struct.pack(">I", zlib.crc32(ihdr))


class Watched(io.BytesIO):
    """A file that counts how much of it is read."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def test_a_header_tells_everything(corners: Image.Image, encoded: Encode) -> None:
    data = encoded(corners, "JPEG", exif=exif(6))
    assert probe(data) == Probe("JPEG", (40, 30), (30, 40), 1, "RGB", 6, len(data))


@pytest.mark.parametrize(
    ("output", "options", "name"),
    [
        ("JPEG", {}, "JPEG"), ("JPEG", {"progressive": True}, "JPEG"), ("PNG", {}, "PNG"),
        ("WEBP", {}, "WEBP"), ("WEBP", {"lossless": True}, "WEBP"), ("AVIF", {}, "AVIF"), ("HEIF", {}, "HEIC"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("orientation", [None, *range(1, 9)])
def test_every_format_and_orientation(
    corners: Image.Image, encoded: Encode, output: str, options: dict[str, Any], *, name: str, orientation: int | None
) -> None:
    if orientation is not None:
        options = {**options, "exif": exif(orientation)}
    found = probe(encoded(corners, output, **options))
    assert found.format == name
    assert found.orientation == (orientation or 1)
    assert found.size_wh == ((30, 40) if (orientation or 1) >= 5 else (40, 30))


@pytest.mark.parametrize(
    ("mode", "output", "told"),
    [
        ("1", "PNG", "1"), ("L", "PNG", "L"), ("LA", "PNG", "LA"), ("P", "PNG", "P"), ("RGBA", "PNG", "RGBA"),
        ("I;16", "PNG", "I;16"), ("L", "JPEG", "L"), ("CMYK", "JPEG", "CMYK"), ("RGB", "WEBP", "RGB"),
    ],
)  # fmt: skip
def test_the_mode_is_the_stored_one(corners: Image.Image, encoded: Encode, mode: str, output: str, told: str) -> None:
    image = Image.fromarray(np.zeros((4, 4), np.uint16)) if mode == "I;16" else corners.convert(mode)
    assert probe(encoded(image, output)).mode == told


@pytest.mark.parametrize("output", ["PNG", "WEBP", "AVIF", "HEIF"])
def test_transparency_is_seen(corners: Image.Image, encoded: Encode, output: str) -> None:
    image = corners.convert("RGBA")
    image.putalpha(90)
    assert probe(encoded(image, output)).mode == "RGBA"


def test_the_bytes_count_and_not_the_name(corners: Image.Image, encoded: Encode, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(encoded(corners, "PNG"))
    assert probe(tmp_path / "photo.jpg").format == "PNG"


def test_a_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    """A 20,000 x 20,000 PNG of a few hundred KB: refused, and next to nothing of it read."""
    packed = zlib.compress(bytes(20_000 * 3 + 1) * 200, 9)
    idat = struct.pack(">I", len(packed)) + b"IDAT" + packed + struct.pack(">I", zlib.crc32(b"IDAT" + packed))
    file = Watched(png_header(20_000, 20_000) + idat * 3)
    (tmp_path / "bomb.png").write_bytes(file.getvalue())
    for source in (file.getvalue(), tmp_path / "bomb.png"):
        with pytest.raises(ImageTooLarge, match="20000x20000"):
            probe(source)


def test_a_long_file_is_read_in_a_few_places_only(
    encoded: Encode, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (500, 500, 3), np.uint8))
    path = tmp_path / "photo"
    path.write_bytes(b"")
    for output in ("JPEG", "PNG", "WEBP", "AVIF"):
        stream = Watched(encoded(noise, output, exif=exif(6)))
        monkeypatch.setattr(Path, "open", lambda *_, stream=stream: _with_descriptor(stream, path))
        assert probe(path).size_wh == (500, 500)
        assert 0 < stream.taken <= 64 * 1024
        assert stream.taken < 2000


def _with_descriptor(stream: Watched, path: Path) -> Watched:
    descriptor = os.open(path, os.O_RDWR)
    os.ftruncate(descriptor, len(stream.getvalue()))
    stream.fileno = lambda: descriptor  # type: ignore[method-assign]
    return stream


@pytest.mark.parametrize(
    ("size_wh", "changes"),
    [
        ((12_001, 2), {}),
        ((2, 12_001), {}),
        ((8000, 5001), {}),
        ((40, 30), {"max_mp": 0.001}),
        ((40, 30), {"max_side_px": 39}),
    ],
)
def test_limits_on_pixels_and_sides(size_wh: tuple[int, int], changes: dict[str, Any]) -> None:
    with pytest.raises(ImageTooLarge):
        probe(png_header(*size_wh), limits=replace(DEFAULT_IMAGE_LIMITS, **changes))


def test_limits_are_reached_without_harm() -> None:
    assert probe(png_header(8000, 5000)).size_wh == (8000, 5000)
    assert probe(png_header(12_000, 2)).size_wh == (12_000, 2)


def test_limits_can_be_raised() -> None:
    trusting = replace(DEFAULT_IMAGE_LIMITS, max_mp=500, max_side_px=30_000)
    assert probe(png_header(20_000, 20_000), limits=trusting).size_wh == (20_000, 20_000)


def test_a_picture_of_no_pixels_is_corrupt() -> None:
    with pytest.raises(CorruptImage, match="0x30"):
        probe(png_header(0, 30))


@pytest.mark.parametrize("output", ["PNG", "WEBP", "AVIF"])
def test_animations_are_refused_and_can_be_allowed(corners: Image.Image, encoded: Encode, output: str) -> None:
    frames = [corners.rotate(90 * turn) for turn in range(1, 4)]
    data = encoded(corners, output, save_all=True, append_images=frames)
    with pytest.raises(ImageTooLarge, match="4 frames"):
        probe(data)
    assert probe(data, limits=replace(DEFAULT_IMAGE_LIMITS, max_frames=4)).frames == 4


def test_pixels_are_counted_over_all_frames(corners: Image.Image, encoded: Encode) -> None:
    data = encoded(corners, "PNG", save_all=True, append_images=[corners.rotate(90), corners.rotate(180)])
    with pytest.raises(ImageTooLarge, match="megapixels"):
        probe(data, limits=replace(DEFAULT_IMAGE_LIMITS, max_frames=9, max_mp=0.003))


def test_a_phones_file_of_several_pictures_counts_as_its_first(corners: Image.Image, encoded: Encode) -> None:
    found = probe(encoded(corners, "MPO", save_all=True, append_images=[corners.resize((8, 6))], exif=exif(6)))
    assert (found.format, found.frames, found.size_wh, found.orientation) == ("MPO", 1, (30, 40), 6)


@pytest.mark.parametrize("output", ["GIF", "TIFF", "BMP", "PPM", "ICO", "PDF", "JPEG2000"])
def test_formats_that_are_not_read_are_named(corners: Image.Image, encoded: Encode, output: str) -> None:
    with pytest.raises(UnsupportedFormat, match=r"this is .*") as refusal:
        probe(encoded(corners, output))
    assert "JPEG, PNG, WebP" in refusal.value.hint


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"), (b"  \n<!DOCTYPE HTML><html>", "HTML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "XML"), (b"just some words, called .jpg", "not an image"),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2", "video"), (b"x", "not an image"),
    ],
)  # fmt: skip
def test_what_is_no_photo_is_said_not_to_be(data: bytes, words: str) -> None:
    with pytest.raises(UnsupportedFormat, match=words):
        probe(data)


def test_errors_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.jpg"
    path.write_text("hello")
    with pytest.raises(UnsupportedFormat) as refusal:
        probe(path)
    assert refusal.value.where == str(path)
    assert refusal.value.hint


def test_nothing_there_and_nothing_in_it(tmp_path: Path) -> None:
    with pytest.raises(ImageNotFound):
        probe(tmp_path / "missing.jpg")
    with pytest.raises(EmptyFile):
        probe(b"")
    with pytest.raises(ImageRefused, match="folder"):
        probe(tmp_path)


def test_a_stream_is_put_back(corners: Image.Image, encoded: Encode) -> None:
    stream = io.BytesIO(b"junk" + encoded(corners))
    stream.seek(4)
    assert probe(stream).size_wh == (40, 30)
    assert stream.tell() == 4


def test_reading_headers_loads_no_heavy_library() -> None:
    """A folder of photos is looked through before the first one is decoded."""
    script = "import sys, maskkit.images.probe; print(*sorted({'cv2', 'PIL', 'onnxruntime'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
