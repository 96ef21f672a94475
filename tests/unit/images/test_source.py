"""Where bytes come from, and that nothing stays open."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from maskkit.errors import EmptyFile, ImageNotFound, ImageRefused, ImageTooLarge
from maskkit.images.source import opened, read_source, source_name, source_path
from maskkit.limits import ImageLimits

LIMITS = ImageLimits(max_file_bytes=100)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.bin"
    path.write_bytes(b"0123456789")
    return path


def test_a_path_bytes_and_a_stream_give_the_same(file: Path) -> None:
    with file.open("rb") as stream:
        found = [read_source(source, LIMITS) for source in (file, str(file), b"0123456789", stream)]
    assert found == [b"0123456789"] * 4


def test_a_stream_is_read_from_where_it_stands_and_put_back(file: Path) -> None:
    with file.open("rb") as stream:
        stream.seek(4)
        assert read_source(stream, LIMITS) == b"456789"
        assert stream.tell() == 4


def test_a_pipe_is_read_to_its_end() -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, b"abc")
    os.close(write_end)
    with os.fdopen(read_end, "rb") as stream:
        assert read_source(stream, LIMITS) == b"abc"


def test_an_endless_stream_is_read_up_to_the_limit_only() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def seekable(self) -> bool:
            return False

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"x" * size

    stream = Endless()
    with pytest.raises(ImageTooLarge):
        read_source(stream, LIMITS)
    assert stream.given <= LIMITS.max_file_bytes + 1


@pytest.mark.parametrize("name", ["missing.jpg", "missing/deeper.jpg", "nul\0.jpg", "x" * 5000])
def test_what_is_not_there_is_said_not_to_be(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImageRefused) as refusal:
        read_source(tmp_path / name, LIMITS)
    assert refusal.value.where


def test_a_missing_file_is_also_a_file_not_found_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as refusal:
        read_source(tmp_path / "missing.jpg", LIMITS)
    assert isinstance(refusal.value, ImageNotFound)


def test_a_file_used_as_a_folder_is_not_there(file: Path) -> None:
    with pytest.raises(ImageNotFound):
        read_source(file / "a.jpg", LIMITS)


def test_a_folder_is_called_one(tmp_path: Path) -> None:
    with pytest.raises(ImageRefused, match="folder"):
        read_source(tmp_path, LIMITS)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(ImageRefused, match="regular file"):
        read_source(tmp_path / "pipe.jpg", LIMITS)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(file: Path) -> None:
    file.chmod(0)
    with pytest.raises(ImageRefused, match="cannot be read"):
        read_source(file, LIMITS)


@pytest.mark.parametrize("make", [bytes, io.BytesIO])
def test_nothing_in_it_is_an_empty_file(make: type, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for source in (make(), tmp_path / "empty"):
        with pytest.raises(EmptyFile):
            read_source(source, LIMITS)


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(bytes(101))
    for source in (tmp_path / "big", bytes(101), io.BytesIO(bytes(101))):
        with pytest.raises(ImageTooLarge), opened(source, LIMITS):
            pytest.fail("it was opened")


def test_a_path_is_closed_again(file: Path) -> None:
    with opened(file, LIMITS) as (stream, size):
        assert size == 10
    assert stream.closed


def test_names_and_paths() -> None:
    named = io.BytesIO(b"x")
    named.name = "upload.png"  # type: ignore[attr-defined]
    assert source_name(b"x") is None
    assert source_name(named) == "upload.png"
    assert source_name(Path("a.png")) == "a.png"
    assert source_path(named) is None
    assert source_path("a.png") == Path("a.png")


def test_a_descriptor_number_is_no_name() -> None:
    """Files opened by number carry the number as their name."""
    numbered = io.BytesIO(b"x")
    numbered.name = 3  # type: ignore[attr-defined]
    assert source_name(numbered) is None
