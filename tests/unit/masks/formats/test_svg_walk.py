"""What of a document is drawn, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import BadAnnotation, BadPolygon
from maskkit.masks.formats import svg_walk
from maskkit.masks.formats.areas import Source
from maskkit.masks.formats.svg import read_svg

SQUARE = '<rect x="1" y="1" width="2" height="2"/>'


def document(inside: str, attributes: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="6" {attributes}>\n{inside}</svg>'.encode()


def marked(inside: str, attributes: str = "") -> list[str]:
    """The drawing in rows of letters: # where it marks."""
    values = read_svg(Source(document(inside, attributes), "x.svg")).draw()
    return ["".join("#" if value else "." for value in row) for row in values]


def count(inside: str, attributes: str = "") -> int:
    return int(np.count_nonzero(read_svg(Source(document(inside, attributes), "x.svg")).draw()))


def test_shapes_lie_where_their_transforms_put_them() -> None:
    assert marked(f'<g transform="translate(2 1)"><a>{SQUARE}</a></g>') == [
        "........",
        "........",
        "...##...",
        "...##...",
        "........",
        "........",
    ]
    assert marked(f'<g transform="scale(2)"><rect transform="translate(1 1)" width="1" height="1"/></g>{SQUARE}') == [
        "........",
        ".##.....",
        ".###....",
        "..##....",
        "........",
        "........",
    ]


@pytest.mark.parametrize(
    "unseen",
    [
        f"<defs>{SQUARE}</defs>",
        f'<clipPath id="c">{SQUARE}</clipPath>',
        f"<symbol>{SQUARE}</symbol>",
        f'<g display="none">{SQUARE}<text>x</text><image/></g>',
        f'<g style="display:none">{SQUARE}</g>',
        f'<g opacity="0">{SQUARE}</g>',
        f'<g visibility="hidden">{SQUARE}</g>',
        '<rect width="2" height="2" fill="none"/>',
        '<rect width="2" height="2" style="fill:#fff;fill-opacity:0"/>',
        '<text display="none">x</text>',
        "<title>a room</title><desc>x</desc><metadata><x/></metadata>",
        '<x:view xmlns:x="urn:x"><x:rect width="2"/></x:view>',
        "<script>alert(1)</script>",
        "<!-- <rect/> -->",
        "text between elements",
        "<g/>",
    ],
)
def test_what_is_not_seen_marks_nothing(unseen: str) -> None:
    assert count(unseen) == 0
    assert count(unseen + SQUARE) == 4


@pytest.mark.parametrize(
    "seen",
    [
        SQUARE,
        '<rect x="1" y="1" width="2" height="2" fill="white"/>',
        '<rect x="1" y="1" width="2" height="2" fill="none" stroke="red" stroke-width="9"/>',
        '<path d="M1 1H3V3H1z" style="fill:none;stroke:#000"/>',
        '<polyline points="1 1 3 1 3 3 1 3"/>',
        '<polyline points="1 1 3 1 3 3 1 3 1 1" fill="none" stroke="red"/>',
        f'<g visibility="hidden"><g visibility="visible">{SQUARE}</g></g>',
        f'<g fill="none"><g fill="red">{SQUARE}</g></g>',
        f"<switch><foreignObject requiredExtensions='urn:x'/><g>{SQUARE}</g><text>x</text></switch>",
        '<rect x="1" y="1" width="2" height="2"><title>floor</title><desc>x</desc></rect>',
    ],
)
def test_what_is_seen_marks_its_area_whatever_its_colour(seen: str) -> None:
    assert count(seen) == 4


def test_fill_rules() -> None:
    twice = "M0 0H6V6H0ZM1 1H5V5H1Z"
    assert count(f'<path d="{twice}"/>') == 36
    assert count(f'<path fill-rule="evenodd" d="{twice}"/>') == 36 - 16
    assert count(f'<g style="fill-rule:evenodd"><path d="{twice}"/></g>') == 36 - 16
    assert count('<path d="M0 0H6V6H0ZM1 1V5H5V1Z"/>') == 36 - 16
    assert count(f'<path fill-rule="evenodd" d="{twice}"/><path d="M2 2H3V3H2Z"/>') == 36 - 16 + 1


@pytest.mark.parametrize(
    ("inside", "name"),
    [
        ("<text x='1'>floor</text>", "text"),
        ('<image href="photo.jpg" width="8" height="6"/>', "image"),
        ('<use href="#a"/>', "use"),
        ("<foreignObject/>", "foreignObject"),
        (f"<svg>{SQUARE}</svg>", "svg"),
        ("<blob/>", "blob"),
        ("<animate/>", "animate"),
        ('<rect width="2" height="2"><animate attributeName="x"/></rect>', "animate"),
        (f'<g clip-path="url(#c)">{SQUARE}</g>', "clip-path"),
        (f'<g mask="url(#c)">{SQUARE}</g>', "mask"),
        (f'<g style="filter:blur(2px)">{SQUARE}</g>', "filter"),
        (f'<g style="transform:rotate(4deg)">{SQUARE}</g>', "transform"),
        (f'<g transform-origin="center">{SQUARE}</g>', "transform-origin"),
    ],
)
def test_what_cannot_be_known_is_refused_by_its_name_and_line(inside: str, name: str) -> None:
    with pytest.raises(BadAnnotation, match=name) as caught:
        count(inside)
    assert (caught.value.where or "").startswith("x.svg: line 2: <")


@pytest.mark.parametrize(
    "inside",
    [
        '<polygon points="0 0 5 5"/>',
        '<polygon points="0 0 5 5 2 2"/>',
        '<polygon points=""/>',
        "<polygon/>",
        '<path d="M3 3"/>',
        '<rect width="0" height="5"/>',
        '<circle r="0"/>',
        '<line x2="9" y2="9" stroke="red"/>',
        '<polyline fill="none" stroke="red" points="1 1 3 1 3 3"/>',
        '<path fill="none" stroke="red" d="M1 1H3V3"/>',
        '<g transform="scale(0)"><rect width="2" height="2"/></g>',
        '<g transform="scale(1e9)"><rect width="200" height="2"/></g>',
        '<rect width="2" height="2" transform="wobble(3)"/>',
    ],
)
def test_shapes_without_area_are_refused_with_their_place(inside: str) -> None:
    with pytest.raises(BadPolygon) as caught:
        count(inside)
    assert (caught.value.where or "").startswith("x.svg: line 2: <")


def test_the_element_is_named_by_its_id() -> None:
    with pytest.raises(BadPolygon, match=r"x\.svg: line 2: <circle id='sun'>"):
        count('<circle id="sun"/>')


def test_corners_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg_walk, "MOST_CORNERS", 100)
    with pytest.raises(BadAnnotation, match="more than 100 corners"):
        count(SQUARE * 26)


FIGMA = """<g clip-path="url(#Clip0_1_2)">{inside}</g>
<defs><clipPath id="Clip0_1_2"><rect width="{width}" height="6" fill="white" {more}/></clipPath></defs>"""


def test_a_clip_around_the_whole_picture_cuts_nothing() -> None:
    assert count(FIGMA.format(inside=SQUARE, width=8, more="")) == 4
    assert count(FIGMA.format(inside=SQUARE, width=9, more='x="-0.5" y="-0.0"')) == 4
    assert count(f'<g transform="scale(2)">{FIGMA.format(inside=SQUARE, width=8, more="")}</g>') == 16
    styled = FIGMA.replace('clip-path="url(#Clip0_1_2)"', 'style="clip-path: url(#Clip0_1_2)"')
    assert count(styled.format(inside=SQUARE, width=8, more="")) == 4


@pytest.mark.parametrize(
    "cut",
    [
        FIGMA.format(inside=SQUARE, width=7, more=""),
        FIGMA.format(inside=SQUARE, width=8, more='x="1"'),
        FIGMA.format(inside=SQUARE, width=8, more='rx="1"'),
        FIGMA.format(inside=SQUARE, width=8, more='transform="rotate(3)"'),
        f'<g transform="rotate(1)">{FIGMA.format(inside=SQUARE, width=80, more="")}</g>',
        FIGMA.format(inside=SQUARE, width=8, more="").replace(
            "<clipPath", '<clipPath clipPathUnits="objectBoundingBox"'
        ),
        FIGMA.format(inside=SQUARE, width=8, more="").replace("Clip0_1_2)", "other)"),
    ],
)
def test_a_clip_of_anything_else_is_refused(cut: str) -> None:
    with pytest.raises(BadAnnotation, match="its clip-path"):
        count(cut)
