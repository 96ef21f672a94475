"""``run`` as a library call: what it refuses before it connects, and that it connects only if there is work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.batch.journal import open_journal
from maskkit.batch.manifest import Item
from maskkit.batch.notices import Notice
from maskkit.batch.options import RunOptions, item_binding
from maskkit.batch.runner import run
from maskkit.batch.state import Event, Step
from maskkit.client.rooms import RoomClient
from maskkit.errors import JournalLocked, JournalMismatch, OutputExists, UnknownChoice
from maskkit.roomapi.words import RoomType, Theme
from maskkit.testing.fake_api import FakeRoomApi

ITEM = Item("a", Path("a.png"), RoomType.KITCHEN, Theme.MODERN)


def never() -> AbstractContextManager[RoomClient]:
    raise AssertionError("there was nothing to connect for")


def test_unknown_words_are_refused_before_the_output_folder_is_made(tmp_path: Path) -> None:
    with pytest.raises(UnknownChoice):
        run([ITEM], out=tmp_path / "out", options=RunOptions(target="moon"), connect=never, service="s")
    assert not (tmp_path / "out").exists()


def test_a_folder_at_work_is_refused(tmp_path: Path) -> None:
    with open_journal(tmp_path), pytest.raises(JournalLocked):
        run([ITEM], out=tmp_path, options=RunOptions(), connect=never, service="s")


def test_another_service_is_refused(tmp_path: Path) -> None:
    run([], out=tmp_path, options=RunOptions(), connect=never, service="https://one.example")
    with open_journal(tmp_path) as journal:
        journal.append(Event(ITEM.name, 0, Step.STARTED, 1.0, item_binding(ITEM)))
    with pytest.raises(JournalMismatch, match=r"service was https://one\.example and is https://two\.example"):
        run([], out=tmp_path, options=RunOptions(), connect=never, service="https://two.example")


def test_another_wish_for_a_known_photo_is_refused_with_the_number_of_others(tmp_path: Path) -> None:
    items = [Item(name, Path(f"{name}.png"), RoomType.KITCHEN, Theme.MODERN) for name in "abc"]
    with open_journal(tmp_path) as journal:
        for item in items:
            journal.append(Event(item.name, 0, Step.STARTED, 1.0, item_binding(item)))
    changed = [Item(item.name, item.photo, RoomType.BATHROOM, Theme.MODERN) for item in items]
    with pytest.raises(JournalMismatch, match=r"a belongs to another run: room was KITCHEN .* \(and 2 more photos\)"):
        run(changed, out=tmp_path, options=RunOptions(), connect=never, service="s")


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/holiday.jpg").touch()
    with pytest.raises(OutputExists):
        run([ITEM], out=tmp_path, options=RunOptions(), connect=never, service="s")


def test_nothing_to_do_connects_to_nothing_and_writes_the_report(tmp_path: Path) -> None:
    told: list[Notice] = []
    summary = run([], out=tmp_path, options=RunOptions(), connect=never, service="s", watch=told.append)
    assert (summary.photos, summary.exit_code) == (0, 0)
    assert [notice.kind for notice in told] == ["begin"]
    assert (tmp_path / "report.html").is_file()


def test_the_report_shows_photos_of_earlier_runs_too(tmp_path: Path) -> None:
    with FakeRoomApi(statuses=("SUCCEEDED",)) as service:

        @contextmanager
        def connect() -> Iterator[RoomClient]:
            yield RoomClient(service.url, user_id=service.user_id, api_key=service.api_key)

        for name in ("first", "second"):
            Image.fromarray(np.full((40, 60, 3), 90, np.uint8)).save(tmp_path / f"{name}.png")
            mask = np.zeros((40, 60), np.uint8)
            mask[20:] = 255
            Image.fromarray(mask).save(tmp_path / "mask.png")
            item = Item(name, tmp_path / f"{name}.png", RoomType.KITCHEN, Theme.MODERN, tmp_path / "mask.png")
            summary = run([item], out=tmp_path / "out", options=RunOptions(), connect=connect, service="s")
            assert (summary.photos, len(summary.finished)) == (1, 1)
    page = (tmp_path / "out/report.html").read_text()
    assert "first/final-1.png" in page
    assert "second/final-1.png" in page
    assert "2 of 2" in page
