"""The words and parts of the page."""

from __future__ import annotations

import re

import pytest

from maskkit.bench.page_words import counted, part, safe, template


def test_words() -> None:
    """Counts, markup, and the files of the page."""
    assert counted(2, "photo") == "2 photos"
    assert safe('<a "b">') == "&lt;a &quot;b&quot;&gt;"
    assert template("method.html").is_valid()
    assert "light-dark" in part("report.css")


@pytest.mark.parametrize("name", ["report.html", "report.css", "report.js", "method.html"])
def test_the_parts_ask_for_nothing_from_outside(name: str) -> None:
    """No address, no import, no font: the page is one file."""
    assert not re.search(r"https?:|@import|url\(|src=|href=", part(name))


def test_every_colour_has_a_light_and_a_dark_form() -> None:
    """All but the two of the difference, which are painted into pictures."""
    colours = re.findall(r"--([\w-]+): (.*?);", part("report.css").split("}")[0])
    assert {name for name, value in colours if not value.startswith("light-dark(")} == {"invented", "missed"}
    used = set(re.findall(r"var\(--([\w-]+)\)", part("report.css")))
    assert used - {name for name, _ in colours} == {"series", "share"}
