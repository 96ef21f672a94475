"""Kitchens as fitters build them: hoods over hobs, taps before no window, islands with aisles."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from maskkit.render.fixtures.units import HOBS, SINKS
from maskkit.render.fixtures.units import row as units_of
from maskkit.render.planner.briefs.catalogue import brief
from maskkit.render.planner.offers import Place
from maskkit.render.planner.planning import place_all
from maskkit.render.planner.rectangles import gap_m, overlap
from maskkit.render.scene import Opening
from maskkit.render.space import Space
from maskkit.roomapi.words import RoomType, Theme

SpaceOf = Callable[..., Space]


def kitchen(space: Space, theme: Theme = Theme.MODERN, seed: int = 0) -> list[Place]:
    return place_all(space, brief(RoomType.KITCHEN, theme), seed=seed)[0]


def along(run: Place, words: frozenset[str]) -> float | None:
    units = units_of(str(run.item.options["units"]))
    return next((run.along_m + unit.x for unit in units if unit.kind in words), None)


@pytest.mark.parametrize("theme", list(Theme))
def test_the_hood_is_over_the_hob_and_no_cupboard_is(theme: Theme, space_of: SpaceOf) -> None:
    placed = kitchen(space_of(3.4, 4.8), theme)
    run, hob = next((one, along(one, HOBS)) for one in placed if one.name == "run" and along(one, HOBS) is not None)
    hood = next(one for one in placed if one.name == "hood")
    assert (hood.wall, hood.along_m) == (run.wall, pytest.approx(hob))
    assert not any(overlap(one.floor, hood.floor) for one in placed if one.name == "upper")


def test_no_tap_and_no_hob_stands_before_a_window_that_is_kept(space_of: SpaceOf) -> None:
    window = Opening(1, "window", 1.2, 1.2, 1.02, 1.1)
    for seed in range(3):
        for run in (one for one in kitchen(space_of(3.6, 4.8, (window,)), seed=seed) if one.name == "run"):
            hob = along(run, HOBS)
            if hob is not None and run.wall == 1:
                assert hob + 0.3 <= 1.2 + 0.05 or hob - 0.3 >= 2.4 - 0.05


def test_runs_meet_in_a_corner_by_a_corner_unit(space_of: SpaceOf) -> None:
    door = Opening(1, "door", 0.2, 0.9, 0.0, 2.0)
    for seed in range(6):
        placed = kitchen(space_of(3.0, 5.2, (door,)), seed=seed)
        runs = [one for one in placed if one.name == "run"]
        corners = [one for one in placed if one.name == "corner"]
        for corner in corners:
            assert sorted(float(gap_m(corner.floor, run.floor)) < 0.02 for run in runs) == [True] * len(runs)
            assert len({run.wall for run in runs}) == 2
        if corners:
            return
    pytest.fail("no seed gave a kitchen around the corner")


def test_sink_and_hob_are_both_there_once(space_of: SpaceOf) -> None:
    for seed in range(3):
        placed = kitchen(space_of(3.4, 5.0), Theme.SCANDINAVIAN, seed=seed)
        for words in (SINKS, HOBS):
            assert sum(along(one, words) is not None for one in placed if one.name == "run") == 1


def test_an_island_leaves_an_aisle_and_its_stools_sit_on_the_far_side(space_of: SpaceOf) -> None:
    placed = kitchen(space_of(5.0, 6.4), Theme.MODERN, seed=1)
    island = next((one for one in placed if one.name == "island"), None)
    assert island is not None
    for one in placed:
        if one.name in ("run", "tall", "side", "fridge"):
            assert gap_m(island.floor, one.floor) >= 0.69
    run = min((one for one in placed if one.name == "run"), key=lambda one: float(gap_m(one.floor, island.floor)))
    stools = [one for one in placed if one.name == "stools"]
    assert all(gap_m(one.floor, run.floor) > gap_m(island.floor, run.floor) for one in stools)


def test_lamps_hang_over_an_island_only_where_the_ceiling_may_change(space_of: SpaceOf) -> None:
    open_, kept = (kitchen(space_of(5.0, 6.4, ceiling=ceiling), seed=1) for ceiling in (True, False))
    assert any(one.name == "pendants" for one in open_)
    assert not any(one.name == "pendants" for one in kept)


def test_nothing_small_stands_on_a_hob_or_in_a_sink(space_of: SpaceOf) -> None:
    for theme in Theme:
        placed = kitchen(space_of(3.6, 4.8), theme, seed=2)
        for run in (one for one in placed if one.name == "run"):
            turned = run.wall in (0, 2)
            small = [one for one in placed if 0.85 < one.box[2] < 0.95]
            for one in small:
                for word in (HOBS, SINKS):
                    at = along(run, word)
                    if at is not None and overlap(one.floor, run.floor):
                        assert abs(_along(one, run, turned=turned) - at) > 0.25, (one.item.kind, word)


def _along(one: Place, run: Place, *, turned: bool) -> float:
    middle = (one.floor[:2] + one.floor[2:]) / 2
    start = (run.floor[:2] + run.floor[2:]) / 2
    off = float(middle[1] - start[1]) if turned else float(middle[0] - start[0])
    return run.along_m + (-off if run.wall == 2 else off)
