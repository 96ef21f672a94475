"""Looks: which materials go where, for a room, a theme and a seed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from maskkit.render.schemes import SCHEMES
from maskkit.render.textures.colour import linear

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from maskkit.render.designs.words import Recipe, Scheme, WallScheme
    from maskkit.render.textures.surface import Surface
    from maskkit.roomapi.words import RoomType, Theme


PATTERNS = 4
"""How many ways the tiles of one scheme fall, by seed."""


@dataclass(frozen=True, eq=False)
class Zone:
    """A surface from ``bottom_m`` to ``top_m`` above the floor; the last zone of a wall has no top."""

    surface: Surface
    bottom_m: float = 0.0
    top_m: float = math.inf


@dataclass(frozen=True, eq=False)
class Wall:
    """A wall's finish: zones from the floor up, and the profile that covers the edge between them.

    ``trim_m`` is the profile's height (0 = none) and ``trim`` its linear colour. ``skirting_m`` is the height of a
    skirting board along the floor (0 = none), ``skirting`` its linear colour.
    """

    zones: tuple[Zone, ...]
    trim_m: float = 0.0
    trim: tuple[float, float, float] = (0.0, 0.0, 0.0)
    skirting_m: float = 0.0
    skirting: tuple[float, float, float] = (0.8, 0.8, 0.8)


@dataclass(frozen=True)
class Palette:
    """Linear colours for what stands in the room: joinery, worktop, metal, textile."""

    joinery: tuple[float, float, float]
    worktop: tuple[float, float, float]
    metal: tuple[float, float, float]
    textile: tuple[float, float, float]


@dataclass(frozen=True)
class Look:
    """All materials of one room, each made when it is first asked for.

    ``wall`` is for most walls, ``feature`` for the one that is looked at (behind the basin, the hob or the shower).
    """

    scheme: Scheme
    turn: int

    @property
    def name(self) -> str:
        """What the designer calls it."""
        return self.scheme.name

    @cached_property
    def floor(self) -> Surface:
        """The floor's material."""
        return _surface(self.scheme.floor, self.turn)

    @cached_property
    def wall(self) -> Wall:
        """The finish of most walls."""
        return _wall(self.scheme, self.scheme.wall, self.turn)

    @cached_property
    def feature(self) -> Wall:
        """The finish of the wall that is looked at."""
        return _wall(self.scheme, self.scheme.feature, self.turn) if self.scheme.feature else self.wall

    @property
    def splash(self) -> bool:
        """Whether the feature is a splash zone, for every wall that fixtures stand at, and not one wall's accent."""
        return self.scheme.feature is not None and len(self.scheme.feature.recipes) > 1

    @cached_property
    def ceiling(self) -> Surface:
        """The ceiling's paint."""
        return _surface(self.scheme.ceiling, self.turn)

    @property
    def palette(self) -> Palette:
        """The colours of what stands in the room."""
        names = (self.scheme.joinery, self.scheme.worktop, self.scheme.metal, self.scheme.textile)
        return Palette(*(_rgb(name) for name in names))


def look(room_type: RoomType, theme: Theme, seed: int) -> Look:
    """The look for a room: the theme has several schemes for it, and ``seed`` picks one and how its tiles fall.

    >>> from maskkit.roomapi.words import RoomType, Theme
    >>> bath = look(RoomType.BATHROOM, Theme.SCANDINAVIAN, seed=0)
    >>> bath.floor.size_m[0] > 1, [zone.surface.name for zone in bath.feature.zones]
    (True, ['glazed tiles', 'paint'])
    """
    schemes = SCHEMES[room_type, theme]
    return Look(schemes[seed % len(schemes)], seed // len(schemes) % PATTERNS)


def variants(room_type: RoomType, theme: Theme) -> int:
    """How many schemes there are; seeds that differ by less than this give different looks."""
    return len(SCHEMES[room_type, theme])


def _surface(recipe: Recipe, turn: int) -> Surface:
    return recipe.made(seed=turn)


def _wall(scheme: Scheme, wall: WallScheme, turn: int) -> Wall:
    edges = (0.0, *wall.heights_m, math.inf)
    zones = tuple(
        Zone(_surface(recipe, turn), low, high)
        for recipe, low, high in zip(wall.recipes, edges, edges[1:], strict=False)
    )
    return Wall(zones, wall.trim_m, _rgb(wall.trim or scheme.metal), wall.skirting_m, _rgb(wall.skirting))


def _rgb(name: str) -> tuple[float, float, float]:
    values: NDArray[np.float32] = linear(name)
    return float(values[0]), float(values[1]), float(values[2])
