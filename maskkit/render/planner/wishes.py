"""Words that briefs are written in: articles in the sizes they are sold in, and where a room wants them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from maskkit.render.planner.runs import Parts
from maskkit.render.scene import Option

ANY_ROOM = (0.0, math.inf)


class Rank(IntEnum):
    """How much a room needs a thing: without what is essential it is not what it is called."""

    OPTIONAL = 0
    WANTED = 1
    ESSENTIAL = 2


@dataclass(frozen=True, slots=True)
class Article:
    """A fixture in one size and finish, for rooms that show ``suits_m2`` of floor.

    ``hang_m`` is how high its foot hangs, ``taste`` 0..1 how well it fits the brief beside its others.
    """

    kind: str
    options: Mapping[str, Option] = field(default_factory=dict)
    suits_m2: tuple[float, float] = ANY_ROOM
    hang_m: float = 0.0
    taste: float = 1.0


@dataclass(frozen=True, slots=True)
class Standing:
    """By the rules of its kind: at a wall, in a corner, or free on the floor.

    It stands ``apart_m`` from the things named ``away``, not further than ``within_m`` from those named ``near`` and
    likes to be close to them, turns its back to those in ``facing`` as islands do, and with ``under_window`` likes to
    stand there.
    """

    away: tuple[str, ...] = ()
    apart_m: float = 0.0
    near: tuple[str, ...] = ()
    within_m: float = math.inf
    facing: tuple[str, ...] = ()
    under_window: bool = False


@dataclass(frozen=True, slots=True)
class Over:
    """On the wall over a thing, in its middle, or over ``each`` of its bowls; no wider than it if ``within``."""

    of: tuple[str, ...]
    each: bool = False
    within: bool = True


@dataclass(frozen=True, slots=True)
class Flanking:
    """On the wall on both sides of a thing, ``gap_m`` beside it, or at that side only where there is room."""

    of: tuple[str, ...]
    gap_m: float = 0.12
    both: bool = True


@dataclass(frozen=True, slots=True)
class On:
    """On top of a thing, at one of its perches."""

    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """On the floor before a thing, with its long side along it."""

    of: tuple[str, ...]
    gap_m: float = 0.05


@dataclass(frozen=True, slots=True)
class Beside:
    """On the floor not further than ``within_m`` from a thing, preferably in a corner."""

    of: tuple[str, ...] = ()
    within_m: float = 0.5


@dataclass(frozen=True, slots=True)
class Seated:
    """Free pieces in a row along the front of a thing, tucked under it by ``tuck_m``."""

    of: tuple[str, ...]
    pitch_m: float = 0.6
    tuck_m: float = 0.15


@dataclass(frozen=True, slots=True)
class Hanging:
    """From the ceiling over a thing, in a row along it, ``pitch_m`` apart."""

    of: tuple[str, ...]
    pitch_m: float = 0.7


@dataclass(frozen=True, slots=True)
class OnSill:
    """On the sill of a window."""


Where = Standing | Over | Flanking | On | Before | Beside | Seated | Hanging | OnSill


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that a room wants: the articles to choose from, best first, and where it goes.

    ``rooms_m2`` are the floor areas of the rooms that want it, ``chance`` how many of them do. At least ``least_seen``
    of it is to be in the picture. ``many`` is how often it may be there; where something named in ``unless`` is, it is
    not wanted.
    """

    name: str
    articles: tuple[Article, ...]
    where: Where = Standing()
    rank: Rank = Rank.WANTED
    rooms_m2: tuple[float, float] = ANY_ROOM
    chance: float = 1.0
    least_seen: float = 0.97
    many: int = 1
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kitchen:
    """How a theme's kitchens are made.

    ``parts`` says what their rows hold, ``plain`` which units stand between, ``talls`` what stands tall at their ends;
    ``hoods`` are tried in turn, ``uppers`` hang over the worktop, one kind on each side of the hob ("" for none).
    """

    parts: tuple[Parts, ...]
    plain: tuple[str, ...]
    talls: tuple[Article, ...]
    hoods: tuple[Article, ...]
    uppers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """What a room of a theme wants: things in the order in which they are placed, and the kitchen if it is one.

    ``manner`` holds options that all things of a room have in common, such as the shape of taps: one of each is drawn
    for a plan, and whatever takes the option gets it.
    """

    wishes: tuple[Wish, ...]
    kitchen: Kitchen | None = None
    manner: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
