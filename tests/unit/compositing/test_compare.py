"""Side by side, and the page with a slider."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from maskkit.compositing.compare import comparison_page, draw_comparison
from maskkit.errors import SizeMismatch
from maskkit.images.decode import decode


def flat(width: int, height: int, value: int) -> np.ndarray:
    return np.full((height, width, 3), value, np.uint8)


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag == name]


def test_pictures_stand_side_by_side_with_white_between() -> None:
    drawn = draw_comparison(flat(40, 30, 1), flat(50, 30, 2), gap_px=4)
    assert drawn.shape == (30, 94, 3)
    assert (drawn[:, :40] == 1).all()
    assert (drawn[:, 40:44] == 255).all()
    assert (drawn[:, 44:] == 2).all()


def test_the_higher_picture_is_made_lower_in_proportion() -> None:
    assert draw_comparison(flat(40, 30, 1), flat(200, 60, 2), gap_px=0).shape == (30, 140, 3)


def test_one_picture_is_that_picture_and_none_is_refused() -> None:
    assert draw_comparison(flat(4, 3, 1)).shape == (3, 4, 3)
    with pytest.raises(ValueError, match="at least one"):
        draw_comparison()


def test_the_page_loads_nothing_from_anywhere() -> None:
    page = comparison_page(flat(40, 30, 10), flat(40, 30, 200))
    sources = [image["src"] or "" for image in Tags(page).named("img")]
    assert len(sources) == 2
    assert all(source.startswith("data:image/jpeg;base64,") for source in sources)
    assert not re.search(r"https?://", page)
    assert "default-src 'none'" in page


def test_the_pages_pictures_are_the_given_ones() -> None:
    page = comparison_page(flat(40, 30, 10), flat(40, 30, 200))
    images = {image["class"]: image["src"] or "" for image in Tags(page).named("img")}
    for name, value in (("before", 10), ("after", 200)):
        pixels = decode(base64.b64decode(images[name].split(",")[1])).pixels
        assert pixels.shape == (30, 40, 3)
        assert np.abs(pixels.astype(int) - value).max() <= 2


def test_the_slider_is_a_labelled_range_that_keys_can_move() -> None:
    (slider,) = Tags(comparison_page(flat(4, 3, 0), flat(4, 3, 9), before_label="Old")).named("input")
    assert slider["type"] == "range"
    assert "Old" in (slider["aria-label"] or "")


def test_words_from_outside_are_escaped() -> None:
    page = comparison_page(flat(4, 3, 0), flat(4, 3, 9), title="<script>alert(1)</script>", after_label='" onx="')
    assert len(Tags(page).named("script")) == 1
    assert not any("onx" in attributes for _, attributes in Tags(page).found)


def test_large_pictures_are_made_smaller() -> None:
    page = comparison_page(flat(300, 150, 0), flat(300, 150, 9), long_edge_px=100)
    assert "100 / 50" in page


def test_pictures_of_two_sizes_are_refused() -> None:
    with pytest.raises(SizeMismatch):
        comparison_page(flat(4, 3, 0), flat(3, 4, 0))
