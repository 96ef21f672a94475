"""From a generated room to the finished photo, its proof and its record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from maskkit.batch.manifest import Item
from maskkit.batch.options import RunOptions
from maskkit.batch.pictures import draw_page_pictures, draw_thumb
from maskkit.batch.state import Data, ItemState, RoomState
from maskkit.compositing.audit import audit
from maskkit.compositing.blend import composite
from maskkit.errors import LeakFound, SizeMismatch
from maskkit.images.decode import decode
from maskkit.images.encode import encode, write_atomic
from maskkit.images.transform import Transform
from maskkit.masks.mask import Mask
from maskkit.version import __version__


def finish_room(source: Path, folder: Path, page_folder: Path, number: int, options: RunOptions) -> dict[str, Any]:
    """Write ``final-N.png`` and ``audit-N.json`` from the photo, its mask, its transform and ``generated-N.png``.

    Gives what the journal keeps: the audit, and the hash of the finished file.

    Raises:
        SizeMismatch: the service gave a picture of other proportions than were sent.
        LeakFound: if a pixel changed outside the mask; nothing is written then.
    """
    photo = decode(source)
    mask = Mask.open(folder / "mask.png", photo_size_wh=photo.size_wh)
    transform = Transform.from_json((folder / "transform.json").read_text(encoding="utf-8"))
    came = folder / f"generated-{number}.png"
    try:
        final = composite(photo, decode(came), mask, transform=transform, feather_px=options.feather_px)
    except SizeMismatch as error:
        error.where = error.where or str(came)
        raise
    proof = audit(photo, final, mask)
    if proof.pixels_changed_outside:
        raise LeakFound(f"{proof.pixels_changed_outside} pixels changed outside the mask", where=str(source))
    data = encode(final.pixels)
    write_atomic(folder / f"final-{number}.png", data, overwrite=True)
    write_atomic(folder / f"audit-{number}.json", proof.to_json().encode(), overwrite=True)
    draw_page_pictures({f"after-{number}": final.pixels}, page_folder)
    draw_thumb(f"thumb-{number}", final.pixels, page_folder)
    return {"audit": json.loads(proof.to_json()), "sha256": hashlib.sha256(data).hexdigest()}


def write_record(item: Item, state: ItemState, folder: Path, options: RunOptions) -> None:
    """Write ``record.json``: what was asked, sent, spent and made, and how long it took."""
    record = {
        "maskkit": __version__,
        "photo": str(item.photo),
        "mask": str(item.mask) if item.mask else None,
        "room_type": item.room_type.value,
        "theme": item.theme.value,
        "options": options.binding(),
        "service": (state.uploaded or {}).get("service"),
        "prepared": state.prepared,
        "spent": state.spent,
        "rooms": [_room_record(number, room) for number, room in enumerate(state.rooms, 1)],
        "seconds": timings(state),
    }
    write_atomic(
        folder / "record.json", (json.dumps(record, indent=2, ensure_ascii=False) + "\n").encode(), overwrite=True
    )


def timings(state: ItemState) -> dict[str, float]:
    """How long each step took, in seconds, summed over the rooms."""
    steps: dict[str, list[Data | None]] = {
        "prepare": [state.prepared],
        "upload": [state.uploaded],
        "create": [room.created for room in state.rooms],
        "wait": [room.succeeded for room in state.rooms],
        "download": [room.downloaded for room in state.rooms],
        "composite": [room.composited for room in state.rooms],
    }
    return {name: round(sum((data or {}).get("seconds", 0.0) for data in done), 3) for name, done in steps.items()}


def _room_record(number: int, room: RoomState) -> dict[str, Any]:
    parts: dict[str, Mapping[str, Any] | None] = {
        "created": room.created,
        "succeeded": room.succeeded,
        "downloaded": room.downloaded,
        "composited": room.composited,
    }
    sent = {"idempotency_key": room.sent.key, "at": room.sent.at, "request": room.sent.request} if room.sent else None
    return {"room": number, "sent": sent, **parts}
