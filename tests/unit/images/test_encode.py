"""Bytes out, and files that are whole."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.errors import OutputExists, StorageError, UnsupportedFormat
from maskkit.images.decode import decode, decode_grey
from maskkit.images.encode import encode, save, write_atomic

PIXELS = np.random.default_rng(0).integers(0, 256, (30, 41, 3), np.uint8)


def png_chunks(data: bytes) -> list[bytes]:
    names, offset = [], 8
    while offset < len(data):
        names.append(data[offset + 4 : offset + 8])
        offset += 12 + int.from_bytes(data[offset : offset + 4], "big")
    return names


def test_png_keeps_every_pixel() -> None:
    assert np.array_equal(decode(encode(PIXELS)).pixels, PIXELS)
    assert np.array_equal(decode_grey(encode(PIXELS[..., 0])), PIXELS[..., 0])


def test_png_is_read_the_same_by_another_library() -> None:
    with Image.open(io.BytesIO(encode(PIXELS))) as image:
        assert np.array_equal(np.asarray(image), PIXELS)


@pytest.mark.parametrize("output", ["png", "jpeg"])
def test_equal_pixels_give_equal_bytes(output: str) -> None:
    strided = np.zeros((30, 82, 3), np.uint8)
    strided[:, ::2] = PIXELS
    assert encode(PIXELS, format=output) == encode(strided[:, ::2], format=output)  # type: ignore[arg-type]


def test_png_says_srgb_and_nothing_else() -> None:
    assert set(png_chunks(encode(PIXELS))) == {b"IHDR", b"sRGB", b"IDAT", b"IEND"}
    assert set(png_chunks(encode(PIXELS[..., 0]))) == {b"IHDR", b"IDAT", b"IEND"}


def test_jpeg_holds_no_metadata() -> None:
    with Image.open(io.BytesIO(encode(PIXELS, format="jpeg"))) as image:
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(("quality", "subsampling"), [(95, 0), (90, 0), (89, 2), (50, 2)])
def test_jpeg_keeps_colours_whole_from_90_on(quality: int, subsampling: int) -> None:
    from PIL import JpegImagePlugin

    with Image.open(io.BytesIO(encode(PIXELS, format="jpeg", quality=quality))) as image:
        assert JpegImagePlugin.get_sampling(image) == subsampling


def test_grey_jpeg_is_grey() -> None:
    grey = np.full((20, 20), 77, np.uint8)
    assert np.abs(decode_grey(encode(grey, format="jpeg")).astype(int) - 77).max() <= 1


@pytest.mark.parametrize("quality", [0, 101, -5])
def test_a_quality_out_of_range_is_refused(quality: int) -> None:
    with pytest.raises(ValueError, match="quality"):
        encode(PIXELS, format="jpeg", quality=quality)


@pytest.mark.parametrize("shape", [(3, 4, 4), (3, 4, 1), (3,), (0, 4, 3), (4, 0)])
def test_what_is_no_picture_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="picture"):
        encode(np.zeros(shape, np.uint8))


def test_floats_are_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="float64"):
        encode(np.zeros((3, 4, 3)))


@pytest.mark.parametrize("name", ["a.png", "A.PNG", "a.jpg", "a.JPEG"])
def test_save_goes_by_the_suffix(tmp_path: Path, name: str) -> None:
    save(tmp_path / name, PIXELS)
    assert decode(tmp_path / name).origin.format == ("PNG" if name.lower().endswith("png") else "JPEG")


@pytest.mark.parametrize("name", ["a.gif", "a", "a.png.exe"])
def test_save_refuses_other_suffixes_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsupportedFormat):
        save(tmp_path / name, PIXELS)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten_unless_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    write_atomic(path, b"one")
    with pytest.raises(OutputExists) as refusal:
        write_atomic(path, b"two")
    assert isinstance(refusal.value, FileExistsError)
    assert path.read_bytes() == b"one"
    write_atomic(path, b"two", overwrite=True)
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_that_appears_while_writing_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, fsync = tmp_path / "a.bin", os.fsync

    def other_process_is_faster(descriptor: int) -> None:
        path.write_bytes(b"other")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", other_process_is_faster)
    with pytest.raises(OutputExists):
        write_atomic(path, b"mine")
    assert path.read_bytes() == b"other"
    assert list(tmp_path.iterdir()) == [path]


def test_disks_without_hard_links_are_written_to_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    write_atomic(tmp_path / "a.bin", b"one")
    assert (tmp_path / "a.bin").read_bytes() == b"one"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_write_that_fails_leaves_the_old_file_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.bin"
    write_atomic(path, b"old")

    def disk_full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", disk_full)
    with pytest.raises(StorageError, match="No space left"):
        write_atomic(path, b"new", overwrite=True)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        write_atomic(tmp_path / "no" / "a.bin", b"x")


def test_a_long_name_needs_no_longer_temporary_one(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    write_atomic(path, b"1")
    assert path.read_bytes() == b"1"


@pytest.mark.skipif(os.name == "nt", reason="no umask there")
def test_files_get_the_rights_that_the_umask_leaves(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_atomic(tmp_path / "a.bin", b"x")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a.bin").stat().st_mode) == 0o640
