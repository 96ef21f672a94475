"""Kitchen runs are such that one can work at them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskkit.render.fixtures.units import HOBS, SINKS
from maskkit.render.fixtures.units import row as units_of
from maskkit.render.planner.runs import BESIDE_HOB_M, BETWEEN_M, Parts, Row, rows

PLAIN = ("drawers", "doors")
lengths = st.integers(12, 48).map(lambda tenths: tenths / 10)
whole = st.sampled_from([Parts(), Parts(hob="gas_cooker"), Parts(sink="belfast", sink_m=0.8), Parts(dishwasher=False)])


def spans(row: Row) -> list[tuple[str, float, float]]:
    found, at = [], 0.0
    for word, width in row.units:
        found.append((word, at, at + width))
        at += width
    return found


@given(lengths, whole)
def test_there_is_worktop_beside_the_hob_and_between_it_and_the_sink(length: float, parts: Parts) -> None:
    for row in rows(length, parts, PLAIN)[:20]:
        assert row.width_m == pytest.approx(length)
        units = spans(row)
        sink = next(one for one in units if one[0] in SINKS)
        hob = next(one for one in units if one[0] in HOBS)
        assert max(sink[1], hob[1]) - min(sink[2], hob[2]) >= BETWEEN_M - 1e-6
        assert min(hob[1], length - hob[2]) >= BESIDE_HOB_M - 1e-6


@given(lengths)
def test_a_dishwasher_is_next_to_the_sink(length: float) -> None:
    for row in rows(length, Parts(), PLAIN)[:20]:
        words = [word for word, _ in row.units]
        if "dishwasher" in words:
            assert abs(words.index("dishwasher") - words.index("sink")) == 1


@given(lengths, whole)
def test_rows_are_written_as_fixtures_read_them(length: float, parts: Parts) -> None:
    for row in rows(length, parts, PLAIN)[:3]:
        units = units_of(row.text)
        assert [unit.kind for unit in units] == [word for word, _ in row.units]
        assert sum(unit.width_m for unit in units) == pytest.approx(length)
        assert all(0.29 < unit.width_m < 1.0 for unit in units)


def test_both_directions_are_offered_and_short_walls_get_nothing_that_does_not_fit() -> None:
    first, other = rows(2.4, Parts(), PLAIN)[:2]
    assert [word for word, _ in other.units][::-1][0] == first.units[0][0]
    assert rows(1.2, Parts(), PLAIN) == ()
    assert rows(1.2, Parts(hob="", dishwasher=False), PLAIN)[0].text == "drawers:0.6 sink:0.6"


def test_a_long_run_has_worktop_on_both_sides_and_a_place_to_prepare() -> None:
    best = rows(4.2, Parts(), PLAIN)[0]
    units = spans(best)
    sink, hob = (next(one for one in units if one[0] in words) for words in (SINKS, HOBS))
    ends = min(sink[1], hob[1]), 4.2 - max(sink[2], hob[2])
    assert min(ends) >= 0.6 - 1e-6
    assert max(sink[1], hob[1]) - min(sink[2], hob[2]) >= 0.9
