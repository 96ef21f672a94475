"""Whatever is in a table or a list: rows, or an error that says what is wrong; never a crash, never a clash."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskkit.batch.manifest import Item, collect
from maskkit.batch.tables import COLUMNS, Row, read_table
from maskkit.errors import InputRefused
from maskkit.roomapi.words import RoomType, Theme

QUICK = settings(max_examples=150, deadline=None)
_cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


def read(table: Path) -> list[Row] | InputRefused:
    try:
        return read_table(table)
    except InputRefused as refused:
        return refused


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
@given(data=st.binary(max_size=300))
@QUICK
def test_any_bytes_are_rows_or_a_refusal(folder: Path, suffix: str, data: bytes) -> None:
    table = folder / f"any{suffix}"
    table.write_bytes(data)
    found = read(table)
    if isinstance(found, InputRefused):
        assert found.where == str(table)
    else:
        assert all(row.photo.name for row in found)


@given(
    rows=st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys((*COLUMNS, "code", "colour"), _cells)), max_size=5)
)
@QUICK
def test_rows_of_odd_cells_are_read_as_they_stand_or_refused_by_line(folder: Path, rows: list[dict[str, str]]) -> None:
    table = folder / "odd.jsonl"
    table.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = read(table)
    if isinstance(found, InputRefused):
        assert "line " in str(found)
    else:
        assert [str(row.photo) for row in found] == [str(folder / row["photo"].strip()) for row in rows]


def test_a_document_nested_without_end_is_refused(folder: Path) -> None:
    table = folder / "deep.jsonl"
    table.write_text('{"photo":' + "[" * 100_000 + "\n")
    with pytest.raises(InputRefused, match="not JSON"):
        read_table(table)


def test_a_csv_field_without_end_is_refused(folder: Path) -> None:
    table = folder / "long.csv"
    table.write_text('photo\n"' + "a" * 200_000)
    with pytest.raises(InputRefused, match="no CSV"):
        read_table(table)


_parts = st.sampled_from(["a", "A", "b", "ä", "a\u0308", "c d", "report-files", "x.y", "..", "mask.png"])
_paths = st.lists(_parts, min_size=1, max_size=3).map(lambda parts: "/".join(parts) + ".jpg")


@given(paths=st.lists(_paths, max_size=6), as_table=st.booleans())
@QUICK
def test_no_two_photos_share_an_output_folder_and_none_leaves_out(
    folder: Path, paths: list[str], as_table: bool
) -> None:
    table = folder / "names.csv"
    table.write_text("photo\n" + "\n".join(paths) + "\n", encoding="utf-8")
    items: tuple[Item, ...] = ()
    with suppress(InputRefused):
        items = collect(
            [str(table) if as_table else "-"],
            out=folder / "out",
            room_type=RoomType.KITCHEN,
            theme=Theme.MODERN,
            stdin=io.StringIO("\n".join(paths)),
        )
    names = [item.name.casefold() for item in items]
    assert len(set(names)) == len(names)
    for item in items:
        place = (folder / "out" / item.name).resolve()
        assert place.is_relative_to((folder / "out").resolve())
        assert place != (folder / "out").resolve()
