"""Temporary files get their name when they are whole, or disappear."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from maskkit.errors import OutputExists, StorageError
from maskkit.net.publish import publish, temporary_beside


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("overwrite", [True, False])
def test_the_name_appears_with_the_whole_file(tmp_path: Path, overwrite: bool) -> None:
    target = tmp_path / "a.png"
    with temporary_beside(target) as file:
        file.write(b"whole")
        assert not target.exists()
        publish(file, target, overwrite=overwrite)
    assert target.read_bytes() == b"whole"
    assert names(tmp_path) == ["a.png"]


def test_an_error_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError), temporary_beside(tmp_path / "a.png") as file:
        file.write("no bytes")  # type: ignore[call-overload]
    assert names(tmp_path) == []


def test_another_file_is_replaced_only_on_request(tmp_path: Path) -> None:
    target = tmp_path / "a.png"
    target.write_bytes(b"old")
    with temporary_beside(target) as file:
        file.write(b"new")
        with pytest.raises(OutputExists):
            publish(file, target, overwrite=False)
    assert target.read_bytes() == b"old"
    with temporary_beside(target) as file:
        file.write(b"new")
        publish(file, target, overwrite=True)
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["a.png"]


def test_a_disk_without_hard_links_works_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    target = tmp_path / "a.png"
    with temporary_beside(target) as file:
        file.write(b"whole")
        publish(file, target, overwrite=False)
    assert target.read_bytes() == b"whole"
    with temporary_beside(target) as file, pytest.raises(OutputExists):
        publish(file, target, overwrite=False)


def test_a_missing_folder_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"), temporary_beside(tmp_path / "no" / "a.png"):
        pass


def test_names_with_the_letters_of_patterns_are_taken_literally(tmp_path: Path) -> None:
    for name in ("[a].png", "*.png", "?.png", "x" * 200 + ".png"):
        with temporary_beside(tmp_path / name) as file:
            file.write(b"x")
            publish(file, tmp_path / name, overwrite=False)
    assert len(names(tmp_path)) == 4
