"""The photos in a folder and all its sub-folders."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from maskkit.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PHOTO_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".avif", ".heic", ".heif", ".tif", ".tiff", ".bmp", ".mpo"}
)
"""What counts as a photo by its name; what it really is, is told by its first bytes when it is opened."""

SKIPPED_FOLDERS = frozenset({"labels"})
"""Sub-folders that hold label maps beside photos, by the custom of data sets."""


RUN_MARK = "journal.sqlite"
"""What tells the output folder of a run; the pictures in it are no photos to work on."""


def walk_photos(folder: Path, *, skipped: Sequence[Path] = ()) -> Iterator[Path]:
    """The photos below ``folder``, sorted by path.

    Hidden files and folders are left out, and so are sub-folders named ``labels``, links to folders, output folders of
    earlier runs, and the folders ``skipped`` (an output folder, a mask folder) with all that is in them.

    Raises:
        InputRefused: if a folder cannot be read; a batch that silently lacks photos would be worse.
    """
    left_out = {path.resolve() for path in skipped}
    found: list[Path] = []
    for parent, folders, files in os.walk(folder, onerror=_refuse):
        here = Path(parent)
        if RUN_MARK in files:
            folders.clear()
            continue
        folders[:] = [name for name in folders if _is_searched(here / name, left_out)]
        found += [here / name for name in files if _is_photo(name)]
    return iter(sorted(found, key=lambda path: path.relative_to(folder).parts))


def _is_searched(folder: Path, left_out: set[Path]) -> bool:
    is_skipped = folder.name.startswith(".") or folder.name.lower() in SKIPPED_FOLDERS
    return not is_skipped and folder.resolve() not in left_out


def _is_photo(name: str) -> bool:
    return not name.startswith(".") and os.path.splitext(name)[1].lower() in PHOTO_SUFFIXES  # noqa: PTH122 (a name)


def _refuse(error: OSError) -> None:
    raise InputRefused(
        f"the folder cannot be read: {error.strerror}", where=str(error.filename), hint="Check its permissions."
    ) from error
