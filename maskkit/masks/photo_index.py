"""Which photo a name in somebody's file means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from maskkit.errors import BadAnnotation, ImageNotFound

SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".avif", ".heic", ".heif", ".mpo"})

PHOTO_FOLDERS = ("images", "photos", "JPEGImages", "imgs")
"""What folders of photos are called beside annotations."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|/data/local-files/\?d=")


class PhotoIndex:
    """The photos below a folder by their paths there, by their names, and by both without suffix."""

    def __init__(self, photos: Iterable[Path], folder: Path) -> None:
        self.folder = folder
        self._by_key: defaultdict[str, list[Path]] = defaultdict(list)
        for path in photos:
            place = PurePosixPath(path.relative_to(folder).as_posix())
            for key in dict.fromkeys((str(place), place.name, str(place.with_suffix("")), place.stem)):
                self._by_key[key].append(path)

    @classmethod
    def of(cls, folder: Path, *, skipped: Sequence[Path] = ()) -> PhotoIndex:
        """The photos below ``folder``, but for hidden files and folders, and the folders ``skipped``.

        Raises:
            ImageNotFound: there is no such folder.
        """
        if not folder.is_dir():
            raise ImageNotFound("there is no such folder of photos", where=str(folder))
        left_out = {path.resolve() for path in skipped}
        found = (path for path in sorted(folder.rglob("*")) if _is_photo(path, folder))
        return cls((path for path in found if left_out.isdisjoint(path.resolve().parents)), folder)

    def __len__(self) -> int:
        return len({path for paths in self._by_key.values() for path in paths})

    def find(self, names: Sequence[str]) -> Path | None:
        """The photo that has one of ``names``: by its whole path, by ever fewer folders of it, then without suffix.

        Raises:
            BadAnnotation: several photos are called like that.
        """
        for name in names:
            for key in _keys(name):
                if found := self._by_key.get(key):
                    return self._only(found, name)
        return None

    def _only(self, found: Sequence[Path], name: str) -> Path:
        if len(found) > 1:
            listed = ", ".join(path.relative_to(self.folder).as_posix() for path in found[:5])
            hint = f"These are: {listed}."
            raise BadAnnotation(f"{len(found)} photos could be {name!r}", where=str(self.folder), hint=hint)
        return found[0]


def photos_in(folder: Path) -> list[Path]:
    """The photos that lie in a folder itself."""
    return [path for path in sorted(folder.iterdir()) if _is_photo(path, folder)]


def plain_name(name: str) -> str:
    r"""A name in a file as a path with /, without an address before it or a question behind it.

    >>> [plain_name(name) for name in ("rooms\\a.jpg", "s3://bucket/a.jpg?x=1", "/data/local-files/?d=rooms/a.jpg")]
    ['rooms/a.jpg', 'bucket/a.jpg', 'rooms/a.jpg']
    """
    address = _ADDRESS.match(name)
    if address:
        name = name[address.end() :].partition("?")[0]
    return name.replace("\\", "/").strip("/")


def _keys(name: str) -> list[str]:
    parts = [part for part in PurePosixPath(plain_name(name)).parts if part not in {"..", "."}]
    tails = ["/".join(parts[start:]) for start in range(len(parts))]
    return [*tails, *(str(PurePosixPath(tail).with_suffix("")) for tail in tails if PurePosixPath(tail).name)]


def _is_photo(path: Path, folder: Path) -> bool:
    is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return path.suffix.lower() in SUFFIXES and not is_hidden and path.is_file()
