"""Numbers and lengths in SVG's attributes."""

from __future__ import annotations

import pytest

from maskkit.errors import BadPolygon
from maskkit.masks.formats.svg_numbers import read_length, read_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", []),
        (" ,\n", []),
        ("1 2", [1, 2]),
        ("1,2", [1, 2]),
        ("1-2", [1, -2]),
        ("1.5.5", [1.5, 0.5]),
        ("+1e2,-.5E-1", [100, -0.05]),
        ("3.", [3]),
    ],
)
def test_lists_are_read_as_browsers_do(text: str, numbers: list[float]) -> None:
    assert read_numbers(text, "x") == numbers


@pytest.mark.parametrize("text", ["1 x", "nan", "inf", "1e400", "0x10", "--1"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadPolygon):
        read_numbers(text, "x")


@pytest.mark.parametrize(
    ("text", "pixels"),
    [
        ("12", 12),
        ("12px", 12),
        ("1in", 96),
        ("72pt", 96),
        ("6pc", 96),
        ("25.4mm", 96),
        ("2.54cm", 96),
        ("101.6Q", 96),
        (" 1e1 ", 10),
        ("25%", 50),
        ("-.5", -0.5),
        ("1E1PX", 10),
    ],
)
def test_lengths_are_in_css_pixels(text: str, pixels: float) -> None:
    assert read_length(text, 200, "x") == pytest.approx(pixels, rel=1e-12)


@pytest.mark.parametrize("text", ["", "wide", "2em", "3ex", "1rem", "5vw", "1 2", "1e300", "calc(1px)", "12px;"])
def test_lengths_that_cannot_be_known_are_refused(text: str) -> None:
    with pytest.raises(BadPolygon):
        read_length(text, 200, "x")


def test_per_cent_of_nothing_is_refused() -> None:
    with pytest.raises(BadPolygon, match="cannot be known"):
        read_length("50%", None, "x")
