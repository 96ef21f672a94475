"""What hangs over a kitchen run: the hood over the hob, and cupboards beside it."""

from __future__ import annotations

from collections.abc import Sequence

from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.fixtures.kitchens import MODULE_M, cell_m
from maskkit.render.planner.places import Place, wall_places
from maskkit.render.planner.rules import is_allowed
from maskkit.render.scene import Option
from maskkit.render.space import Space

LEAST_SEEN = 0.5


def is_run(place: Place) -> bool:
    """Whether a place is that of a kitchen run."""
    return place.item.kind == "kitchen_run"


def above_run(
    space: Space, run: Place, placed: Sequence[Place], cupboards: dict[str, Option], hood: dict[str, Option]
) -> list[Place]:
    """The hood, and a cupboard over each unit that has the wall free above it."""
    width_m = float(run.item.options["width_m"])
    columns = max(1, round(width_m / MODULE_M))
    unit_m = width_m / columns
    first = run.along_m - width_m / 2
    hob = run.along_m + cell_m(0.7, columns, width_m)
    others = [place for place in placed if place is not run]
    found = _at(
        space, run, "chimney_hood", {**hood, "top_m": round(space.room.height_m - 0.03, 3)}, along_m=hob, taken=others
    )
    hung = [found] if found else []
    for index in range(columns):
        along = first + (index + 0.5) * unit_m
        if abs(along - hob) > 0.5 * unit_m:
            one = _at(
                space,
                run,
                "wall_cupboards",
                {**cupboards, "width_m": round(unit_m, 3)},
                along_m=along,
                taken=[*others, *hung],
            )
            hung += [one] if one else []
    return hung


def _at(
    space: Space, run: Place, kind: str, options: dict[str, Option], *, along_m: float, taken: Sequence[Place]
) -> Place | None:
    extent = FIXTURES[kind].fills(**options)
    near = wall_places(
        space, kind, extent, front_m=0.0, side_m=0.0, options=options, walls=[run.wall], alongs_m=[along_m]
    )
    if not near:
        return None
    return near[0] if is_allowed(near[0], space, taken, least_seen=LEAST_SEEN) else None
