"""Fixtures, plants and small things of the package's own catalogue, with random options."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.parts import placed
from training.rooms.colours import Rng, chance, colour, one_of
from training.rooms.pieces import CLASS_OF, FIXTURE, FURNITURE, MIRROR, WALL, Piece, from_parts

Made = tuple[list[Piece], float, float, float]
BATH_WORDS = ("bath", "basin", "toilet", "bidet", "shower", "towel_ladder", "vanity", "inset_unit", "standing_unit")
NOT_FURNITURE = ("splash_panel", "utensil_rail")


def fixture(rng: Rng, room: str) -> Made:
    """Something fixed: ``room`` is ``bath`` or ``kitchen``."""
    wall = [kind for kind, made in FIXTURES.items() if made.stands in ("wall", "corner") and kind not in NOT_FURNITURE]
    bath = [kind for kind in wall if any(word in kind for word in BATH_WORDS)]
    kitchen = [kind for kind in wall if kind not in bath and _stands(kind)]
    return made_of(rng, one_of(rng, bath if room == "bath" else kitchen))


def standing(rng: Rng, stands: str) -> Made:
    """A piece that stands free on the floor (``free``) or on something else (``top``)."""
    return made_of(rng, one_of(rng, [kind for kind, made in FIXTURES.items() if made.stands == stands]))


def made_of(rng: Rng, kind: str) -> Made:
    """A piece of a kind, with its width, depth and height."""
    found = FIXTURES[kind]
    options = _options(rng, found.build)
    extent = found.fills(**options)
    parts = placed(found.build(**options), (0.0, 0.0, 0.0), owner=kind)
    return from_parts(parts, label=label_of(kind)), extent.width_m, extent.depth_m, extent.top_m


def _stands(kind: str) -> bool:
    extent = FIXTURES[kind].fills()
    return extent.foot_m < 0.1 and extent.depth_m > 0.3


def label_of(kind: str) -> int:
    """The class of a kind of the fixtures' catalogue."""
    if kind in CLASS_OF:
        return CLASS_OF[kind]
    if "mirror" in kind:
        return MIRROR
    if FIXTURES[kind].stands in ("top", "free", "ceiling") or kind in ("open_shelves", "utensil_rail"):
        return FURNITURE
    return WALL if "splash" in kind else FIXTURE


def _options(rng: Rng, build: Callable[..., object]) -> dict[str, float | str]:
    """Colours and sizes for whatever options a builder has."""
    names = inspect.signature(build).parameters
    wooden = chance(rng, 0.45)
    drawn: dict[str, float | str] = {
        "front": colour(rng, "wood" if wooden else "lacquer"),
        "texture": one_of(rng, ("wood", "wood-up")) if wooden else "",
        "worktop": colour(rng, one_of(rng, ("stone", "wood"))),
        "metal_colour": one_of(rng, ("#c9cacb", "#2b2b2b", "#b8935a")),
        "textile": colour(rng, "cloth"),
        "apron": colour(rng, "stone"),
        "colour": colour(rng, "lacquer"),
        "outside": colour(rng, "lacquer"),
        "seed": int(rng.integers(99)),
        "style": one_of(rng, ("slab", "shaker")),
    }
    if "texture" in names and "front" not in names:
        drawn["texture"] = ""
    if "style" in names and names["style"].default not in ("slab", "shaker"):
        del drawn["style"]
    return {name: value for name, value in drawn.items() if name in names}
