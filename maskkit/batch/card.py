"""One photo of the report: before and after under a slider, its mask, its proof, its figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from maskkit.batch.finish import timings
from maskkit.batch.manifest import Item
from maskkit.batch.page_words import ROOM_WORDS, duration, safe, template
from maskkit.batch.pictures import PAGE_FOLDER
from maskkit.batch.state import ItemState, RoomState


def draw_card(item: Item, state: ItemState, out: Path) -> str:
    """The card of one photo as HTML; at least one of its rooms is finished."""
    done = [number for number, room in enumerate(state.rooms, 1) if room.composited is not None]
    pictures = {number: _picture(item, f"after-{number}", f"final-{number}.png", out) for number in done}
    return template("room.html").substitute(
        search=safe(item.name.lower()),
        anchor=safe(quote(item.name)),
        name=safe(item.name),
        sub=safe(_sub(item, state)),
        back=_back(item, state, out),
        before=_picture(item, "before", "photo.png", out),
        overlay=_picture(item, "overlay", "overlay.png", out),
        afters="".join(_after(item, number, pictures[number], shown=number == done[0]) for number in done),
        strip=_strip(item, done, out),
        badges="".join(_badge(number, state.room(number), shown=number == done[0]) for number in done),
        links="".join(_links(item, number, shown=number == done[0]) for number in done),
        details=_details(item, state),
    )


def _sub(item: Item, state: ItemState) -> str:
    size = (state.prepared or {}).get("size_wh")
    named = f"{ROOM_WORDS[item.room_type]}, {item.theme.value.lower()}"
    return f"{named} · {size[0]} by {size[1]}" if size else named


def _picture(item: Item, small: str, full: str, out: Path) -> str:
    """The address of a picture: the small one that was made for the page, or the output itself."""
    path = f"{PAGE_FOLDER}/{item.name}/{small}.jpg"
    return safe(quote(path if (out / path).is_file() else f"{item.name}/{full}"))


def _back(item: Item, state: ItemState, out: Path) -> str:
    """A blurred picture behind a photo that is much narrower or wider than the 4:3 of its stage."""
    width, height = (state.prepared or {}).get("size_wh", (4, 3))
    if 1.15 < width / height < 1.6:
        return ""
    return f'<img class="back" src="{_picture(item, "before", "photo.png", out)}" alt="" loading="lazy">'


def _after(item: Item, number: int, source: str, *, shown: bool) -> str:
    mark = " shown" if shown else ""
    alt = safe(f"{item.name} after, room {number}")
    return (
        f'<img class="after{mark}" data-shows="{number}" src="{source}" alt="{alt}" loading="lazy" draggable="false">'
    )


def _strip(item: Item, done: Sequence[int], out: Path) -> str:
    if len(done) < 2:
        return ""
    thumbs = {number: _picture(item, f"thumb-{number}", f"final-{number}.png", out) for number in done}
    buttons = "".join(
        f'<button type="button" data-room="{number}" aria-pressed="{str(number == done[0]).lower()}"'
        f' aria-label="Room {number}"><img src="{thumb}" alt=""></button>'
        for number, thumb in thumbs.items()
    )
    return f'<div class="strip" role="group" aria-label="Rooms">{buttons}</div>'


def _badge(number: int, room: RoomState, *, shown: bool) -> str:
    changed = (room.composited or {}).get("audit", {}).get("pixels_changed_outside", 0)
    kind = "badge bad" if changed else "badge"
    words = f"{changed:,} {'pixel' if changed == 1 else 'pixels'} changed outside"
    return f'<span class="{kind}" data-shows="{number}"{_hidden(shown)}>{words}</span>'


def _links(item: Item, number: int, *, shown: bool) -> str:
    base = safe(quote(item.name))
    return (
        f'<span data-shows="{number}"{_hidden(shown)}><a href="{base}/final-{number}.png">Full size</a> · '
        f'<a href="{base}/mask.png">Mask</a> · <a href="{base}/record.json">Record</a></span>'
    )


def _hidden(shown: bool) -> str:  # noqa: FBT001 (an attribute of HTML that is there or not)
    return "" if shown else " hidden"


def _details(item: Item, state: ItemState) -> str:
    prepared = state.prepared or {}
    sent = prepared.get("sent_wh")
    rows = [("Photo", str(item.photo)), ("Mask", f"{prepared.get('coverage', 0):.0%} of the photo")]
    if sent:
        rows.append(("Sent at", f"{sent[0]} by {sent[1]}"))
    rows += [(f"Room {n}", str(room.created["generation_id"])) for n, room in enumerate(state.rooms, 1) if room.created]
    rows += [(_STEP_WORDS[name], duration(seconds)) for name, seconds in timings(state).items()]
    return "".join(f"<tr><td>{safe(name)}</td><td>{safe(value)}</td></tr>" for name, value in rows)


_STEP_WORDS = {
    "prepare": "Making the mask",
    "upload": "Uploading",
    "create": "Asking",
    "wait": "Waiting",
    "download": "Fetching",
    "composite": "Putting back",
}
