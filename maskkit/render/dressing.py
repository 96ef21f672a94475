"""A room with the materials of a look on its floor, walls and ceiling, so that mirrors and bounced light show them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from maskkit.render.looks import Look, Wall, Zone, look
from maskkit.render.patterns import LOOK
from maskkit.render.scene import Finish, Room
from maskkit.render.textures.colour import to_hex
from maskkit.render.textures.surface import Surface
from maskkit.roomapi.words import RoomType, Theme


def dressed(room: Room, room_type: RoomType, theme: Theme, seed: int, *, features: Collection[int]) -> Room:
    """``room`` in the look of a seed; ``features`` are the walls that get the look's feature finish."""
    chosen, name = look(room_type, theme, seed), f"{LOOK}{room_type.value}:{theme.value}:{seed}"
    walls = [chosen.feature if index in features else chosen.wall for index in range(len(room.outline))]
    words = ["feature" if index in features else "wall" for index in range(len(room.outline))]
    lower = _dado(chosen, features)
    return replace(
        room,
        floor=_finish(chosen.floor, f"{name}:floor"),
        ceiling=_finish(chosen.ceiling, f"{name}:ceiling"),
        walls=tuple(_top(wall, f"{name}:{word}") for wall, word in zip(walls, words, strict=True)),
        tiles=_finish(lower.zones[0].surface, f"{name}:{'feature' if lower is chosen.feature else 'wall'}:0"),
        tiled_to_m=min(lower.zones[0].top_m, room.height_m - 0.01) if len(lower.zones) > 1 else 0.0,
        skirting_m=chosen.wall.skirting_m,
        trim=Finish(to_hex(np.array(chosen.wall.skirting)), roughness=0.4),
    )


def _dado(chosen: Look, features: Collection[int]) -> Wall:
    """The wall whose lower zone goes round the room."""
    return chosen.feature if features and len(chosen.feature.zones) > 1 else chosen.wall


def _top(wall: Wall, name: str) -> Finish:
    zone: Zone = wall.zones[-1]
    return _finish(zone.surface, f"{name}:{len(wall.zones) - 1}")


def _finish(surface: Surface, texture: str) -> Finish:
    return Finish(to_hex(surface.mean_albedo), texture, roughness=float(np.median(surface.roughness[::8, ::8])))
