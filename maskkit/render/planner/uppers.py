"""What hangs over a kitchen run: the hood over the hob, and cupboards or shelves beside it where the wall is free."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from maskkit.render.fixtures.units import HOBS, Unit
from maskkit.render.fixtures.units import row as units_of
from maskkit.render.planner.cells import PITCH_M, UPPER, free_cells
from maskkit.render.planner.colours import fitting, takes
from maskkit.render.planner.kitchens import LEG_M
from maskkit.render.planner.offers import Place, Site, offers_of, wall_spots
from maskkit.render.planner.rules import clear_of, seen_well
from maskkit.render.planner.wishes import Article, Kitchen
from maskkit.render.scene import Option

LEAST_SEEN, NEAREST_M, LEAST_M, WIDEST_M = 0.2, 0.3, 0.3, 2.4
UNDER_CEILING_M = 0.02
AWAY_M = 0.002


def over_runs(
    site: Site, kitchen: Kitchen, manner: Mapping[str, Option], placed: Sequence[Place], rng: np.random.Generator
) -> list[Place]:
    """Hoods first, then what hangs beside them."""
    hung: list[Place] = []
    for run in (one for one in placed if one.name == "run"):
        hung += _hood(site, run, kitchen, manner, [*placed, *hung])
    order = rng.permutation(len(kitchen.uppers))
    for run in (one for one in placed if one.name == "run"):
        for index, (start_m, end_m) in enumerate(_spans(site, run, hung, placed)):
            kind = kitchen.uppers[order[index % len(order)]]
            if kind:
                width_m = round(end_m - start_m - AWAY_M, 3)
                upper = Article(kind, {"width_m": float(width_m), **fitting(kind, manner)})
                hung += _hung(site, "upper", upper, (run.wall, (start_m + end_m) / 2), [*placed, *hung])
    return hung


def _hood(
    site: Site, run: Place, kitchen: Kitchen, manner: Mapping[str, Option], placed: Sequence[Place]
) -> list[Place]:
    """The first hood that has a place over the hob; those that reach the ceiling do so exactly."""
    hob = _hob(run)
    if hob is None:
        return []
    for one in kitchen.hoods:
        options = {**fitting(one.kind, manner), **one.options}
        if takes(one.kind, "top_m"):
            options["top_m"] = round(site.ground.room.height_m - UNDER_CEILING_M, 3)
        found = _hung(site, "hood", replace(one, options=options), (run.wall, hob.x), placed)
        if found:
            return found
    return []


def _hob(run: Place) -> Unit | None:
    """The hob of a run, with its place along the wall."""
    text = str(run.item.options.get("units", ""))
    hob = next((unit for unit in units_of(text) if unit.kind in HOBS), None) if text else None
    return replace(hob, x=run.along_m + hob.x) if hob else None


def _hung(site: Site, name: str, article: Article, at: tuple[int, float], placed: Sequence[Place]) -> list[Place]:
    """A thing on a wall, that far along it, if it may hang there."""
    offers = offers_of(site, wall_spots(site, article, [at[0]], alongs_m=np.array([at[1]])))
    good = seen_well(site, offers, least_seen=LEAST_SEEN, nearest_m=NEAREST_M) & clear_of(offers, placed)
    return [offers.place(0, name)] if good.any() else []


def _spans(site: Site, run: Place, hung: Sequence[Place], placed: Sequence[Place]) -> Iterator[tuple[float, float]]:
    """Where the wall over a run is free, beside its hob and what hangs there, from left to right."""
    free, shown = free_cells(site, run.wall, UPPER)
    low, high = run.along_m - run.width_m / 2, run.along_m + run.width_m / 2
    for corner in (one for one in placed if one.name == "corner"):
        if corner.wall == run.wall and low < LEG_M + 0.1:
            low = 0.0
        elif (corner.wall - 1) % len(site.ground.walls) == run.wall and high > site.ground.walls[
            run.wall
        ].length_m - LEG_M - 0.1:
            high += LEG_M - UPPER.deep_m - 0.01
    hob = _hob(run)
    taken = [one for one in hung if one.name == "hood" and one.wall == run.wall and low < one.along_m < high]
    kept = [(one.along_m - one.width_m / 2, one.along_m + one.width_m / 2) for one in taken]
    kept += [hob.sides] if hob and not taken else []
    edges = [low, *(edge for pair in sorted(kept) for edge in pair), high]
    for start_m, end_m in zip(edges[::2], edges[1::2], strict=True):
        yield from _open(free & shown, start_m, end_m)


def _open(
    free: np.ndarray[tuple[int], np.dtype[np.bool_]], start_m: float, end_m: float
) -> Iterator[tuple[float, float]]:
    """The free parts of a span, none wider than a batten can carry."""
    first, last = int(np.ceil(start_m / PITCH_M - 1e-6)), int(np.floor(end_m / PITCH_M + 1e-6))
    cells = np.concatenate([[0], free[first:last].astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(cells))
    for one, other in zip(edges[::2], edges[1::2], strict=True):
        low = start_m if one == 0 else (first + one) * PITCH_M
        high = end_m if other == last - first else (first + other) * PITCH_M
        pieces = max(1, int(np.ceil((high - low) / WIDEST_M)))
        if high - low >= LEAST_M:
            for index in range(pieces):
                yield low + index * (high - low) / pieces, low + (index + 1) * (high - low) / pieces
