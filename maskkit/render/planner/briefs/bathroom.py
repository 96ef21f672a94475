"""What bathrooms want: a bath, a basin with its mirror, a toilet; in large ones a shower, a bidet, a bench, plants."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from maskkit.render.planner.briefs.washing import INDUSTRIAL as WASH_INDUSTRIAL
from maskkit.render.planner.briefs.washing import LUXURIOUS as WASH_LUXURIOUS
from maskkit.render.planner.briefs.washing import MODERN as WASH_MODERN
from maskkit.render.planner.briefs.washing import SCANDINAVIAN as WASH_SCANDINAVIAN
from maskkit.render.planner.briefs.words import BATH_M, SHOWER_M, SMALL_SHOWER_M, bath, one, shower, sized
from maskkit.render.planner.wishes import Brief, Rank, Standing, Wish
from maskkit.roomapi.words import Theme

ROOMY_M2 = (6.5, 99.0)

_MODERN = Brief(
    (
        bath(
            sized("tub_bath", BATH_M, filler="wall"),
            sized("back_to_wall_bath", BATH_M, taste=0.95),
            sized("built_in_bath", BATH_M, taste=0.8),
            sized("shower_bath", BATH_M, taste=0.8),
        ),
        *WASH_MODERN.fixtures,
        shower(sized("walk_in_shower", SHOWER_M), sized("wet_shower", SHOWER_M), rank=Rank.WANTED, rooms_m2=ROOMY_M2),
        *WASH_MODERN.extras,
    ),
    manner=WASH_MODERN.manner,
)

_INDUSTRIAL = Brief(
    (
        bath(
            sized("back_to_wall_bath", BATH_M, outside="#2c2c2d"),
            sized("tub_bath", BATH_M, outside="#3a3a3a", filler="floor"),
            sized("clawfoot_bath", BATH_M, outside="#26282a", taste=0.9),
        ),
        *WASH_INDUSTRIAL.fixtures,
        shower(sized("grid_shower", SHOWER_M), rank=Rank.WANTED, rooms_m2=ROOMY_M2),
        *WASH_INDUSTRIAL.extras,
    ),
    manner=WASH_INDUSTRIAL.manner,
)

_SCANDINAVIAN = Brief(
    (
        bath(
            sized("built_in_bath", BATH_M),
            sized("tub_bath", BATH_M, filler="wall", taste=0.95),
            sized("back_to_wall_bath", BATH_M),
        ),
        *WASH_SCANDINAVIAN.fixtures,
        shower(
            sized("corner_shower", SMALL_SHOWER_M),
            sized("walk_in_shower", SHOWER_M, taste=0.9),
            rank=Rank.WANTED,
            rooms_m2=ROOMY_M2,
        ),
        *WASH_SCANDINAVIAN.extras,
    ),
    manner=WASH_SCANDINAVIAN.manner,
)

_LUXURIOUS = Brief(
    (
        bath(
            sized("slipper_bath", BATH_M),
            sized("tub_bath", BATH_M, filler="floor"),
            sized("clawfoot_bath", BATH_M, taste=0.9),
        ),
        *WASH_LUXURIOUS.fixtures,
        shower(sized("walk_in_shower", SHOWER_M), rank=Rank.WANTED, rooms_m2=ROOMY_M2),
        Wish(
            "bidet",
            (*one("wall_bidet"), *one("floor_bidet", taste=0.8)),
            Standing(near=("toilet",), within_m=0.45),
            rooms_m2=(7, 99),
        ),
        *WASH_LUXURIOUS.extras,
    ),
    manner=WASH_LUXURIOUS.manner,
)

BRIEFS: Mapping[Theme, Brief] = MappingProxyType(
    {
        Theme.MODERN: _MODERN,
        Theme.INDUSTRIAL: _INDUSTRIAL,
        Theme.SCANDINAVIAN: _SCANDINAVIAN,
        Theme.LUXURIOUS: _LUXURIOUS,
    }
)
