"""Tables of photos."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from maskkit.batch.summary import Failure
from maskkit.batch.tables import read_table
from maskkit.errors import EmptyFile, InputRefused
from maskkit.roomapi.words import RoomType


def test_csv_with_a_mark_of_byte_order_spaces_and_capitals(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_bytes("\ufeffPhoto, Room\n a.jpg , shower room\n\n".encode())
    (row,) = read_table(table)
    assert (row.photo, row.room_type, row.mask) == (tmp_path / "a.jpg", RoomType.SHOWER_ROOM, None)


def test_every_faulty_line_is_named_with_its_number(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("photo,room\na.jpg,garage\nb.jpg,kitchen\n,kitchen\nc.jpg,kitchen,more\n")
    with pytest.raises(InputRefused) as refused:
        read_table(table)
    text = str(refused.value)
    assert "3 faulty line(s)" in text
    assert "line 2: unknown room type 'garage'" in text
    assert "line 4: no photo" in text
    assert "line 5: more fields" in text


@pytest.mark.parametrize(("line", "fault"), [("{", "not JSON"), ("[1]", "not an object"), ('{"foto": "a"}', "foto")])
def test_faulty_json_lines(tmp_path: Path, line: str, fault: str) -> None:
    table = tmp_path / "t.jsonl"
    table.write_text(f'{{"photo": "a.jpg"}}\n{line}\n')
    with pytest.raises(InputRefused, match=f"line 2: .*{fault}"):
        read_table(table)


def test_a_table_that_is_no_text(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_bytes(b"photo\n\xff\xfe\n")
    with pytest.raises(InputRefused, match="not UTF-8"):
        read_table(table)


def test_the_list_of_failures_can_be_fed_back(tmp_path: Path) -> None:
    failure = Failure("up/a", tmp_path / "up" / "a.jpg", EmptyFile("the file is empty", where="a.jpg"))
    table = tmp_path / "out" / "failed.jsonl"
    table.parent.mkdir()
    table.write_text(json.dumps(failure.to_json()) + "\n")
    (row,) = read_table(table)
    assert (row.name, row.photo) == ("up/a", tmp_path / "up" / "a.jpg")
