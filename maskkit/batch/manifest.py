"""What a batch is to do: photos from files, folders, lists and tables, each with its mask and its own output folder."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TextIO

from maskkit.batch.folders import PHOTO_SUFFIXES, walk_photos
from maskkit.batch.pairing import pair_masks
from maskkit.batch.tables import TABLE_SUFFIXES, Row, read_table
from maskkit.errors import ImageNotFound, InputRefused, NothingToDo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from maskkit.roomapi.words import RoomType, Theme

RESERVED = frozenset({"report-files", ".service"})


@dataclass(frozen=True, slots=True)
class Item:
    """One photo of a batch. ``name`` is its output folder below OUT, with ``/`` between folders."""

    name: str
    photo: Path
    room_type: RoomType
    theme: Theme
    mask: Path | None = None


def collect(
    sources: Sequence[str],
    *,
    out: Path,
    room_type: RoomType | None = None,
    theme: Theme | None = None,
    masks: Path | None = None,
    stdin: TextIO | None = None,
) -> tuple[Item, ...]:
    """The photos that ``sources`` name, in a stable order.

    A source is a photo, a folder (searched through all its sub-folders, whose tree is kept), a table (``.csv`` or
    ``.jsonl``, see :mod:`maskkit.batch.tables`), or ``-`` for one path per line on ``stdin``. ``masks`` is a folder
    whose masks are paired by name, or a single mask for a single photo. Rows of a table may name their own mask, room
    and theme.

    Raises:
        NothingToDo: if there is no photo.
        ImageNotFound: if a source is not there.
        InputRefused: if two photos share an output folder, a mask is missing, or a row lacks room or theme; every such
            fault of the whole batch is listed at once.
    """
    found = (row for source in sources for row in _rows(source, out=out, masks=masks, stdin=stdin))
    rows = list(dict.fromkeys(found))  # a photo may be named twice: by itself, and by its folder
    if not rows:
        raise NothingToDo("no photo found", where=", ".join(sources))
    _refuse_collisions(rows)
    _refuse_missing_words(rows, room_type, theme)
    paired = pair_masks([row.photo for row in rows], [row.name for row in rows], masks) if masks else [None] * len(rows)
    return tuple(
        Item(row.name, row.photo, *_words(row, room_type, theme), row.mask or mask)
        for row, mask in zip(rows, paired, strict=True)
    )


def _words(row: Row, room_type: RoomType | None, theme: Theme | None) -> tuple[RoomType, Theme]:
    room, style = row.room_type or room_type, row.theme or theme
    assert room is not None
    assert style is not None
    return room, style


def _rows(source: str, *, out: Path, masks: Path | None, stdin: TextIO | None) -> Iterator[Row]:
    if source == "-":
        yield from _listed(stdin or ())
        return
    path = Path(source)
    if path.is_dir() and path.resolve() == out.resolve():
        raise InputRefused("photos and results cannot share a folder", where=source, hint="Choose another -o.")
    if path.is_dir():
        skipped = [out] if masks is None else [out, masks]
        yield from (Row(_name(found.relative_to(path)), found) for found in walk_photos(path, skipped=skipped))
    elif path.suffix.lower() in TABLE_SUFFIXES and path.is_file():
        yield from (_named(row, path.parent) for row in read_table(path))
    elif path.exists():
        yield Row(path.stem, path)
    else:
        raise ImageNotFound("there is no such file or folder", where=source)


def _listed(lines: Iterable[str]) -> Iterator[Row]:
    for line in lines:
        if text := line.rstrip("\r\n"):
            yield Row(Path(text).stem, Path(text))


def _named(row: Row, folder: Path) -> Row:
    """``row`` with a name: its own, or its place below the table's folder, or its stem."""
    if row.name:
        return row
    inside = row.photo.is_relative_to(folder) and ".." not in row.photo.relative_to(folder).parts
    return replace(row, name=_name(row.photo.relative_to(folder) if inside else Path(row.photo.name)))


def _name(relative: Path) -> str:
    return relative.with_suffix("").as_posix()


def _refuse_collisions(rows: Sequence[Row]) -> None:
    first: dict[str, Row] = {}
    faults = []
    for row in rows:
        if not _is_usable(row.name):
            faults.append(f"{row.photo} would be written to {row.name!r}, which cannot be used")
        other = first.setdefault(_folded(row.name), row)
        if other is not row:
            faults.append(f"{other.photo} and {row.photo} would both be written to {row.name}")
    if faults:
        hint = "Rename one of each pair, or run them with different -o folders; nothing was sent."
        raise InputRefused("; ".join(faults), hint=hint)


def _is_usable(name: str) -> bool:
    """Whether a photo can be written to ``name`` below OUT: inside of it, and not where the run itself writes."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and _folded(parts[0]) not in RESERVED


def _folded(name: str) -> str:
    """``name`` as a disk sees it that ignores case and the ways to write an accent."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _refuse_missing_words(rows: Sequence[Row], room_type: RoomType | None, theme: Theme | None) -> None:
    lacking = [row for row in rows if not (row.room_type or room_type) or not (row.theme or theme)]
    if lacking:
        named = ", ".join(str(row.photo) for row in lacking[:5]) + (" …" if len(lacking) > 5 else "")
        raise InputRefused(
            f"{len(lacking)} photo(s) without a room type or theme: {named}",
            hint="Give --room and --theme, or fill the columns room and theme of the table.",
        )


__all__ = ["PHOTO_SUFFIXES", "Item", "collect"]
