"""Tables of photos: CSV with a header line, or JSON lines with one object a line.

Columns: ``photo`` (needed), ``mask``, ``room``, ``theme``, ``name`` (the output folder below OUT). Paths are relative
to the table's folder. The columns of ``failed.jsonl`` are known too, so that such a file can be fed back as it is.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from maskkit.errors import InputRefused, UnknownChoice
from maskkit.roomapi.words import RoomType, Theme, parse_room_type, parse_theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TABLE_SUFFIXES = frozenset({".csv", ".jsonl", ".ndjson"})
COLUMNS = ("photo", "mask", "room", "theme", "name")
IGNORED_COLUMNS = frozenset({"code", "message", "where", "hint"})
_MAX_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One photo as a source names it."""

    name: str
    photo: Path
    mask: Path | None = None
    room_type: RoomType | None = None
    theme: Theme | None = None


def read_table(path: Path) -> list[Row]:
    """The rows of the table ``path``.

    Raises:
        InputRefused: naming every faulty line at once.
    """
    rows, faults = [], []
    try:
        for line, record in _records(path):
            try:
                rows.append(_row(record, path.parent))
            except (InputRefused, UnknownChoice) as error:
                faults.append(f"line {line}: {error}")
    except csv.Error as error:
        raise InputRefused(f"the table is no CSV: {error}", where=str(path)) from error
    if faults:
        more = f"\n… and {len(faults) - _MAX_FAULTS} more" if len(faults) > _MAX_FAULTS else ""
        raise InputRefused(
            f"{len(faults)} faulty line(s)\n" + "\n".join(faults[:_MAX_FAULTS]) + more + "\n",
            where=str(path),
            hint=f"A table has the columns {', '.join(COLUMNS)}; only photo is needed.",
        )
    return rows


def _records(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputRefused("the table is not UTF-8", where=str(path), hint="Save it as UTF-8.") from error
    except OSError as error:
        raise InputRefused(f"the table cannot be read: {error.strerror}", where=str(path)) from error
    if path.suffix.lower() == ".csv":
        yield from _csv_records(text)
    else:
        yield from _json_records(text)


def _csv_records(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    reader = csv.DictReader(text.splitlines(keepends=True), skipinitialspace=True)
    for record in reader:
        yield reader.line_num, {(name or "").strip().lower(): value for name, value in record.items()}


def _json_records(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, _json_record(line)


def _json_record(line: str) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return {"": "not JSON"}
    return record if isinstance(record, dict) else {"": "not an object"}


def _row(record: Mapping[str, Any], folder: Path) -> Row:
    _check_columns(record)
    photo, mask, room, theme, name = (str(record.get(column) or "").strip() for column in COLUMNS)
    if not photo:
        raise InputRefused("no photo")
    return Row(
        name=PurePosixPath(name).as_posix() if name else "",
        photo=folder / photo,
        mask=folder / mask if mask else None,
        room_type=parse_room_type(room) if room else None,
        theme=parse_theme(theme) if theme else None,
    )


def _check_columns(record: Mapping[str, Any]) -> None:
    if "" in record:
        raise InputRefused(str(record[""]) if isinstance(record[""], str) else "more fields than the header has")
    unknown = sorted(set(record) - set(COLUMNS) - IGNORED_COLUMNS)
    if unknown:
        raise InputRefused(f"unknown column(s) {', '.join(unknown)}")
