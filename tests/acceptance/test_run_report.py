"""The report in a real browser: what its buttons and its slider do."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from maskkit.batch.manifest import Item
from maskkit.batch.report import draw_report
from maskkit.batch.state import ItemState, RoomState, Sent
from maskkit.batch.summary import Summary
from maskkit.roomapi.words import RoomType, Theme

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

PLAY = """
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const card = all(".room")[1], stage = card.querySelector(".stage"), slider = stage.querySelector("input");
const told = {};
slider.value = 20;
slider.dispatchEvent(new Event("input"));
told.at = stage.style.getPropertyValue("--at");
card.querySelector("[data-mask]").click();
told.overlay = getComputedStyle(stage.querySelector(".overlay")).visibility;
card.querySelectorAll("[data-room]")[2].click();
told.after = all(".after.shown", card).map((image) => image.dataset.shows);
told.badges = all(".badge", card).filter((badge) => !badge.hidden).length;
document.querySelector("[data-all-masks]").click();
told.masked = all(".stage.masked").length;
document.querySelector("[data-theme-switch]").click();
told.theme = getComputedStyle(document.documentElement).colorScheme;
const search = document.querySelector("[data-search]");
search.value = "UP 3";
search.dispatchEvent(new Event("input"));
told.found = all(".room").filter((room) => !room.hidden).map((room) => room.dataset.name);
told.sideways = document.documentElement.scrollWidth > innerWidth;
document.title = JSON.stringify(told);
"""


def play(page: str, folder: Path) -> dict[str, Any]:
    """What PLAY tells after it has used the page."""
    (folder / "page.html").write_text(page.replace("</body>", f"<script>{{{PLAY}}}</script></body>"))
    line = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    line += [f"--user-data-dir={folder / 'profile'}", "--window-size=420,900", "--dump-dom"]
    shown = subprocess.run([*line, f"file://{folder / 'page.html'}"], capture_output=True, text=True, check=True)
    title = shown.stdout.split("<title>")[1].split("</title>")[0]
    return dict(json.loads(title))


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_slider_masks_rooms_theme_and_search(tmp_path: Path) -> None:
    room = RoomState(Sent("k", 0, {}), created={"generation_id": "g"}, composited={"audit": {}})
    names = [f"up/room {number}" if number % 2 else f"room {number}" for number in range(8)]
    items = [Item(name, Path("a.jpg"), RoomType.KITCHEN, Theme.MODERN) for name in names]
    states = {name: ItemState(prepared={"size_wh": [400, 300]}, rooms=(room,) * 3) for name in names}
    summary = Summary(8, tuple(names), (), (), 24, 24, 76, 0, 9.0, tmp_path / "report.html")
    assert play(draw_report(items, states, summary, tmp_path), tmp_path) == {
        "at": "20%",
        "overlay": "visible",
        "after": ["3"],
        "badges": 1,
        "masked": 8,
        "theme": "light",
        "found": ["up/room 3"],
        "sideways": False,
    }
