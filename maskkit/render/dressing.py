"""A room with the materials of a look on its floor, walls and ceiling, so that mirrors and bounced light show them.

What a fitter builds along the walls gets their material too.
"""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.looks import Look, Wall, Zone, look
from maskkit.render.patterns import LOOK
from maskkit.render.scene import Finish, Item, Room
from maskkit.render.shell import wall_finish, walls_of
from maskkit.render.textures.colour import to_hex
from maskkit.render.textures.surface import Surface
from maskkit.roomapi.words import RoomType, Theme
from maskkit.types import Floats

MATT, FLOOR_ROUGHNESS = 0.9, 0.45


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


def photographed(
    room: Room,
    *,
    floor: Floats | None = None,
    ceiling: Floats | None = None,
    walls: Mapping[int, Floats] = MappingProxyType({}),
    others: bool = False,
) -> Room:
    """``room`` with surfaces in plain colours, linear (3,), where the photo's own stay.

    With ``others`` the walls that the photo does not show look like those that it does.
    """
    usual = np.mean(list(walls.values()), axis=0) if walls and others else None
    kept = {index: walls.get(index, usual) for index in range(len(room.outline))}
    finishes = (
        wall_finish(room, index) if colour is None else Finish(to_hex(colour), roughness=MATT)
        for index, colour in kept.items()
    )
    return replace(
        room,
        floor=room.floor if floor is None else Finish(to_hex(floor), roughness=FLOOR_ROUGHNESS),
        ceiling=room.ceiling if ceiling is None else Finish(to_hex(ceiling), roughness=MATT),
        walls=tuple(finishes),
        tiled_to_m=0.0 if walls else room.tiled_to_m,
    )


def tiled(items: Iterable[Item], room: Room) -> tuple[Item, ...]:
    """The items with the walls' own material on what a fitter builds and tiles, such as aprons, boxes and benches."""
    return tuple(_tiled(item, room) if _is_tiled(item) else item for item in items)


def _is_tiled(item: Item) -> bool:
    known = item.kind in FIXTURES and "tiles_texture" in inspect.signature(FIXTURES[item.kind].build).parameters
    return known and not {"tiles", "tiles_texture"} & set(item.options)


def _tiled(item: Item, room: Room) -> Item:
    walls = walls_of(room)
    behind = min(range(len(walls)), key=lambda index: abs((walls[index].turn_deg - item.turn_deg + 180) % 360 - 180))
    finish = room.tiles if room.tiled_to_m > 0 else wall_finish(room, behind)
    return replace(item, options={**item.options, "tiles": finish.colour, "tiles_texture": finish.texture})


def _dado(chosen: Look, features: Collection[int]) -> Wall:
    """The wall whose lower zone goes round the room."""
    return chosen.feature if features and len(chosen.feature.zones) > 1 else chosen.wall


def _top(wall: Wall, name: str) -> Finish:
    zone: Zone = wall.zones[-1]
    return _finish(zone.surface, f"{name}:{len(wall.zones) - 1}")


def _finish(surface: Surface, texture: str) -> Finish:
    return Finish(to_hex(surface.mean_albedo), texture, roughness=float(np.median(surface.roughness[::8, ::8])))
