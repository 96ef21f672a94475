"""The lock on a data folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from maskkit.errors import ServiceNotStarted
from maskkit.service.folder_lock import FolderLock


def test_a_second_service_on_a_folder_is_refused_until_the_first_has_gone(tmp_path: Path) -> None:
    first = FolderLock(tmp_path)
    with pytest.raises(ServiceNotStarted, match="another service is using this data folder"):
        FolderLock(tmp_path)
    first.release()
    FolderLock(tmp_path).release()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ServiceNotStarted, match="cannot be used"):
        FolderLock(tmp_path / "file" / "data")


def test_a_new_folder_is_its_owners_only(tmp_path: Path) -> None:
    FolderLock(tmp_path / "data").release()
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
