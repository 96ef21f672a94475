"""Finding photos in folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from maskkit.batch.folders import walk_photos
from maskkit.errors import InputRefused


def test_the_order_is_that_of_the_paths(tmp_path: Path) -> None:
    for name in ("b/1.jpg", "a/2.jpg", "a/1.jpg", "c.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [path.relative_to(tmp_path).as_posix() for path in walk_photos(tmp_path)]
    assert found == ["a/1.jpg", "a/2.jpg", "b/1.jpg", "c.jpg"]


def test_a_link_to_a_parent_does_not_loop(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert len(list(walk_photos(tmp_path))) == 1


def test_a_folder_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="vanished"):
        list(walk_photos(tmp_path / "vanished"))


def test_a_skipped_folder_is_known_by_whatever_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/a.jpg").touch()
    monkeypatch.chdir(tmp_path)
    assert list(walk_photos(tmp_path, skipped=[Path("out")])) == []
