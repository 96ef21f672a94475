"""Offers: all the places where the articles of a wish may stand, as columns, and what the camera sees of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.fixtures.units import row as units_of
from maskkit.render.fixtures.words import Extent
from maskkit.render.planner.ground import SLACK_M, Ground, ground_of
from maskkit.render.planner.rectangles import spanning
from maskkit.render.planner.sight import Sight, Viewer, look_at, viewer_of
from maskkit.render.planner.wishes import Article
from maskkit.render.scene import Item, Option, Vector
from maskkit.render.shell import Wall
from maskkit.render.space import Space
from maskkit.types import BoolMap, Floats

STEP_M, FLOOR_STEP_M = 0.08, 0.25
LEAST_FLOOR_M2 = 1.0
UNIT_M, UNDER_CEILING_M = 0.6, 0.015
NO_WALL = -1
COLUMNS = 18

Index = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Site:
    """A space that is being planned: with its ground and its viewer, and how much of its floor the picture shows."""

    space: Space
    ground: Ground
    viewer: Viewer
    seen_m2: float


def site_of(space: Space) -> Site:
    """The site of a space."""
    ground, viewer = ground_of(space.room), viewer_of(space)
    return Site(space, ground, viewer, max(LEAST_FLOOR_M2, _seen_m2(ground, viewer)))


def _seen_m2(ground: Ground, viewer: Viewer) -> float:
    """The floor's area in the picture, whatever stands there now."""
    (x0, y0, x1, y1), half = ground.bounds, FLOOR_STEP_M / 2
    xs, ys = np.arange(x0 + half, x1, FLOOR_STEP_M), np.arange(y0 + half, y1, FLOOR_STEP_M)
    x, y = (part.ravel() for part in np.meshgrid(xs, ys))
    boxes = np.column_stack([x - half, y - half, np.zeros_like(x), x + half, y + half, np.full_like(x, 0.02)])
    inside = boxes[ground.holds(boxes[:, [0, 1, 3, 4]])]
    return float((look_at(viewer, inside).seen > 0.5).sum() * FLOOR_STEP_M**2)


@dataclass(frozen=True, eq=False)
class Place:
    """One thing in its place.

    ``name`` is that of the wish that it fulfils. ``box`` (6,) is what it fills, ``before`` (4,) its floor with the free
    floor that it needs, ``frame`` (4,) where it shows in the picture. ``worth`` is what it adds to the room.
    """

    name: str
    item: Item
    wall: int
    along_m: float
    box: Floats
    before: Floats
    frame: Floats
    worth: float

    @property
    def floor(self) -> Floats:
        """(4,) its footprint."""
        return self.box[[0, 1, 3, 4]]

    @property
    def width_m(self) -> float:
        """How wide it is, seen from its front."""
        turned = abs(self.item.turn_deg) % 180 > 1
        return float(self.box[4] - self.box[1] if turned else self.box[3] - self.box[0])


@dataclass(frozen=True, eq=False)
class Offers:
    """Places as columns of N rows; ``article`` counts in ``articles``, ``wall`` is ``NO_WALL`` for what stands free.

    ``choice`` is that of :class:`Spots`.
    """

    articles: tuple[Article, ...]
    article: Index
    wall: Index
    along_m: Floats
    at: Floats
    turn_deg: Floats
    box: Floats
    before: Floats
    choice: Index
    sight: Sight
    worth: Floats

    def __len__(self) -> int:
        return len(self.article)

    @cached_property
    def floor(self) -> Floats:
        """(N, 4) their footprints."""
        return self.box[:, [0, 1, 3, 4]]

    def of(self, chosen: Index | BoolMap) -> Offers:
        """Some of the places, in the order of ``chosen``."""
        return Offers(
            self.articles,
            self.article[chosen],
            self.wall[chosen],
            self.along_m[chosen],
            self.at[chosen],
            self.turn_deg[chosen],
            self.box[chosen],
            self.before[chosen],
            self.choice[chosen],
            self.sight.of(chosen),
            self.worth[chosen],
        )

    def place(self, index: int, name: str) -> Place:
        """One of the places, as the thing that stands there."""
        article = self.articles[self.article[index]]
        x, y, z = (round(float(one), 4) for one in self.at[index])
        item = Item(article.kind, (x, y, z), round(float(self.turn_deg[index]), 2), article.options)
        wall, along_m = int(self.wall[index]), float(self.along_m[index])
        row = self.box[index], self.before[index], self.sight.frame[index].astype(np.float64)
        return Place(name, item, wall, along_m, *row, float(self.worth[index]))


@dataclass(frozen=True, eq=False)
class Spots:
    """Where one article is tried, as columns of N rows, before anybody has looked.

    ``choice`` numbers the choices that the rows belong to: rows of one number are taken together or not at all.
    """

    article: Article
    wall: Index
    along_m: Floats
    at: Floats
    turn_deg: Floats
    choice: Index


def extent_of(thing: Article | Item) -> Extent:
    """The box of an article or an item in its own frame; a row of units is as wide as they are."""
    return _extent(thing.kind, tuple(sorted(thing.options.items())))


@lru_cache(maxsize=4096)
def _extent(kind: str, options: tuple[tuple[str, Option], ...]) -> Extent:
    given = dict(options)
    units = str(given.pop("units", ""))
    if not units:
        return FIXTURES[kind].fills(**given)
    given.pop("width_m", None)
    single = _extent(kind, (("units", ""), *sorted(given.items()), ("width_m", UNIT_M)))
    return replace(single, width_m=round(sum(unit.width_m for unit in units_of(units)), 4))


def wall_spots(
    site: Site, article: Article, walls: Sequence[int], *, alongs_m: Floats | None = None, out_m: float = 0.0
) -> list[Spots]:
    """An article along walls, at every step or at ``alongs_m``, with its foot ``out_m`` before them."""
    half = extent_of(article).width_m / 2
    found = []
    for index in walls:
        wall = site.ground.walls[index]
        alongs = steps(half, wall.length_m - half) if alongs_m is None else np.asarray(alongs_m, np.float64)
        if len(alongs):
            at = points_on(wall, alongs, out_m, article.hang_m)
            count = len(alongs)
            turns = np.full(count, wall.turn_deg)
            found.append(Spots(article, np.full(count, index), alongs, at, turns, np.zeros(count, np.intp)))
    return found


def corner_spots(site: Site, article: Article, walls: Sequence[int]) -> list[Spots]:
    """A corner piece in every corner whose two walls are in view, with the hand that its second wall is on."""
    half, count = extent_of(article).width_m / 2, len(site.ground.walls)
    found = []
    for index in walls:
        for hand, beside, along in (
            ("left", (index - 1) % count, half),
            ("right", (index + 1) % count, site.ground.walls[index].length_m - half),
        ):
            if beside in walls:
                handed = replace(article, options={**article.options, "hand": hand})
                found += wall_spots(site, handed, [index], alongs_m=np.array([along]))
    return found


def free_spots(article: Article, points: Floats, turns_deg: Sequence[float]) -> list[Spots]:
    """A free piece at points (N, 3) of the room, turned each way."""
    count = len(points)
    nowhere, zeros, none = np.full(count, NO_WALL), np.zeros(count), np.zeros(count, np.intp)
    return [Spots(article, nowhere, zeros, points, np.full(count, turn), none) for turn in turns_deg if count]


def points_on(wall: Wall, alongs_m: Floats, out_m: float = 0.0, z_m: float = 0.0) -> Floats:
    """(N, 3) the places ``alongs_m`` a wall, ``out_m`` before it: :meth:`Wall.point` for many."""
    start = np.array(wall.point(0.0, out_m, z_m))
    return np.asarray(start + alongs_m[:, None] * (np.array(wall.point(1.0, out_m, z_m)) - start))


def steps(first_m: float, last_m: float) -> Floats:
    """Distances from ``first_m`` to ``last_m``, both included, and their middle."""
    if last_m < first_m - 1e-9:
        return np.empty(0)
    inner = np.arange(first_m, last_m, STEP_M)
    return np.unique(np.round([*inner, (first_m + last_m) / 2, max(first_m, last_m)], 4))


def offers_of(site: Site, spots: Sequence[Spots]) -> Offers:
    """The places of ``spots`` that lie in the room and before none of its openings, and what is seen of them there.

    Whatever room the kind needs in front must be in the room too.
    """
    rows = np.concatenate([np.empty((0, COLUMNS)), *(_rows(site, index, one) for index, one in enumerate(spots))])
    article, wall, choice = (rows[:, column].astype(np.intp) for column in (0, 1, 17))
    box, before = rows[:, 7:13], rows[:, 13:17]
    sight, worth = look_at(site.viewer, box), np.zeros(len(rows))
    articles = tuple(one.article for one in spots)
    return Offers(articles, article, wall, rows[:, 2], rows[:, 3:6], rows[:, 6], box, before, choice, sight, worth)


def _rows(site: Site, index: int, spots: Spots) -> Floats:
    """(N, COLUMNS) index, wall, along, at, turn, box, before, choice of the spots that the room has space for."""
    extent, fixture = extent_of(spots.article), FIXTURES[spots.article.kind]
    centred = fixture.stands in ("free", "top", "ceiling")
    half, back = extent.width_m / 2, extent.depth_m / 2 if centred else 0.0
    own = (-half, back - extent.depth_m, half, back)
    side, behind = fixture.side_m, fixture.front_m if fixture.stands == "free" else 0.0
    need = (own[0] - side, own[1] - fixture.front_m, own[2] + side, own[3] + behind)
    floors, befores = (_turned(spots, one) for one in (own, need))
    z = spots.at[:, 2:]
    box = np.column_stack([floors[:, :2], z + extent.foot_m, floors[:, 2:], z + extent.top_m])
    room_m = site.ground.room.height_m + (SLACK_M if fixture.stands == "ceiling" else -UNDER_CEILING_M)
    fits = site.ground.holds(floors) & site.ground.holds(befores) & (box[:, 5] < room_m)
    fits &= ~site.ground.hides_opening(box)
    head = np.column_stack([np.full(len(box), index), spots.wall, spots.along_m, spots.at, spots.turn_deg])
    return np.asarray(np.column_stack([head, box, befores, spots.choice])[fits])


def _turned(spots: Spots, own: tuple[float, float, float, float]) -> Floats:
    """(N, 4) a rectangle of the article's own frame at each spot."""
    angle = np.radians(spots.turn_deg[0])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = np.array([(own[i], own[j]) for i in (0, 2) for j in (1, 3)]) @ turn.T
    return spanning(spots.at[:, None, :2] + corners)


def at_point(place: Place, x_m: float, y_m: float, z_m: float = 0.0) -> Vector:
    """The world position of a point of a thing's own frame.

    >>> place = Place("a", Item("x", (1.0, 2.0, 0.0), 90.0), 0, 0.0, np.zeros(6), np.zeros(4), np.zeros(4), 0.0)
    >>> tuple(round(one, 6) for one in at_point(place, 0.5, -0.25, 1.0))
    (1.25, 2.5, 1.0)
    """
    angle = np.radians(place.item.turn_deg)
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    x, y, z = place.item.at
    return (x + x_m * cos - y_m * sin, y + x_m * sin + y_m * cos, z + z_m)
