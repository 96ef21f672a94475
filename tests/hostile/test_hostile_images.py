"""Broken and malicious image files: each gives a photo or one of our errors, without a warning, and quickly."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import textwrap
import zlib
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pytest
from PIL import Image

from maskkit.errors import CorruptImage, ImageRefused, ImageTooLarge, InputRefused, MaskRefused, UnsupportedFormat
from maskkit.images.decode import decode, decode_grey
from maskkit.images.photo import Photo
from maskkit.images.probe import probe
from maskkit.limits import DEFAULT_IMAGE_LIMITS

SIGNATURE = b"\x89PNG\r\n\x1a\n"
FORMATS = (
    "JPEG",
    "progressive JPEG",
    "CMYK JPEG",
    "MPO",
    "PNG",
    "palette PNG",
    "16-bit PNG",
    "WEBP",
    "lossless WEBP",
    "AVIF",
    "HEIF",
)


# Orientation 6, and a number that nobody reads: AVIF keeps EXIF only if there is more to it than the orientation.
EXIF = b"II*\x00" + struct.pack("<IHHHIIHHIII", 8, 2, 0x0112, 3, 1, 6, 0x0128, 3, 1, 2, 0)


@cache
def honest(name: str) -> bytes:
    """A small photo with EXIF and, where the format has it, a colour profile."""
    noise = np.random.default_rng(0).integers(0, 256, (24, 32, 3), np.uint8)
    image, output = Image.fromarray(noise), name.rsplit(maxsplit=1)[-1]
    options: dict[str, object] = {"exif": b"Exif\x00\x00" + EXIF}
    if name.startswith("progressive"):
        options["progressive"] = True
    if name.startswith("lossless"):
        options["lossless"] = True
    if name.startswith("CMYK"):
        image = image.convert("CMYK")
    if name.startswith("palette"):
        image = image.convert("P")
    if name.startswith("16-bit"):
        image = Image.fromarray(noise[..., 0].astype(np.uint16) * 257)
    if name == "MPO":
        options.update(save_all=True, append_images=[Image.new("RGB", (8, 6))])
    if name == "HEIF":
        pytest.importorskip("pillow_heif").register_heif_opener()
    buffer = io.BytesIO()
    image.save(buffer, output, **options)
    return buffer.getvalue()


def outcome(data: bytes) -> Photo | ImageRefused:
    """What decoding gives; anything but a photo or an error of ours ends the test."""
    found = told(decode, data)
    assert isinstance(found, Photo | ImageRefused)
    by_header = told(probe, data)
    if isinstance(by_header, ImageRefused):
        assert type(by_header) is type(found)
    assert isinstance(told(decode_grey, data), np.ndarray | ImageRefused | MaskRefused)
    return found


def told(read: Callable[[bytes], object], data: bytes) -> object:
    """What a reader gives: a value, or the refusal that it raised."""
    try:
        return read(data)
    except InputRefused as error:
        return error


def chunk(name: bytes, payload: bytes = b"", crc: int | None = None) -> bytes:
    checked = zlib.crc32(name + payload) if crc is None else crc
    return struct.pack(">I", len(payload)) + name + payload + struct.pack(">I", checked)


def png(
    size_wh: tuple[int, int] = (4, 4),
    *,
    depth: int = 8,
    colour: int = 2,
    before: bytes = b"",
    pixels: bytes | None = None,
) -> bytes:
    ihdr = struct.pack(">IIBBBBB", *size_wh, depth, colour, 0, 0, 0)
    if pixels is None:
        channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 3)
        pixels = zlib.compress((b"\x00" + bytes((size_wh[0] * channels * depth + 7) // 8)) * size_wh[1])
    return SIGNATURE + chunk(b"IHDR", ihdr) + before + chunk(b"IDAT", pixels) + chunk(b"IEND")


def jpeg_with(segments: bytes) -> bytes:
    data = honest("JPEG")
    return data[:2] + segments + data[2:]


def segment(marker: int, payload: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload


def webp(*parts: bytes) -> bytes:
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def riff(name: bytes, payload: bytes) -> bytes:
    return name + struct.pack("<I", len(payload)) + payload + bytes(len(payload) % 2)


def with_size(data: bytes, old_wh: tuple[int, int], new_wh: tuple[int, int]) -> bytes:
    """The file with the size that its header tells changed, in whichever order and width it stands there."""
    for form, swapped in ((">II", False), (">HH", True), ("<HH", False)):
        old, new = (struct.pack(form, *(size[::-1] if swapped else size)) for size in (old_wh, new_wh))
        if old in data:
            return data.replace(old, new)
    raise AssertionError("no size found")


@pytest.mark.parametrize("name", FORMATS)
def test_the_honest_files_are_photos(name: str) -> None:
    assert isinstance(outcome(honest(name)), Photo)


@pytest.mark.parametrize("name", FORMATS)
def test_files_cut_off_anywhere(name: str) -> None:
    data = honest(name)
    step = max(1, len(data) // 64)
    for length in range(1, len(data) - 1, step):
        found = outcome(data[:length])
        assert isinstance(found, ImageRefused) or name == "MPO"  # the first picture of several may be whole


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.usefixtures("capfd")  # libjpeg speaks to the standard error
def test_files_with_wrong_bytes_anywhere(name: str, seed: int) -> None:
    generator = np.random.default_rng(seed)
    for _ in range(25):
        data = np.frombuffer(honest(name), np.uint8).copy()
        places = generator.integers(0, len(data), generator.integers(1, 12))
        data[places] = generator.integers(0, 256, len(places))
        assert isinstance(outcome(data.tobytes()), Photo | ImageRefused)


@pytest.mark.parametrize("name", FORMATS)
def test_files_with_a_hole_or_a_part_twice(name: str) -> None:
    data, generator = honest(name), np.random.default_rng(7)
    for _ in range(20):
        start, end = sorted(generator.integers(0, len(data), 2))
        for part in (data[:start] + data[end:], data[:end] + data[start:]):
            assert isinstance(outcome(part), Photo | ImageRefused)


@pytest.mark.parametrize(
    "name", ["JPEG", "progressive JPEG", "CMYK JPEG", "PNG", "palette PNG", "16-bit PNG", "WEBP", "AVIF"]
)
@pytest.mark.parametrize("size_wh", [(1, 1), (33, 24), (32, 25), (3200, 2400), (16_000, 16_000), (0, 24)])
def test_headers_that_lie_about_the_size(name: str, size_wh: tuple[int, int]) -> None:
    lying = with_size(honest(name), (32, 24), size_wh)
    if name.endswith("PNG"):
        lying = lying[:29] + struct.pack(">I", zlib.crc32(lying[12:29])) + lying[33:]
    found = outcome(lying)
    assert isinstance(found, ImageRefused) or found.origin.stored_size_wh == size_wh


@pytest.mark.parametrize(
    ("size_wh", "colour"), [((20_000, 20_000), 2), ((12_000, 12_000), 0), ((2**31 - 1, 2**31 - 1), 6), ((50_000, 1), 0)]
)
def test_png_bombs(size_wh: tuple[int, int], colour: int) -> None:
    packed = zlib.compress(bytes(1 << 20), 9)
    assert isinstance(outcome(png(size_wh, colour=colour, pixels=packed)), ImageTooLarge)


@pytest.mark.parametrize("broken", ["ffffffffffffffff", "08000000ffff1201", "0000000800010fff"])
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_exif_that_is_broken_does_not_warn(name: str, broken: str) -> None:
    data = bytearray(honest(name))
    start = max(data.find(b"II*\x00"), data.find(b"MM\x00*"))
    assert start > 0
    data[start + 4 : start + 12] = bytes.fromhex(broken)
    found = outcome(bytes(data))
    assert isinstance(found, Photo)
    assert found.origin.focal_35mm is None


def bombs() -> Iterator[tuple[str, bytes]]:
    zeros = zlib.compress(bytes(64 << 20), 9)
    yield "text that unpacks to 64 MB", png(before=chunk(b"iTXt", b"Comment\x00\x01\x00\x00\x00" + zeros))
    yield "compressed text", png(before=chunk(b"zTXt", b"Comment\x00\x00" + zeros))
    yield "profile that unpacks to 64 MB", png(before=chunk(b"iCCP", b"name\x00\x00" + zeros))
    yield "pixels that unpack to far too many", png(pixels=zeros)
    yield "16-bit pixels that unpack to far too many", png(depth=16, pixels=zeros)
    yield "a thousand comments", png(before=chunk(b"tEXt", b"a\x00b") * 1000)
    yield "an animation chunk of no frames", png(before=chunk(b"acTL", bytes(8)))
    yield "two animation chunks", png(before=chunk(b"acTL", struct.pack(">II", 1, 0)) * 2)
    yield "frame control without animation", png(before=chunk(b"fcTL", bytes(26)))
    yield "EXIF of nothing", png(before=chunk(b"eXIf"))
    yield "EXIF that points at itself", png(before=chunk(b"eXIf", b"II*\x00\x04\x00\x00\x00" * 9))
    yield "a palette where none belongs", png(before=chunk(b"PLTE", bytes(768)))
    yield "a palette that is too short", png(colour=3, before=chunk(b"PLTE", bytes(3)))
    yield "no palette where one belongs", png(colour=3)
    yield "transparency of the wrong length", png(before=chunk(b"tRNS", bytes(5)))
    yield "unknown critical chunk", png(before=chunk(b"ABCD", bytes(5)))
    yield "wrong check sums beside the picture", png(before=chunk(b"tEXt", b"a\x00b", crc=1))
    yield "a JPEG of 20,000 comments", jpeg_with(segment(0xFE, b"") * 20_000)
    yield "a JPEG of fill bytes", jpeg_with(b"\xff" * 100_000)
    yield "two EXIF blocks", jpeg_with(segment(0xE1, b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff") * 2)
    yield "a profile of 255 pieces, one there", jpeg_with(segment(0xE2, b"ICC_PROFILE\x00\x01\xff" + bytes(99)))
    yield "a broken list of pictures", jpeg_with(segment(0xE2, b"MPF\x00MM\x00*\xff\xff\xff\xff"))
    yield "Adobe's marker cut short", jpeg_with(segment(0xEE, b"Adobe"))
    yield (
        "a Photoshop block that lies",
        jpeg_with(segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\xff\xff\xff\xff")),
    )
    yield "a density of nothing", jpeg_with(segment(0xE0, b"JFIF\x00\x01\x01\x02\x00\x00\x00\x00\xff\xff"))
    yield "a WebP canvas of its own", webp(riff(b"VP8X", bytes(4) + b"\xff\x0f\x00" * 2), honest("WEBP")[12:])
    yield "a WebP without pixels", webp(riff(b"VP8X", bytes(4) + b"\x03\x00\x00" * 2))
    yield "a WebP that is longer than it says", honest("lossless WEBP") + bytes(1000)


@pytest.mark.parametrize(("_", "data"), [pytest.param(name, data, id=name) for name, data in bombs()])
def test_crafted_files(_: str, data: bytes) -> None:
    assert isinstance(outcome(data), Photo | ImageRefused)


@pytest.mark.parametrize(
    "data",
    [
        png(before=chunk(b"acTL", struct.pack(">II", 65_535, 0))),
        webp(riff(b"VP8X", b"\x02\x00\x00\x00" + b"\x03\x00\x00" * 2), riff(b"ANMF", bytes(24)) * 65_535),
    ],
    ids=["APNG", "WebP"],
)  # fmt: skip
def test_65535_frames_are_refused_by_the_header(data: bytes) -> None:
    with pytest.raises(ImageTooLarge, match="frames"):
        probe(data)
    assert isinstance(outcome(data), ImageTooLarge)


ZIP = b"PK\x03\x04" + bytes(26) + b"PK\x05\x06" + bytes(18)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize(
    "tail", [ZIP, b"<script>alert(1)</script>", b"%PDF-1.7\n", b"\xff\xd8\xff" * 50], ids=["zip", "html", "pdf", "jpeg"]
)
def test_photos_with_something_else_behind_them_are_photos(name: str, tail: bytes) -> None:
    found = outcome(honest(name) + (tail if name != "AVIF" else struct.pack(">I", len(tail) + 8) + b"free" + tail))
    assert isinstance(found, Photo)
    assert np.array_equal(found.pixels, decode(honest(name)).pixels)


@pytest.mark.parametrize(
    "data",
    [
        ZIP + honest("PNG"), b"%PDF-1.7\n" + honest("JPEG"), b"GIF89a" + honest("PNG"), b"<svg>" + honest("PNG"),
        b"BM" + honest("JPEG"), b"II*\x00\x08\x00\x00\x00" + honest("JPEG"), b"\x00" + honest("WEBP"),
        b"#!/bin/sh\n" + honest("PNG"), b"P6 9999999 9999999 255\n", b"push graphic-context\nfill 'url(https://x/)'",
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'a'>]><svg/>",
    ],
)  # fmt: skip
def test_what_begins_as_something_else_is_something_else(data: bytes) -> None:
    assert isinstance(outcome(data), UnsupportedFormat)


@pytest.mark.parametrize(
    "depth_colour",
    [
        (1, 0),
        (2, 0),
        (4, 0),
        (8, 0),
        (16, 0),
        (8, 2),
        (16, 2),
        (1, 3),
        (2, 3),
        (4, 3),
        (8, 3),
        (8, 4),
        (16, 4),
        (8, 6),
        (16, 6),
    ],
)
def test_every_kind_of_png(depth_colour: tuple[int, int]) -> None:
    depth, colour = depth_colour
    palette = chunk(b"PLTE", bytes(3 * 2 ** min(depth, 8))) if colour == 3 else b""
    found = outcome(png((5, 3), depth=depth, colour=colour, before=palette))
    assert isinstance(found, Photo)
    assert found.size_wh == (5, 3)
    assert found.pixels.max() == 0 or colour in {4, 6}


@pytest.mark.parametrize(
    "make",
    [
        bytes,
        lambda: b"\x00",
        lambda: b"\xff" * 9,
        lambda: SIGNATURE,
        lambda: b"RIFF\x00\x00\x00\x00WEBP",
        lambda: b"\xff\xd8\xff",
    ],
)
def test_next_to_nothing(make: Callable[[], bytes]) -> None:
    assert isinstance(outcome(make()), ImageRefused)


def test_random_bytes_behind_every_magic_number() -> None:
    generator = np.random.default_rng(0)
    heads = (
        b"\xff\xd8\xff\xe0",
        SIGNATURE,
        b"RIFF\x00\x01\x00\x00WEBPVP8X",
        b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif",
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
    )
    for head in heads:
        for _ in range(40):
            assert isinstance(outcome(head + generator.bytes(300)), ImageRefused)


def test_a_jpeg_of_many_scans_does_not_get_to_use_the_processor() -> None:
    data = honest("progressive JPEG")
    first = data.index(b"\xff\xda")
    second = data.index(b"\xff\xc4", first)
    bomb = data[:second] + data[first:second] * 3000 + data[second:]
    with pytest.raises(CorruptImage, match="scans"):
        decode(bomb)


def test_an_avif_that_hides_a_large_picture_is_refused_before_it_is_decoded() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (1200, 1000)).save(buffer, "AVIF", speed=10)
    lying = buffer.getvalue().replace(struct.pack(">II", 1200, 1000), struct.pack(">II", 12, 10))
    with pytest.raises(CorruptImage, match="larger than its header says"):
        decode(lying)


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")
def test_the_whole_of_it_is_refused_within_little_memory() -> None:
    """A child that may use little more memory than Python itself refuses a bomb by its header."""
    script = """
        import resource, struct, zlib
        from maskkit.images.probe import probe
        from maskkit.errors import ImageTooLarge

        name, packed = b"IDAT", zlib.compress(bytes(60_001) * 400, 9)
        ihdr = b"IHDR" + struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
        data = b"\\x89PNG\\r\\n\\x1a\\n" + struct.pack(">I", 13) + ihdr + struct.pack(">I", zlib.crc32(ihdr))
        data += (struct.pack(">I", len(packed)) + name + packed + struct.pack(">I", zlib.crc32(name + packed))) * 15
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            probe(data)
        except ImageTooLarge:
            print(len(data), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True)
    size, grown_kb = map(int, done.stdout.split())
    assert size > 300_000
    assert grown_kb < 30_000


def test_the_limits_that_all_of_this_leans_on() -> None:
    limits = DEFAULT_IMAGE_LIMITS
    assert (limits.max_mp, limits.max_side_px, limits.max_file_bytes, limits.max_frames) == (40, 12_000, 32 << 20, 1)
