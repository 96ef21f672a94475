"""Kitchens: runs on one wall or around a corner, with water and fire in the right places and tall units at the ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from maskkit.render.fixtures.units import HOBS, SINKS
from maskkit.render.planner.cells import BASE, PITCH_M, TALL, TAP, UPPER, Stretch, free_cells, stretches
from maskkit.render.planner.colours import fitting
from maskkit.render.planner.offers import Place, Site, extent_of, offers_of, wall_spots
from maskkit.render.planner.rules import clear_of, seen_well
from maskkit.render.planner.runs import Parts, Row, rows
from maskkit.render.planner.search import MISSED, Draft
from maskkit.render.planner.wishes import Article, Kitchen
from maskkit.render.scene import Option

LEG_M = 0.9
LONGEST_M = 4.8
NEVER = -5.0
TRIED, KEPT = 24, 6
LEAST_SEEN, NEAREST_M = {"run": 0.01, "corner": 0.2, "tall": 0.5}, 0.3


@dataclass(frozen=True, slots=True)
class Piece:
    """One article at one place of a wall, on its way into a draft."""

    name: str
    article: Article
    wall: int
    along_m: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A kitchen that may be: its pieces, and how good it is."""

    pieces: tuple[Piece, ...]
    merit: float
    missing: tuple[str, ...] = ()


def kitchens(site: Site, kitchen: Kitchen, manner: Mapping[str, Option], rng: np.random.Generator) -> list[Draft]:
    """The best few kitchens, of different shapes where there are such, as starts of plans."""
    parts = kitchen.parts[rng.integers(len(kitchen.parts))]
    make = _Maker(site, replace(kitchen, parts=(parts,)), fitting("kitchen_run", manner))
    found = [*make.straight(), *make.corners()]
    scored = sorted(found, key=lambda one: -one.merit * rng.uniform(0.93, 1.07))
    drafts: list[Draft] = []
    for layout in scored[:TRIED]:
        draft = _realised(site, layout)
        if draft is not None:
            drafts.append(draft)
        if len(drafts) == KEPT:
            break
    return [*drafts, Draft((), -3 * MISSED, ("run", "sink", "hob"))]


@dataclass(frozen=True, eq=False)
class _Maker:
    site: Site
    kitchen: Kitchen
    joinery: Mapping[str, Option]

    def straight(self) -> Iterator[Layout]:
        """Runs on one wall."""
        for wall in sorted(self.site.space.seen_walls):
            for stretch in stretches(self.site, wall, BASE, least_m=1.2):
                for pieces, rest in self.ends(stretch, sides=(True, True)):
                    for span in _windows(rest):
                        yield from self.run(pieces, span, self.kitchen.parts[0], stretch)

    def corners(self) -> Iterator[Layout]:
        """Runs that meet in a corner in view."""
        count = len(self.site.ground.walls)
        for left in sorted(self.site.space.seen_walls):
            right = (left + 1) % count
            if right not in self.site.space.seen_walls:
                continue
            length_m = self.site.ground.walls[left].length_m
            one = next((s for s in stretches(self.site, left, BASE, least_m=LEG_M) if s.end_m > length_m - 0.02), None)
            other = next((s for s in stretches(self.site, right, BASE, least_m=LEG_M) if s.start_m < 0.02), None)
            if one and other:
                yield from self.around(one, other)

    def around(self, one: Stretch, other: Stretch) -> Iterator[Layout]:
        """An L: a corner unit, a run to its left on ``one`` and a run to its right on ``other``."""
        corner = Piece(
            "corner",
            Article("corner_unit", {"leg_m": LEG_M, "hand": "left", **self.joinery}),
            other.wall,
            LEG_M / 2,
        )
        whole = self.kitchen.parts[0]
        splits = (
            (replace(whole, hob=""), replace(whole, sink="", dishwasher=False)),
            (replace(whole, sink="", dishwasher=False), replace(whole, hob="")),
            (whole, replace(whole, sink="", hob="", dishwasher=False)),
            (replace(whole, sink="", hob="", dishwasher=False), whole),
        )
        legs = replace(one, end_m=round(one.end_m - LEG_M, 4)), replace(other, start_m=LEG_M)
        for left_ends, left in self.ends(legs[0], sides=(True, False)):
            for right_ends, right in self.ends(legs[1], sides=(False, True)):
                if (left_ends and right_ends) or min(left.length_m, right.length_m) < 0.3:
                    continue
                spans = _long(left, at_end=True), _long(right, at_end=False)
                for parts in splits:
                    runs = [
                        next(iter(self.run((), span, part, leg)), None)
                        for leg, span, part in zip(legs, spans, parts, strict=True)
                    ]
                    if all(runs):
                        merit = sum(run.merit for run in runs if run) + 0.35 + 1.0 * bool(left_ends or right_ends)
                        pieces = (
                            corner,
                            *left_ends,
                            *right_ends,
                            *(piece for run in runs if run for piece in run.pieces),
                        )
                        yield Layout(pieces, merit)

    def ends(self, stretch: Stretch, *, sides: tuple[bool, bool]) -> Iterator[tuple[tuple[Piece, ...], Stretch]]:
        """The stretch as it is, and with tall units at one of its ends, where they leave a run."""
        yield (), stretch
        free, shown = free_cells(self.site, stretch.wall, TALL)
        for tall in self.kitchen.talls:
            width_m = extent_of(tall).width_m
            if stretch.length_m - width_m < 1.2 - 0.6 * (not all(sides)):
                continue
            for at_start in (side for side, wanted in zip((True, False), sides, strict=True) if wanted):
                low = stretch.start_m if at_start else stretch.end_m - width_m
                cells = slice(int(low * 10 + 1e-6), int(np.ceil((low + width_m) * 10 - 1e-6)))
                if free[cells].all() and shown[cells].mean() > 0.5:
                    rest = replace(stretch, start_m=low + width_m) if at_start else replace(stretch, end_m=low)
                    yield (Piece("tall", tall, stretch.wall, low + width_m / 2),), rest

    def run(
        self, beside: tuple[Piece, ...], span: tuple[float, float], parts: Parts, stretch: Stretch
    ) -> Iterator[Layout]:
        """The best run of a span of a stretch's wall."""
        (start_m, end_m), wall = span, stretch.wall
        length_m = int((end_m - start_m) * 10 + 1e-6) / 10
        filler = round(end_m - start_m - length_m, 4)
        value = partial(self.value, wall=wall, start_m=start_m, stretch=stretch)
        few = [row for row in self.fitting(length_m, parts) if value(row) > NEVER]
        if not few and parts.sink:
            few = [*self.fitting(length_m, replace(parts, sink="", dishwasher=False))]
        if few:
            best = max(few, key=value)
            units = (*best.units, ("filler", filler)) if filler > 0.01 else best.units
            whole = Row(units, best.merit)
            words = {word for word, _ in units}
            missing = tuple(
                name for name, some in (("sink", SINKS), ("hob", HOBS)) if getattr(parts, name) and not words & some
            )
            article = Article("kitchen_run", {"width_m": whole.width_m, "units": whole.text, **self.joinery})
            merit = value(best) + 1.1 * bool(beside) - 3.0 * len(missing)
            yield Layout((*beside, Piece("run", article, wall, start_m + whole.width_m / 2)), merit, missing)

    def fitting(self, length_m: float, parts: Parts) -> tuple[Row, ...]:
        """Rows of a length: with all parts, or without what has no room."""
        plain = self.kitchen.plain
        domino = replace(parts, hob="domino" if parts.hob else "", hob_m=0.3, dishwasher=False)
        for tried in (parts, replace(parts, dishwasher=False), domino, replace(parts, hob="", dishwasher=False)):
            found = rows(length_m, tried, plain)
            if found:
                return found
        return ()

    def value(self, row: Row, *, wall: int, start_m: float, stretch: Stretch) -> float:
        """What a row is worth at its place: its own merit, how much of it shows, the sink under a window, no hob there.

        A tap that would stand in what is kept, such as a window, is out of the question.
        """
        low, high = max(start_m, stretch.seen_m[0]), min(start_m + row.width_m, stretch.seen_m[1])
        worth = row.merit + 0.35 * max(0.0, high - low)
        for words, under_window, level in ((SINKS, 0.4, TAP), (HOBS, -1.2, UPPER)):
            middle = row.middle_m(*words)
            if middle is None:
                continue
            at = start_m + middle
            free, shown = free_cells(self.site, wall, level)
            around = 0.3 if words is HOBS else 0.16
            cells = slice(int((at - around) / PITCH_M + 1e-6), int((at + around) / PITCH_M - 1e-6) + 1)
            clear = bool(free[cells].all())
            worth += 0.8 * (stretch.seen_m[0] + 0.2 < at < stretch.seen_m[1] - 0.2)
            worth += under_window * self.under_window(wall, at)
            worth += 0.6 * (clear and bool(shown[cells].any())) if words is HOBS else 10 * NEVER * (not clear)
        return worth

    def under_window(self, wall: int, at_m: float) -> float:
        """1 in the middle under a window, 0 beside all of them."""
        offs = [
            abs(at_m - one.start_m - one.width_m / 2) / (one.width_m / 2 + 0.3)
            for one in self.site.space.room.openings
            if one.wall == wall
        ]
        return max(0.0, 1.0 - min(offs, default=1.0))


def _windows(stretch: Stretch) -> Iterator[tuple[float, float]]:
    """The spans of a stretch that a run may fill: all of it, or the longest that is usual at either end."""
    if stretch.length_m >= 1.2:
        yield _long(stretch, at_end=False)
        if stretch.length_m > LONGEST_M + 0.05:
            yield _long(stretch, at_end=True)


def _long(stretch: Stretch, *, at_end: bool) -> tuple[float, float]:
    if stretch.length_m <= LONGEST_M:
        return stretch.start_m, stretch.end_m
    if at_end:
        return stretch.end_m - LONGEST_M, stretch.end_m
    return stretch.start_m, stretch.start_m + LONGEST_M


def _realised(site: Site, layout: Layout) -> Draft | None:
    """The layout as things in their places, or None where a rule forbids one of them."""
    placed: list[Place] = []
    for piece in layout.pieces:
        spots = wall_spots(site, piece.article, [piece.wall], alongs_m=np.array([piece.along_m]))
        offers = offers_of(site, spots)
        good = seen_well(site, offers, least_seen=LEAST_SEEN[piece.name], nearest_m=NEAREST_M)
        good &= clear_of(offers, placed, close_to=placed)
        if not good.any():
            return None
        placed.append(offers.place(int(np.argmax(good)), piece.name))
    return Draft(tuple(placed), layout.merit - MISSED * len(layout.missing), layout.missing)
