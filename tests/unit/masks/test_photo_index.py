"""Which photo a name in somebody's file means: the nearest, and none by guessing."""

from __future__ import annotations

from pathlib import Path

import pytest

from maskkit.errors import BadAnnotation, ImageNotFound
from maskkit.masks.photo_index import PhotoIndex


@pytest.fixture
def index(tmp_path: Path) -> PhotoIndex:
    for name in ("a/one.jpg", "b/one.jpg", "two.JPG", "b/two.png", ".hidden/three.jpg", "a/four.tar.jpg", "notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return PhotoIndex.of(tmp_path)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a/one.jpg", "a/one.jpg"),
        ("../data/b/one.jpg", "b/one.jpg"),
        ("C:\\rooms\\b\\one.jpg", "b/one.jpg"),
        ("s3://bucket/rooms/two.JPG?v=1", "two.JPG"),
        ("https://x.org/b/two.png", "b/two.png"),
        ("/data/local-files/?d=rooms/a/one.jpg", "a/one.jpg"),
        ("b/one", "b/one.jpg"),
        ("b/one.png", "b/one.jpg"),
        ("four.tar.jpg", "a/four.tar.jpg"),
        ("three.jpg", None),
        ("notes.txt", None),
        ("five.jpg", None),
        ("..", None),
        ("", None),
    ],
)
def test_a_name_finds_its_photo(name: str, found: str | None, index: PhotoIndex) -> None:
    path = index.find([name])
    assert (path.relative_to(index.folder).as_posix() if path else None) == found


def test_the_first_name_that_fits_is_taken(index: PhotoIndex) -> None:
    path = index.find(["/data/upload/0a1b2c3d-four.tar.jpg", "four.tar.jpg"])
    assert path is not None
    assert path.name == "four.tar.jpg"


@pytest.mark.parametrize("name", ["one.jpg", "c/one.jpg", "two"])
def test_two_that_fit_are_not_chosen_from(name: str, index: PhotoIndex) -> None:
    with pytest.raises(BadAnnotation, match="2 photos could be"):
        index.find([name])


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImageNotFound):
        PhotoIndex.of(tmp_path / "none")
