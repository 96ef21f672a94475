"""What belongs into each room, in the order of importance, from the largest size that is sold to the smallest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from maskkit.render.scene import Option
from maskkit.roomapi.words import RoomType


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that a room should have: its kinds, each with its sizes, the best first.

    ``needed`` things make the room what it is; ``above`` names what hangs over it, with its foot's height. At least
    ``least_seen`` of it is in the picture, and with ``aisle`` somebody can pass before it.
    """

    kinds: tuple[str, ...]
    sizes: tuple[Mapping[str, Option], ...] = (MappingProxyType({}),)
    needed: bool = False
    above: tuple[tuple[str, float], ...] = ()
    least_seen: float = 0.62
    aisle: bool = True


def _widths(*widths_m: float, **more: Option) -> tuple[Mapping[str, Option], ...]:
    return tuple({"width_m": width_m, **more} for width_m in widths_m)


_BASIN = Wish(
    ("basin_unit",),
    (*_widths(1.6, 1.4, 1.2, basins=2), *_widths(1.2, 1.0, 0.8, 0.6)),
    needed=True,
    above=(("frame_mirror", 1.13), ("round_mirror", 1.16)),
)
_TOILET = Wish(("wall_toilet",), needed=True, least_seen=0.8)
_BATH = Wish(("tub_bath", "built_in_bath"), _widths(1.8, 1.7, 1.6, 1.5), needed=True)
_SHOWER = Wish(("walk_in_shower",), _widths(1.6, 1.4, 1.2, 1.0, 0.9), needed=True, least_seen=0.55)
_LADDER = Wish(("towel_ladder",), _widths(0.6, 0.5, 0.4), least_seen=0.8, aisle=False)
_RUN = Wish(
    ("kitchen_run",),
    _widths(4.8, 4.2, 3.6, 3.0, 2.4, 1.8, 1.2),
    needed=True,
    least_seen=0.5,
)
_TALL = Wish(("tall_units",), _widths(1.2, 0.6), least_seen=0.6)

BRIEFS: Mapping[RoomType, tuple[Wish, ...]] = MappingProxyType(
    {
        RoomType.BATHROOM: (_BATH, _BASIN, _TOILET, _LADDER),
        RoomType.SHOWER_ROOM: (_SHOWER, _BASIN, _TOILET, _LADDER),
        RoomType.KITCHEN: (_RUN, _TALL),
    }
)
