"""The report's page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from maskkit.batch.manifest import Item
from maskkit.batch.pictures import draw_page_pictures, draw_thumb, page_size, shrink
from maskkit.batch.report import draw_report, write_report
from maskkit.batch.state import ItemState, RoomState, Sent
from maskkit.batch.summary import Failure, Summary
from maskkit.errors import NoRoomFound
from maskkit.roomapi.words import RoomType, Theme

EVIL = 'up/<script>alert("x")</script> & co'


class Page(HTMLParser):
    """The tags of a page, and whether each is closed."""

    VOID = frozenset({"meta", "img", "input", "br", "link"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def state(rooms: int = 1, changed: int = 0) -> ItemState:
    room = RoomState(
        sent=Sent("k", 0.0, {}),
        created={"generation_id": "g-1"},
        composited={"audit": {"pixels_changed_outside": changed}},
    )
    return ItemState(prepared={"size_wh": [40, 30], "sent_wh": [32, 24], "coverage": 0.5}, rooms=(room,) * rooms)


def item(name: str = "a") -> Item:
    return Item(name, Path(f"{name}.jpg"), RoomType.SHOWER_ROOM, Theme.MODERN)


def page(out: Path, items: list[Item], states: dict[str, ItemState], **changes: Any) -> str:
    fields: dict[str, Any] = {
        "photos": len(items),
        "finished": tuple(states),
        "failed": (),
        "left": (),
        "rooms": len(states),
        "spent": 1,
        "remaining_photos": 9,
        "pixels_changed_outside": 0,
        "seconds": 75.0,
        "report": out / "report.html",
    }
    return draw_report(items, states, Summary(**{**fields, **changes}), out)


def test_the_page_is_whole_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    text = page(tmp_path, [item("a"), item("b")], {"a": state(), "b": state(3)})
    parsed = Page(text)
    assert parsed.open == []
    sources = [attributes["src"] or "" for attributes in parsed.named("img")]
    links = [attributes["href"] or "" for attributes in parsed.named("a")]
    assert not [url for url in sources + links if re.match(r"[a-z]+:|/", url)]
    assert "http" not in text.replace("http-equiv", "")
    assert "@import" not in text


def test_every_slider_can_be_reached_and_says_what_it_is_for(tmp_path: Path) -> None:
    parsed = Page(page(tmp_path, [item("hall")], {"hall": state()}))
    (slider,) = [attributes for attributes in parsed.named("input") if attributes["type"] == "range"]
    assert slider["aria-label"] == "hall: how much of the photo before is shown"
    assert all("alt" in attributes for attributes in parsed.named("img"))
    assert all(attributes.get("type") == "button" for attributes in parsed.named("button"))


def test_names_cannot_write_into_the_page(tmp_path: Path) -> None:
    text = page(tmp_path, [item(EVIL)], {EVIL: state()}, failed=(Failure(EVIL, Path("x"), NoRoomFound(EVIL)),))
    assert "<script>alert" not in text
    assert Page(text).open == []


def test_small_pictures_are_shown_where_they_are_and_the_outputs_otherwise(tmp_path: Path) -> None:
    pixels = np.zeros((30, 40, 3), np.uint8)
    assert 'src="b%20c/photo.png"' in page(tmp_path, [item("b c")], {"b c": state()})
    folder = tmp_path / "report-files/b c"
    draw_page_pictures({"before": pixels, "overlay": pixels, "after-1": pixels}, folder)
    draw_thumb("thumb-1", pixels, folder)
    text = page(tmp_path, [item("b c")], {"b c": state()})
    assert 'src="report-files/b%20c/before.jpg"' in text
    assert 'href="b%20c/final-1.png"' in text


@pytest.mark.parametrize(("changed", "words"), [(0, "0 pixels changed outside"), (1, "1 pixel changed outside")])
def test_the_badge_tells_the_audit(changed: int, words: str, tmp_path: Path) -> None:
    text = page(tmp_path, [item()], {"a": state(changed=changed)})
    assert words in text
    assert ('class="badge bad"' in text) == bool(changed)


def test_further_rooms_get_a_strip_of_buttons(tmp_path: Path) -> None:
    parsed = Page(page(tmp_path, [item()], {"a": state(3)}))
    buttons = [attributes for attributes in parsed.named("button") if "data-room" in attributes]
    assert [button["aria-pressed"] for button in buttons] == ["true", "false", "false"]
    shown = [image for image in parsed.named("img") if "shown" in (image.get("class") or "")]
    assert len(shown) == 1


def test_failures_come_with_their_hint_and_what_is_left_with_its_names(tmp_path: Path) -> None:
    failed = (Failure("bad", Path("bad.jpg"), NoRoomFound("no floor could be read")),)
    text = page(tmp_path, [item(), item("bad"), item("c")], {"a": state()}, failed=failed, left=("c",))
    assert "1 photo failed" in text
    assert "no floor could be read" in text
    assert "Give a mask with --mask" in text
    assert "1 photo still to do" in text


def test_a_run_without_a_single_room_has_a_page_too(tmp_path: Path) -> None:
    assert Page(page(tmp_path, [item()], {})).open == []


def test_the_page_is_written_over_the_last_one(tmp_path: Path) -> None:
    end = Summary(1, (), (), (), 0, 0, None, 0, 0.1, tmp_path / "report.html")
    for _ in range(2):
        write_report([item()], {}, end, tmp_path)
    assert "<h1>Shower room, modern</h1>" in (tmp_path / "report.html").read_text()


def test_pictures_are_only_ever_made_smaller() -> None:
    assert page_size((4000, 3000), 1280) == (1280, 960)
    assert page_size((10, 3000), 300) == (1, 300)
    small = np.zeros((5, 5, 3), np.uint8)
    assert shrink(small, 10) is small
