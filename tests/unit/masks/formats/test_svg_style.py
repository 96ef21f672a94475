"""What is painted, by attributes, styles and style sheets."""

from __future__ import annotations

import contextlib

import pytest

from maskkit.errors import BadAnnotation
from maskkit.masks.formats import svg_style
from maskkit.masks.formats.svg_style import StyleSheet, at_outset, computed, is_none, is_zero
from maskkit.masks.formats.svg_xml import Element, parse_xml


def sheet_of(css: str) -> StyleSheet:
    return StyleSheet.of(parse_xml(f"<svg><style><![CDATA[{css}]]></style></svg>".encode(), "x.svg"), "x.svg")


def element(**attributes: str) -> Element:
    return Element("path", {name.replace("_", "-"): value for name, value in attributes.items()}, 1)


@pytest.mark.parametrize(
    ("css", "attributes", "fill"),
    [
        ("", {}, "black"),
        ("", {"fill": "none"}, "none"),
        ("", {"fill": "red", "style": "fill: none"}, "none"),
        ("", {"style": "FILL:None !important; x"}, "none"),
        (".a{fill:none}", {"class": "a"}, "none"),
        (".a{fill:none}", {"class": "b"}, "black"),
        (".a{fill:none}", {"class": "b a", "fill": "red"}, "none"),
        (".a{fill:none}", {"class": "a", "style": "fill:red"}, "red"),
        (".a{fill:none}.b{fill:red}", {"class": "a b"}, "red"),
        (".a.b{fill:none}.b{fill:red}", {"class": "a b"}, "none"),
        ("#k{fill:none}.b{fill:red}", {"id": "k", "class": "b"}, "none"),
        ("path{fill:none}", {}, "none"),
        ("path.a{fill:none}", {}, "black"),
        ("*{fill:red}path{fill:none}", {}, "none"),
        (".a,.c{fill:none}", {"class": "c"}, "none"),
        ("/* .a{fill:red} */ .a { fill : none ; }", {"class": "a"}, "none"),
        ("@import url('x.css'); @font-face{font-family:x} .a{fill:none}", {"class": "a"}, "none"),
        ("g > path:hover{font-size:9px}", {}, "black"),
    ],
)
def test_the_weightiest_rule_holds(css: str, attributes: dict[str, str], fill: str) -> None:
    own = sheet_of(css).own(element(**attributes))
    assert computed(own, at_outset())["fill"] == fill


def test_what_is_taken_over_and_what_is_not() -> None:
    around = computed({"fill": "none", "fill-rule": "evenodd", "display": "none", "opacity": "0"}, at_outset())
    inner = computed({}, around)
    assert (inner["fill"], inner["fill-rule"]) == ("none", "evenodd")
    assert (inner["display"], inner["opacity"]) == ("inline", "1")
    assert computed({"fill": "initial", "fill-rule": "inherit"}, around)["fill"] == "black"


@pytest.mark.parametrize(
    "css", ["g path{fill:none}", "path:hover{display:none}", "@media print{path{fill:none}}", "g>a{mask:url(#m)}"]
)
def test_selectors_that_are_not_known_are_refused_if_they_matter(css: str) -> None:
    with pytest.raises(BadAnnotation, match="not known here") as caught:
        sheet_of(css)
    assert "<style>" in (caught.value.where or "")


def test_zero_and_nothing() -> None:
    assert is_none("none", "1")
    assert is_none("transparent", "1")
    assert is_none("red", "0.0")
    assert not is_none("#fff", "20%")
    assert is_zero("0%")
    assert not is_zero("a little")


@pytest.mark.parametrize("part", ["a", "/*", "{", "}", "@import", "@font-face", ".a,", "a{b:c", ";", ":"])
def test_style_sheets_made_to_take_long_do_not(part: str) -> None:
    """A megabyte each; what takes the square of it would not end."""
    long = part * (1_000_000 // len(part))
    with contextlib.suppress(BadAnnotation):
        assert len(sheet_of(long + "a{fill:none}").rules) <= 1


def test_rules_times_elements_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg_style, "_MOST_MATCHES", 5)
    with pytest.raises(BadAnnotation, match="3 rules for 2 elements"):
        sheet_of("a{fill:none}b{fill:none}c{fill:none}")
