"""The report of a run: one page with every room before and after, that opens from the disk without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from maskkit.batch.card import draw_card
from maskkit.batch.manifest import Item
from maskkit.batch.page_words import ROOM_WORDS, counted, duration, part, safe, template
from maskkit.batch.state import ItemState
from maskkit.batch.summary import Failure, Summary
from maskkit.images.encode import write_atomic
from maskkit.version import __version__

_PROMISE = "Outside its mask, every pixel of a result is the pixel of its photo."


def write_report(items: Sequence[Item], states: Mapping[str, ItemState], summary: Summary, out: Path) -> None:
    """Write ``report.html`` into ``out``."""
    page = draw_report(items, states, summary, out)
    write_atomic(summary.report, page.encode(), overwrite=True)


def draw_report(items: Sequence[Item], states: Mapping[str, ItemState], summary: Summary, out: Path) -> str:
    """The page as HTML. Its pictures are files below ``out``, named relative to it."""
    shown = [item for item in items if any(room.composited for room in states.get(item.name, ItemState()).rooms)]
    cards = [draw_card(item, states[item.name], out) for item in shown]
    title = _title(items)
    return template("report.html").substitute(
        version=safe(__version__),
        title=safe(title),
        subtitle=safe(_subtitle(summary)),
        css=part("report.css"),
        js=part("report.js"),
        tools=_tools(len(shown)),
        figures=_figures(summary),
        troubles=_troubles(summary.failed),
        left=_left(summary.left),
        rooms="\n".join(cards),
        footer=f"Made by maskkit {safe(__version__)}. {_PROMISE}",
    )


def _title(items: Sequence[Item]) -> str:
    wishes = {(item.room_type, item.theme) for item in items}
    if len(wishes) != 1:
        return f"{len(items)} photos"
    room, theme = next(iter(wishes))
    return f"{ROOM_WORDS[room]}, {theme.value.lower()}"


def _subtitle(summary: Summary) -> str:
    made = f"{counted(summary.rooms, 'room')} from {counted(len(summary.finished), 'photo')}"
    return f"{made}, in {duration(summary.seconds)}"


def _tools(count: int) -> str:
    if count < 2:
        return ""
    search = '<input class="pill" type="search" data-search placeholder="Find a photo" aria-label="Find a photo">'
    masks = '<button class="pill" type="button" data-all-masks aria-pressed="false">All masks</button>'
    return (search if count > 6 else "") + masks


def _figures(summary: Summary) -> str:
    changed = summary.pixels_changed_outside
    figures = [
        ("Photos finished", f"{len(summary.finished)} of {summary.photos}", ""),
        ("Rooms", f"{summary.rooms}", ""),
        ("Pixels changed outside the masks", f"{changed:,}", "bad" if changed else "good"),
    ]
    if summary.metered:
        figures.append(("Photos spent", f"{summary.spent}", ""))
    if summary.remaining_photos is not None:
        figures.append(("Photos left on the account", f"{summary.remaining_photos:,}", ""))
    if summary.left:
        figures.append(("Still to do", f"{len(summary.left)}", ""))
    if summary.failed:
        figures.append(("Failed", f"{len(summary.failed)}", "bad"))
    return "\n".join(
        f'<div class="{kind}"><dt>{safe(name)}</dt><dd>{safe(value)}</dd></div>' for name, value, kind in figures
    )


def _troubles(failed: Sequence[Failure]) -> str:
    if not failed:
        return ""
    lines = "".join(
        f"<li><strong>{safe(failure.item)}</strong>: {safe(failure.error.message)} "
        f"<code>{safe(failure.error.code)}</code><span>{safe(failure.error.hint)}</span></li>"
        for failure in failed
    )
    return f'<section class="troubles"><h2>{counted(len(failed), "photo")} failed</h2><ul>{lines}</ul></section>'


def _left(left: Sequence[str]) -> str:
    if not left:
        return ""
    names = ", ".join(left[:20]) + (" …" if len(left) > 20 else "")
    text = f"{safe(names)}. Run the same command again to go on."
    return f'<section class="left"><h2>{counted(len(left), "photo")} still to do</h2><p>{text}</p></section>'
