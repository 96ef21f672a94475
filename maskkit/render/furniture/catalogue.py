"""Every piece by its name, and how an item of a scene becomes parts in the room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from maskkit.errors import UnknownChoice
from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.furniture import beds, kitchen, lamps, plants, sanitary, seating, soft, storage, tables, walls
from maskkit.render.parts import Part, placed
from maskkit.render.scene import Item

Builder = Callable[..., list[Part]]

PIECES: Mapping[str, Builder] = MappingProxyType(
    {
        builder.__name__.rstrip("_"): builder
        for builder in (
            *(seating.sofa, seating.armchair, seating.pillow, seating.chair, seating.stool),
            *(beds.bed, tables.table, tables.coffee_table, tables.bedside, tables.desk),
            *(storage.cabinet, storage.bookshelf, storage.television, storage.boxes, storage.bin_),
            *(kitchen.base_units, kitchen.wall_units, kitchen.cooker, kitchen.hood, kitchen.fridge, kitchen.kettle),
            *(kitchen.splashback, sanitary.bath, sanitary.basin, sanitary.toilet, sanitary.shower, sanitary.mirror),
            *(sanitary.mirror_cabinet, sanitary.towel_rail, sanitary.bottles, lamps.floor_lamp, lamps.table_lamp),
            *(lamps.pendant, lamps.globe, lamps.bare_bulb, lamps.wall_light, lamps.light_panel, lamps.wall_glow),
            *(soft.rug, soft.curtain),
            *(soft.curtain_rail, soft.blanket, walls.picture, walls.radiator, walls.socket, walls.clock),
            *(plants.plant, plants.vase),
        )
    },
)


def furnish(item: Item) -> tuple[Part, ...]:
    """The parts of one item where it stands in the room.

    Raises:
        UnknownChoice: there is no piece of that kind.

    >>> [part.name for part in furnish(Item("kettle"))]
    ['kettle/body', 'kettle/handle']
    """
    build = FIXTURES[item.kind].build if item.kind in FIXTURES else PIECES.get(item.kind)
    if build is None:
        kinds = ", ".join((*PIECES, *FIXTURES))
        raise UnknownChoice(f"there is no piece of furniture {item.kind!r}", hint=f"Choose of: {kinds}.")
    return placed(build(**item.options), item.at, turn_deg=item.turn_deg, owner=item.kind)
