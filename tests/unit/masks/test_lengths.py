"""Lengths in pixels and in per cent of the short edge."""

from __future__ import annotations

import pytest

from maskkit.errors import UnknownChoice
from maskkit.masks.lengths import Length, parse_length


@pytest.mark.parametrize(
    ("given", "px"), [(5, 5), (2.5, 2.5), ("5", 5), ("5px", 5), (" 5 PX", 5), ("2%", 12), ("0", 0), (Length(3), 3)]
)
def test_what_people_write(given: float | str | Length, px: float) -> None:
    assert parse_length(given).in_px((800, 600)) == pytest.approx(px)


@pytest.mark.parametrize("given", ["", "%", "two", "-1", -0.5, "inf", float("nan"), "3%%", "5 px wide"])
def test_what_is_no_length(given: float | str) -> None:
    with pytest.raises(UnknownChoice, match="is no length"):
        parse_length(given)


def test_per_cent_goes_by_the_short_edge_whichever_it_is() -> None:
    assert Length(10, per_cent=True).in_px((50, 900)) == Length(10, per_cent=True).in_px((900, 50)) == 5
