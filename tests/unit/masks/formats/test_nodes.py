"""JSON from strangers: every error names its place, and nothing costs more than it weighs."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from maskkit.errors import BadAnnotation, MaskRefused
from maskkit.masks.formats.nodes import Node, parse_json, shortened

ROOT = parse_json('{"a": [1, "x", null, {"b": 2.5}], "empty": null, "big": 1e400}', "f.json")


def test_values_are_walked_to_with_their_places() -> None:
    items = list(ROOT.field("a").items())
    assert items[3].field("b") == Node(2.5, "f.json: a[3]: b")
    assert (items[0].whole(), items[0].text(), items[1].text(), items[3].field("b").number()) == (1, "1", "x", 2.5)
    assert ROOT.has("a")
    assert not ROOT.has("empty")
    assert ROOT.maybe("empty") is None
    assert ROOT.field("a").first() == items[0]


@pytest.mark.parametrize(
    ("ask", "what"),
    [
        (lambda: ROOT.field("c"), "f.json: 'c' is missing"),
        (lambda: ROOT.field("a").field("b"), "is no object with 'b'"),
        (lambda: list(ROOT.items()), "is no list"),
        (lambda: Node([], "x").first(), "x: the list is empty"),
        (lambda: ROOT.field("empty").text(), "null is no text"),
        (lambda: Node(True, "x").text(), "true is no text"),
        (lambda: Node(True, "x").number(), "true is no number"),
        (lambda: ROOT.field("big").number(), "is not within"),
        (lambda: Node(2.5, "x").whole(), "2.5 is no whole number"),
        (lambda: Node(-1, "x").whole(), "-1 is not within 0 to"),
        (lambda: Node(5, "x").points(), "5 is no list of points"),
        (lambda: Node([[1, 2], [3]], "x").points(), r"x\[1\]: \[3\] is no point"),
        (lambda: Node([[1, 10**400]], "x").points(), "is not finite"),
        (lambda: Node([[0, 0], [1, 1]], "x").ring(), "only 2 different points"),
    ],
)
def test_refusals_say_where(ask: Callable[[], object], what: str) -> None:
    with pytest.raises(MaskRefused, match=what):
        ask()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty, so it is no JSON"),
        (b" \n", "empty, so it is no JSON"),
        (b'{"a": [1, 2', "cut off"),
        (b'{"a" 1}', "no JSON: .* in line 1, column 6"),
        (b"\xff\xfe{", "no text"),
        (b"[" * 10_000, "nested too deeply|cut off"),
        (b"9" * 5000, "too many digits"),
    ],
)
def test_what_is_no_json(data: bytes, what: str) -> None:
    with pytest.raises(BadAnnotation, match=what):
        parse_json(data, "f.json")


def test_a_byte_order_mark_is_no_harm() -> None:
    assert parse_json(b"\xef\xbb\xbf[1]", "x").value == [1]


def test_values_are_named_in_few_letters_however_large_they_are() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    for value in (list(range(10**6)), deep, {"a": "x" * 10**6}, 10**5000, float("nan")):
        assert len(shortened(value)) <= 40
    assert json.loads(shortened({"a": [1, 2]})) == {"a": [1, 2]}
