"""What goes with things: mirrors over basins, bottles on them, mats before baths, lamps beside mirrors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from maskkit.render.planner.attaching import attached
from maskkit.render.planner.offers import Place, Site, offers_of, site_of, wall_spots
from maskkit.render.planner.perches import perches
from maskkit.render.planner.wishes import Article, Before, Beside, Flanking, On, Over, Where, Wish
from maskkit.render.scene import Item, Opening
from maskkit.render.space import Space

SpaceOf = Callable[..., Space]
RNG = np.random.default_rng


def thing(site: Site, name: str, kind: str, along_m: float, **options: float | str) -> Place:
    spots = wall_spots(site, Article(kind, options), [1], alongs_m=np.array([along_m]))
    return offers_of(site, spots).place(0, name)


def wish(where: Where, *articles: Article) -> Wish:
    return Wish("more", articles, where)


def test_a_mirror_hangs_in_the_middle_over_its_basin_and_is_no_wider(space_of: SpaceOf) -> None:
    site = site_of(space_of())
    basin = thing(site, "basin", "basin_unit", 1.5, width_m=0.8)
    wide, fitting = (Article("frame_mirror", {"width_m": width}, hang_m=1.15) for width in (1.2, 0.8))
    (mirror,) = attached(site, wish(Over(("basin",)), wide, fitting), [basin], RNG(0))
    assert (mirror.along_m, mirror.item.at[2], mirror.item.options["width_m"]) == (pytest.approx(1.5), 1.15, 0.8)


def test_no_mirror_hangs_before_a_window(space_of: SpaceOf) -> None:
    site = site_of(space_of(openings=(Opening(1, "window", 1.0, 1.0, 1.3, 0.9),)))
    basin = thing(site, "basin", "basin_unit", 1.5, width_m=0.8)
    assert (
        attached(site, wish(Over(("basin",)), Article("frame_mirror", {"width_m": 0.6}, hang_m=1.15)), [basin], RNG(0))
        == []
    )


def test_each_bowl_gets_its_mirror_or_none_does(space_of: SpaceOf) -> None:
    site = site_of(space_of())
    basin = thing(site, "basin", "basin_unit", 1.5, width_m=1.6, basins=2)
    both = attached(
        site, wish(Over(("basin",), each=True), Article("round_mirror", {"width_m": 0.6}, hang_m=1.2)), [basin], RNG(0)
    )
    assert [one.along_m for one in both] == [pytest.approx(1.1), pytest.approx(1.9)]


def test_lamps_are_on_both_sides_or_at_one(space_of: SpaceOf) -> None:
    site = site_of(space_of())
    mirror = thing(site, "mirror", "frame_mirror", 0.5, width_m=0.8)
    article = Article("towel_ring")
    assert attached(site, wish(Flanking(("mirror",), 0.1), article), [mirror], RNG(0)) == []
    (one,) = attached(site, wish(Flanking(("mirror",), 0.1, both=False), article), [mirror], RNG(0))
    assert one.along_m > 0.9


def test_small_things_stand_on_worktops_beside_the_bowl(space_of: SpaceOf) -> None:
    site = site_of(space_of())
    basin = thing(site, "basin", "basin_unit", 1.5, width_m=1.2)
    (one,) = attached(site, wish(On(("basin",)), Article("soap_dispenser")), [basin], RNG(0))
    assert one.item.at[2] == pytest.approx(_top_of(basin), abs=0.003)
    assert abs(one.item.at[0] - 1.5) > 0.2
    (other,) = attached(site, wish(On(("basin",)), Article("brush_cup")), [basin, one], RNG(0))
    assert np.hypot(other.item.at[0] - one.item.at[0], other.item.at[1] - one.item.at[1]) > 0.06


def _top_of(place: Place) -> float:
    return float(perches(place.item, 0.03, RNG(0))[0, 2])


def test_a_mat_lies_before_the_bath_along_it(space_of: SpaceOf) -> None:
    site = site_of(space_of())
    bath = thing(site, "bath", "tub_bath", 1.7, width_m=1.6)
    (mat,) = attached(site, wish(Before(("bath",)), Article("bath_mat", {"width_m": 0.8})), [bath], RNG(0))
    assert mat.floor[3] == pytest.approx(bath.floor[1] - 0.05, abs=0.01)
    assert mat.item.turn_deg == bath.item.turn_deg


def test_a_stool_stands_near_its_bath_and_nowhere_without_one(space_of: SpaceOf) -> None:
    site = site_of(space_of())
    bath = thing(site, "bath", "tub_bath", 1.7, width_m=1.6)
    where = wish(Beside(("bath",), 0.7), Article("towel_stool"))
    (stool,) = attached(site, where, [bath], RNG(0))
    gap = np.maximum(bath.floor[:2] - stool.floor[2:], stool.floor[:2] - bath.floor[2:]).max()
    assert -1e-9 <= gap < 0.7
    assert attached(site, where, [], RNG(0)) == []


@pytest.mark.parametrize("kind", ["trough_basin", "tub_bath"])
def test_nothing_stands_in_a_basin(kind: str) -> None:
    assert len(perches(Item(kind), 0.04, RNG(0))) == 0


def test_perches_are_clear_of_hob_and_sink() -> None:
    run = Item("kitchen_run", options={"units": "drawers:0.6 sink:0.6 drawers:0.6 cooker:0.6 drawers:0.6"})
    found = perches(run, 0.1, RNG(0))
    assert len(found) > 6
    for x, _, z in found:
        assert z == pytest.approx(0.91, abs=0.003)
        assert not -0.78 < x < -0.42
        assert not 0.4 < x < 0.8
