"""XML from strangers: read as a tree, or refused where it could be an attack."""

from __future__ import annotations

import pytest

from maskkit.errors import BadAnnotation
from maskkit.masks.formats.svg_xml import MOST_DEEP, parse_xml

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY lol "lol">
 <!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
 <!ENTITY lol2 "&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;">
]>
<svg>&lol2;</svg>"""
LONG = b'<!DOCTYPE svg [<!ENTITY a "' + b"a" * 10_000 + b'">]><svg>' + b"&a;" * 1000 + b"</svg>"
FILE = b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'
WEB = b'<!DOCTYPE svg [<!ENTITY x PUBLIC "p" "http://127.0.0.1:9/x">]><svg id="a">&x;</svg>'
PARAMETER = b'<!DOCTYPE svg [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]><svg/>'
MANY = (
    b"<!DOCTYPE svg ["
    + b"".join(f'<!ENTITY e{number} "x">'.encode() for number in range(100))
    + b"]><svg/>"
)  # fmt: skip


@pytest.mark.parametrize("attack", [LAUGHS, LONG, FILE, WEB, PARAMETER, MANY])
def test_entities_are_refused_where_they_are_declared(attack: bytes) -> None:
    with pytest.raises(BadAnnotation, match=r"declares the entity") as caught:
        parse_xml(attack, "x.svg")
    assert (caught.value.where or "").startswith("x.svg: line ")


def test_a_document_type_is_not_fetched() -> None:
    data = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://127.0.0.1:9/svg11.dtd"><svg><a>&nbsp;</a></svg>'
    assert parse_xml(data, "x.svg").children[0].local == "a"


def test_illustrator_s_short_names_for_namespaces_are_read() -> None:
    data = b'<!DOCTYPE svg [<!ENTITY ns_svg "http://www.w3.org/2000/svg">]><svg xmlns="&ns_svg;"/>'
    root = parse_xml(data, "x.svg")
    assert (root.space, root.local) == ("http://www.w3.org/2000/svg", "svg")


def test_names_lines_text_and_order() -> None:
    data = b'<a xmlns:i="urn:i" i:label="x" b="1">\n<b>one<c/>two</b>\n<i:d/></a>'
    root = parse_xml(data, "x.svg")
    assert dict(root.attributes) == {"{urn:i}label": "x", "b": "1"}
    assert [(child.name, child.line) for child in root.children] == [("b", 2), ("{urn:i}d", 3)]
    assert root.children[0].text == "onetwo"
    assert [element.local for element in root.walk()] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"   ", "empty"),
        (b"<svg><g>", "cut off"),
        (b"<svg><g wid", "cut off"),
        (b"<svg></g>", "line 1, column 8"),
        (b"nonsense", "no XML"),
        (b'{"a": 1}', "no XML"),
        (b"\x89PNG\r\n", "no XML"),
        (b'<?xml version="1.0" encoding="klingon"?><svg/>', "encoding"),
        (b"<a><b></a></b>", "mismatched tag"),
        (b"<x:svg/>", "prefix"),
    ],
)
def test_what_is_no_xml_is_refused_with_the_place(data: bytes, told: str) -> None:
    with pytest.raises(BadAnnotation, match=told):
        parse_xml(data, "x.svg")


def test_nesting_and_number_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = b"<g>" * (MOST_DEEP + 1) + b"</g>" * (MOST_DEEP + 1)
    with pytest.raises(BadAnnotation, match="deep"):
        parse_xml(deep, "x.svg")
    monkeypatch.setattr("maskkit.masks.formats.svg_xml.MOST_ELEMENTS", 10)
    with pytest.raises(BadAnnotation, match="more than 10 elements"):
        parse_xml(b"<g>" + b"<a/>" * 10 + b"</g>", "x.svg")


def test_utf_16_and_a_byte_order_mark_are_read() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><svg id="B\u00f6den"/>'
    assert parse_xml(text.encode("utf-16"), "x.svg").attributes["id"] == "B\u00f6den"
    assert parse_xml(b"\xef\xbb\xbf<svg/>", "x.svg").local == "svg"
