"""Photos and masks out of files."""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from maskkit.errors import CorruptImage, ImageTooLarge, MaskRefused, UnsupportedFormat
from maskkit.images.decode import decode, decode_grey, open_photo
from maskkit.images.orient import INVERSE, orient_array
from maskkit.limits import ImageLimits

Encode = Callable[..., bytes]
LOSSLESS: list[tuple[str, dict[str, Any]]] = [("PNG", {}), ("WEBP", {"lossless": True})]
LOSSY: list[tuple[str, dict[str, Any]]] = [
    ("JPEG", {"quality": 95}),
    ("AVIF", {"quality": 95}),
    ("HEIF", {"quality": 95}),
]


def exif(orientation: int, focal_35mm: int | None = None) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    if focal_35mm is not None:
        tags.get_ifd(0x8769)[0xA405] = focal_35mm
    return tags.tobytes()


def farthest(one: np.ndarray, other: np.ndarray) -> float:
    """The mean difference: what lossy formats may add."""
    assert one.shape == other.shape
    return float(np.abs(one.astype(int) - other).mean())


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(("output", "options"), [*LOSSLESS, *LOSSY])
def test_every_orientation_ends_upright(
    corners: Image.Image, encoded: Encode, output: str, options: dict[str, Any], orientation: int
) -> None:
    upright = np.asarray(corners)
    stored = orient_array(upright, INVERSE[orientation])
    photo = decode(encoded(stored, output, exif=exif(orientation), **options))
    assert farthest(photo.pixels, upright) < (6 if (output, options) in LOSSY else 1e-9)
    assert photo.origin.orientation == orientation


@pytest.mark.parametrize("output", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_the_focal_length_is_found(corners: Image.Image, encoded: Encode, output: str) -> None:
    assert decode(encoded(corners, output, exif=exif(1, focal_35mm=26))).origin.focal_35mm == 26.0
    assert decode(encoded(corners, output)).origin.focal_35mm is None


def test_the_origin_is_filled_in(corners: Image.Image, encoded: Encode, tmp_path: Path) -> None:
    data = encoded(corners, "JPEG", exif=exif(8))
    (tmp_path / "a.jpg").write_bytes(data)
    origin = decode(tmp_path / "a.jpg").origin
    assert origin.path == tmp_path / "a.jpg"
    assert origin.sha256 == hashlib.sha256(data).hexdigest()
    assert (origin.format, origin.stored_size_wh, origin.orientation) == ("JPEG", (40, 30), 8)
    assert origin.changes == ("turned upright (EXIF orientation 8)",)


def test_a_plain_photo_is_not_changed(corners: Image.Image, encoded: Encode) -> None:
    photo = open_photo(encoded(corners))
    assert photo.origin.changes == ()
    assert np.array_equal(photo.pixels, np.asarray(corners))


@pytest.mark.parametrize(
    ("output", "options"),
    [
        ("JPEG", {"subsampling": 2}), ("JPEG", {"subsampling": 0}), ("JPEG", {"progressive": True}),
        ("JPEG", {"quality": 30}),
        ("WEBP", {"quality": 60}), ("WEBP", {"lossless": True}), ("PNG", {}), ("AVIF", {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("size_wh", [(53, 37), (1, 1), (8, 300)])
def test_pixels_are_those_of_another_library(
    encoded: Encode, output: str, options: dict[str, Any], size_wh: tuple[int, int]
) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (size_wh[1], size_wh[0], 3), np.uint8)
    data = encoded(noise, output, **options)
    with Image.open(io.BytesIO(data)) as image:
        assert np.array_equal(decode(data).pixels, np.asarray(image.convert("RGB")))


@pytest.mark.parametrize("output", ["PNG", "WEBP"])
def test_alpha_is_that_of_another_library(encoded: Encode, output: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (37, 53, 4), np.uint8)
    data = encoded(noise, output)
    with Image.open(io.BytesIO(data)) as image:
        white = Image.new("RGBA", image.size, "white")
        expected = np.asarray(Image.alpha_composite(white, image.convert("RGBA")).convert("RGB"))
    assert np.abs(decode(data).pixels.astype(int) - expected).max() <= 1


def test_an_animation_of_one_frame_is_a_picture(corners: Image.Image, encoded: Encode) -> None:
    """Pillow writes one frame as a still picture, so it is made by hand from one."""
    still = encoded(corners, "WEBP", lossless=True)[12:]
    size = b"".join((side - 1).to_bytes(3, "little") for side in (40, 30))
    frame = bytes(6) + size + bytes(3) + b"\x02" + still
    parts = [(b"VP8X", b"\x02\x00\x00\x00" + size), (b"ANIM", bytes(6)), (b"ANMF", frame)]
    body = b"WEBP" + b"".join(name + struct.pack("<I", len(part)) + part for name, part in parts)
    photo = decode(b"RIFF" + struct.pack("<I", len(body)) + body)
    assert np.array_equal(photo.pixels, np.asarray(corners))


def test_display_p3_is_brought_to_srgb(encoded: Encode) -> None:
    """A red of Display P3 that is (234, 51, 35) at the edge of sRGB: CSS Color 4 gives (255, 0, 0) for it."""
    profile = display_p3()
    stored = np.full((8, 8, 3), (234, 51, 35), np.uint8)
    photo = decode(encoded(stored, "PNG", icc_profile=profile))
    assert farthest(photo.pixels, np.full_like(stored, (255, 0, 0))) < 4
    assert "profile" in photo.origin.changes[0]


def test_an_srgb_profile_changes_nothing(corners: Image.Image, encoded: Encode) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for output in ("PNG", "WEBP"):
        photo = decode(
            encoded(corners, output, icc_profile=profile, **({"lossless": True} if output == "WEBP" else {}))
        )
        assert np.array_equal(photo.pixels, np.asarray(corners))
        assert photo.origin.changes == ()


@pytest.mark.parametrize("output", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_profiles_are_read_from_every_format(encoded: Encode, output: str) -> None:
    stored = np.full((32, 32, 3), (234, 51, 35), np.uint8)
    photo = decode(encoded(stored, output, icc_profile=display_p3(), quality=100))
    assert farthest(photo.pixels, np.full_like(stored, (255, 0, 0))) < 6


@pytest.mark.parametrize("profile", [b"rubbish", b"\x00" * 4000, b"\xff" * 200])
@pytest.mark.parametrize("output", ["JPEG", "PNG"])
def test_a_broken_profile_is_survived(corners: Image.Image, encoded: Encode, profile: bytes, output: str) -> None:
    photo = decode(encoded(corners, output, icc_profile=profile))
    assert np.array_equal(photo.pixels, decode(encoded(corners, output)).pixels)
    assert photo.origin.changes == ("a broken colour profile was ignored",)


def test_a_profile_of_another_colour_space_is_ignored(corners: Image.Image, encoded: Encode) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    photo = decode(encoded(corners, "PNG", icc_profile=lab))
    assert photo.origin.changes == ("a colour profile that does not fit was ignored",)


def test_cmyk_is_not_inverted(corners: Image.Image, encoded: Encode) -> None:
    photo = decode(encoded(corners.convert("CMYK"), "JPEG", quality=95))
    assert farthest(photo.pixels, np.asarray(corners)) < 8
    assert photo.origin.changes == ("CMYK to RGB without a profile",)


def test_grey_becomes_rgb(corners: Image.Image, encoded: Encode) -> None:
    grey = corners.convert("L")
    photo = decode(encoded(grey, "PNG"))
    assert np.array_equal(photo.pixels, np.asarray(grey.convert("RGB")))
    assert photo.origin.changes == ("grey to RGB",)


@pytest.mark.parametrize("mode", ["1", "P"])
def test_bits_and_palettes(corners: Image.Image, encoded: Encode, mode: str) -> None:
    stored = corners.convert(mode)
    assert np.array_equal(decode(encoded(stored, "PNG")).pixels, np.asarray(stored.convert("RGB")))


def test_16_bit_grey_is_scaled_and_not_cut() -> None:
    values = np.array([[0, 255, 256, 32_768, 65_280, 65_535]], np.uint16)
    pixels = decode(png16(values[..., None], colour=0)).pixels
    assert pixels[0, :, 0].tolist() == [0, 1, 1, 128, 254, 255]


@pytest.mark.parametrize(("colour", "channels"), [(0, 1), (4, 2), (2, 3), (6, 4)])
def test_16_bit_of_every_kind(colour: int, channels: int) -> None:
    values = np.random.default_rng(0).integers(0, 65_536, (12, 10, channels), np.uint16)
    if channels in {2, 4}:
        values[..., -1] = 65_535
    photo = decode(png16(values, colour))
    expected = np.round(values[..., : 3 if channels > 2 else 1] / 257)
    assert np.array_equal(photo.pixels, np.broadcast_to(expected, (12, 10, 3)))
    assert photo.origin.changes[0] == "16 bits per channel to 8"


@pytest.mark.parametrize(("output", "options"), LOSSLESS)
def test_transparency_is_laid_on_white(encoded: Encode, output: str, options: dict[str, Any]) -> None:
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[..., 0], pixels[..., 3] = 255, 51
    photo = decode(encoded(pixels, output, **options))
    assert photo.pixels[0, 0].tolist() == [255, 204, 204]
    assert photo.origin.changes == ("transparency laid on white",)


def test_hidden_colours_do_not_show(encoded: Encode) -> None:
    pixels = np.full((4, 4, 4), (200, 10, 10, 0), np.uint8)
    assert (decode(encoded(pixels)).pixels == 255).all()
    assert (decode(encoded(pixels), background=(1, 2, 3)).pixels == (1, 2, 3)).all()


def test_an_opaque_alpha_channel_is_not_worth_a_word(encoded: Encode) -> None:
    pixels = np.full((4, 4, 4), (200, 10, 10, 255), np.uint8)
    assert decode(encoded(pixels)).origin.changes == ()


@pytest.mark.parametrize("mode", ["P", "L", "RGB"])
def test_a_colour_declared_transparent_is_white(mode: str, encoded: Encode) -> None:
    image = Image.new("RGB", (4, 4), (0, 0, 0)).convert(mode)
    first = image.getpixel((0, 0))
    assert (decode(encoded(image, "PNG", transparency=first)).pixels == 255).all()


def test_grey_with_alpha(encoded: Encode) -> None:
    pixels = np.full((4, 4, 2), (0, 51), np.uint8)
    assert (decode(encoded(Image.fromarray(pixels, "LA"))).pixels == 204).all()


def test_the_first_of_a_phones_pictures_is_taken(corners: Image.Image, encoded: Encode) -> None:
    data = encoded(corners, "MPO", save_all=True, append_images=[Image.new("RGB", (8, 6))], quality=95)
    photo = decode(data)
    assert photo.size_wh == (40, 30)
    assert photo.origin.format == "MPO"
    assert "first" in photo.origin.changes[-1]


@pytest.mark.parametrize(
    "tags",
    [b"Exif\x00\x00", b"Exif\x00\x00MM", b"Exif\x00\x00II*\x00\xff\xff\xff\xff", b"Exif\x00\x00" + b"\xff" * 900],
)
def test_corrupt_exif_is_survived(corners: Image.Image, encoded: Encode, tags: bytes) -> None:
    for output in ("JPEG", "PNG", "WEBP"):
        photo = decode(encoded(corners, output, exif=tags))
        assert (photo.size_wh, photo.origin.orientation) == ((40, 30), 1)


@pytest.mark.parametrize("orientation", [0, 9, 255])
def test_an_orientation_that_is_none_counts_as_upright(corners: Image.Image, encoded: Encode, orientation: int) -> None:
    assert decode(encoded(corners, "JPEG", exif=exif(orientation))).origin.orientation == 1


@pytest.mark.parametrize("output", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_a_file_that_is_cut_off_is_refused(encoded: Encode, output: str) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8))
    data = encoded(noise, output)
    for share in (0.3, 0.6, 0.9, 0.99):
        with pytest.raises(CorruptImage):
            decode(data[: int(len(data) * share)])


def test_too_large_is_refused_before_pixels_are_decoded(
    corners: Image.Image, encoded: Encode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decoded(*_: object) -> None:
        pytest.fail("a pixel was decoded")

    monkeypatch.setattr("maskkit.images.decode.decode_raster", decoded)
    with pytest.raises(ImageTooLarge):
        decode(encoded(corners), limits=ImageLimits(max_mp=0.001))


def test_no_file_is_left_open(corners: Image.Image, encoded: Encode, tmp_path: Path) -> None:
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        pytest.skip("this system does not list open files")
    paths = [tmp_path / f"a.{output}" for output in ("JPEG", "PNG", "WEBP", "AVIF")]
    for path in paths:
        path.write_bytes(encoded(corners, path.suffix[1:]))
    decode(paths[0])
    before = len(list(descriptors.iterdir()))
    for path in paths:
        decode(path)
        path.write_bytes(path.read_bytes()[:60])
        with pytest.raises(CorruptImage):
            decode(path)
    assert len(list(descriptors.iterdir())) == before


def test_heic_without_its_decoder_names_the_extra(
    corners: Image.Image, encoded: Encode, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = encoded(corners, "HEIF")
    monkeypatch.setitem(__import__("sys").modules, "pillow_heif", None)
    with pytest.raises(UnsupportedFormat, match=r"maskkit\[heif\]"):
        decode(data)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Image.new("1", (4, 2), 1), 255), (Image.new("L", (4, 2), 77), 77), (Image.new("RGB", (4, 2), (9, 9, 9)), 9),
        (Image.new("LA", (4, 2), (200, 255)), 200), (Image.new("RGBA", (4, 2), (5, 5, 5, 255)), 5),
        (Image.new("L", (4, 2), 255).convert("P"), 255), (Image.fromarray(np.full((2, 4), 65_535, np.uint16)), 255),
        (Image.fromarray(np.full((2, 4), 257 * 128, np.uint16)), 128),
    ],
)  # fmt: skip
def test_masks_of_every_mode(image: Image.Image, expected: int, encoded: Encode) -> None:
    assert decode_grey(encoded(image, "PNG")).tolist() == [[expected] * 4] * 2


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_a_mask_with_transparency_is_refused_and_the_conventions_told(mode: str, encoded: Encode) -> None:
    image = Image.new(mode, (4, 2))
    with pytest.raises(MaskRefused, match="transparen") as refusal:
        decode_grey(encoded(image))
    assert "maskkit convert" in refusal.value.hint


def test_a_coloured_mask_is_refused(corners: Image.Image, encoded: Encode, tmp_path: Path) -> None:
    (tmp_path / "m.png").write_bytes(encoded(corners))
    with pytest.raises(MaskRefused, match="coloured") as refusal:
        decode_grey(tmp_path / "m.png")
    assert refusal.value.where == str(tmp_path / "m.png")


def test_the_chroma_noise_of_jpeg_is_not_colour(encoded: Encode) -> None:
    mask = np.zeros((64, 64, 3), np.uint8)
    mask[10:40, 20:50] = 255
    grey = decode_grey(encoded(mask, "JPEG", quality=75))
    assert np.abs(grey.astype(int) - mask[..., 0]).mean() < 4


def test_a_mask_is_turned_upright(encoded: Encode) -> None:
    mask = np.zeros((2, 4), np.uint8)
    mask[0, 0] = 255
    upright = decode_grey(encoded(mask, "PNG", exif=exif(6)))
    assert upright.shape == (4, 2)
    assert upright[0, 1] == 255


def test_a_mask_is_numbers_and_not_colours(encoded: Encode) -> None:
    """A grey profile with gamma 1 would move every value."""
    values = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert np.array_equal(decode_grey(encoded(values, "PNG", icc_profile=display_p3())), values)


def png16(values: np.ndarray, colour: int) -> bytes:
    """A 16-bit PNG by hand: other libraries write only some kinds."""
    import zlib

    height, width = values.shape[:2]
    rows = b"".join(b"\x00" + row.astype(">u2").tobytes() for row in values)
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 16, colour, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def display_p3() -> bytes:
    """A matrix profile with the primaries of Display P3 (D50-adapted) and the curve of sRGB."""

    def fixed(value: float) -> bytes:
        return struct.pack(">i", round(value * 65_536))

    def xyz(*values: float) -> bytes:
        return b"XYZ \x00\x00\x00\x00" + b"".join(map(fixed, values))

    curve = b"para\x00\x00\x00\x00\x00\x03\x00\x00" + b"".join(
        map(fixed, (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))
    )
    name = b"Display P3"
    described = b"desc\x00\x00\x00\x00" + struct.pack(">I", len(name) + 1) + name + b"\x00" + bytes(78)
    tags = [
        (b"desc", described), (b"wtpt", xyz(0.9642, 1.0, 0.8249)), (b"cprt", b"text\x00\x00\x00\x00none\x00"),
        (b"rXYZ", xyz(0.51512, 0.24120, -0.00105)), (b"gXYZ", xyz(0.29198, 0.69225, 0.04189)),
        (b"bXYZ", xyz(0.15710, 0.06657, 0.78407)), (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve),
    ]  # fmt: skip
    table, body, offset = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for tag, data in tags:
        padded = data + bytes(-len(data) % 4)
        table += tag + struct.pack(">II", offset + len(body), len(data))
        body += padded
    header = struct.pack(
        ">I4sI4s4s4s", 132 + len(table) - 4 + len(body), b"lcms", 0x02400000, b"mntr", b"RGB ", b"XYZ "
    )
    header += struct.pack(">6H", 2024, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + fixed(0.9642) + fixed(1.0) + fixed(0.8249)
    return header.ljust(128, b"\x00") + table + body
