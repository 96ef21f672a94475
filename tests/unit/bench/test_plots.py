"""The drawings: that each value stands where it belongs."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from maskkit.bench.plots import difference_rows, histogram, interval_rows, reliability
from maskkit.bench.statistics import Interval

NAN = float("nan")


def tree(drawing: str) -> ET.Element:
    """The drawing as a tree: it is well-formed, with every element closed."""
    return ET.fromstring(drawing)


def places(root: ET.Element, tag: str, attribute: str) -> list[float]:
    return [float(one.attrib[attribute].rstrip("%")) for one in root.iter(tag) if attribute in one.attrib]


def test_each_interval_is_a_bar_with_a_dot() -> None:
    """At its per cents; one row for each class, one colour for each predictor."""
    root = tree(interval_rows({"floor": [Interval(0.5, 0.4, 0.75), Interval(0.25, 0.2, 0.3)]}, ["a", "b"]))
    assert places(root, "circle", "cx") == [50, 25]
    bars = [one for one in root.iter("line") if one.attrib["class"].startswith("bar")]
    assert [(one.attrib["x1"], one.attrib["x2"]) for one in bars] == [("40.00%", "75.00%"), ("20.00%", "30.00%")]
    assert [one.attrib["class"] for one in root.iter("circle")] == ["s0", "s1"]
    label = next(root.iter("svg")).attrib["aria-label"]
    assert label.startswith("floor: a .500, .400")


def test_what_is_not_known_is_not_drawn() -> None:
    """No dot without a value, no bar without an interval."""
    root = tree(interval_rows({"rug": [Interval(NAN, NAN, NAN), Interval(0.5, NAN, NAN)]}, ["a", "b"]))
    assert len(list(root.iter("circle"))) == 1
    assert not [one for one in root.iter("line") if one.attrib["class"].startswith("bar")]


def test_the_histogram_counts_every_photo_once() -> None:
    """1.0 too, which lies on the last edge; NaN is no photo."""
    root = tree(histogram([0.0, 0.04, 0.5, 0.99, 1.0, NAN], series=0, title="geometry"))
    counts = [int(one.text or "0") for one in root.iter("text")]
    assert counts == [2, 1, 2]
    heights = places(root, "rect", "height")
    assert heights[0] == heights[2] == 2 * heights[1]
    assert "5 photos, median .500" in next(root.iter("svg")).attrib["aria-label"]


@pytest.mark.parametrize("values", [[], [NAN]])
def test_a_histogram_of_nothing_is_empty(values: list[float]) -> None:
    """Where every photo failed."""
    assert not list(tree(histogram(values, series=0, title="none")).iter("rect"))


def test_differences_lie_on_both_sides_of_the_middle() -> None:
    """0 in the middle, and the farthest end within the drawing."""
    root = tree(difference_rows({"floor": Interval(0.1, 0.05, 0.2), "wall": Interval(-0.1, -0.15, -0.05)}))
    gained, lost = places(root, "circle", "cx")
    assert gained - 50 == pytest.approx(50 - lost)
    assert max(places(root, "line", "x2")) <= 100
    assert len(re.findall(r'class="zero"', difference_rows({"floor": Interval(0, 0, 0)}))) == 1


def test_reliability_stands_right_above_sure() -> None:
    """A dot on the diagonal says that 80 % sure is 80 % right; bins without pixels are left out."""
    root = tree(reliability([(0.8, 0.8, 0.5), (0.3, 0.1, 0.5), (0.5, 0.5, 0.0)], series=1, title="geometry"))
    assert places(root, "circle", "cx") == [80, 30]
    assert places(root, "circle", "cy") == pytest.approx([20, 90])


def test_names_are_shown_as_they_are() -> None:
    """Also such that look like markup."""
    drawing = interval_rows({'<b>"floor"</b>': [Interval(0.5, 0.4, 0.6)]}, ["<i>"])
    assert "<b>" not in drawing
    assert tree(drawing).find(".//span").text == '<b>"floor"</b>'  # type: ignore[union-attr]
