"""Drawings as programs write them, and our own."""

from __future__ import annotations

import re
from itertools import pairwise

import cv2
import numpy as np
import pytest

from maskkit.errors import BadAnnotation, SizeMismatch
from maskkit.masks.formats.areas import ROOM_CLASSES, Annotation, Area, Polygons, Source
from maskkit.masks.formats.drawing import draw_annotation, draw_label_map, draw_mask
from maskkit.masks.formats.svg import read_svg, write_svg
from maskkit.masks.mask import Mask
from maskkit.masks.regions import Region

INKSCAPE = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape (http://www.inkscape.org/) -->
<svg width="40mm" height="30mm" viewBox="0 0 40 30" version="1.1" id="svg1"
   inkscape:version="1.4 (e7c3feb1, 2024-10-09)"
   sodipodi:docname="room.svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns="http://www.w3.org/2000/svg"
   xmlns:svg="http://www.w3.org/2000/svg">
  <sodipodi:namedview id="namedview1" pagecolor="#ffffff" inkscape:document-units="mm"/>
  <defs id="defs1"><inkscape:path-effect effect="spiro" id="path-effect1"/></defs>
  <g inkscape:label="floor" inkscape:groupmode="layer" id="layer1" transform="translate(0,10)">
    <path style="fill:#ff0000;fill-rule:evenodd;stroke-width:0.26" d="M 0,10 H 40 V 20 H 0 Z" id="path1"
      sodipodi:nodetypes="ccccc"/>
    <rect style="fill:#ff0000" id="rect2" width="10" height="5" x="5" y="5" inkscape:label="rug"/>
  </g>
  <g inkscape:groupmode="layer" id="layer2" inkscape:label="hidden" style="display:none"><text id="t">notes</text></g>
</svg>"""

ILLUSTRATOR = """<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator 16.0.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)  -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [
  <!ENTITY ns_extend "http://ns.adobe.com/Extensibility/1.0/">
  <!ENTITY ns_svg "http://www.w3.org/2000/svg">
]>
<svg version="1.1" xmlns:x="&ns_extend;" xmlns="&ns_svg;" x="0px" y="0px" width="400px" height="300px"
  viewBox="0 0 400 300" enable-background="new 0 0 400 300" xml:space="preserve">
<switch>
  <foreignObject requiredExtensions="&ns_extend;" x="0" y="0" width="1" height="1"><x:pgf/></foreignObject>
  <g x:extraneous="self">
    <rect id="_x3C_Slice_x3E_" fill="none" width="400" height="300"/>
    <g id="floor_1_"><polygon points="0,200 400,200 400,300 0,300 "/></g>
    <g id="rug"><rect x="50" y="150" width="100" height="50"/></g>
  </g>
</switch>
</svg>"""

ILLUSTRATOR_NEW = """<?xml version="1.0" encoding="UTF-8"?>
<svg id="Layer_1" data-name="Layer 1" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">
  <defs><style>
      .cls-1 {
        fill: none;
      }

      .cls-2, .cls-3 {
        fill-rule: evenodd;
        stroke-width: 0px;
      }
  </style></defs>
  <rect class="cls-1" width="400" height="300"/>
  <path id="floor" class="cls-2" d="m0,200h400v100H0v-100Z"/>
  <g id="rug-2" data-name="rug"><rect class="cls-3" x="50" y="150" width="100" height="50"/></g>
</svg>"""

POTRACE = """<?xml version="1.0" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 20010904//EN" "http://www.w3.org/TR/2001/REC-SVG-20010904/DTD/svg10.dtd">
<svg version="1.0" xmlns="http://www.w3.org/2000/svg" width="400.000000pt" height="300.000000pt"
 viewBox="0 0 400.000000 300.000000" preserveAspectRatio="xMidYMid meet">
<metadata>Created by potrace 1.16, written by Peter Selinger 2001-2019</metadata>
<g transform="translate(0.000000,300.000000) scale(0.100000,-0.100000)" fill="#000000" stroke="none">
<path d="M0 500 l0 -500 2000 0 2000 0 0 500 0 500 -2000 0 -2000 0 0 -500z"/>
</g>
</svg>"""

BROWSER = """<svg class="room" style="width:100%" viewBox="0 0 400 300"><g class="floor" fill="#0008">
<path d="M0,200L400,200L400,300L0,300Z" fill-rule="nonzero"></path></g>
<g data-name="rug"><polygon points="50,150 150,150 150,200 50,200"></polygon></g></svg>"""


@pytest.mark.parametrize("text", [INKSCAPE, ILLUSTRATOR, ILLUSTRATOR_NEW, BROWSER])
def test_drawings_of_programs_are_read_with_their_names(text: str) -> None:
    """All of them show a floor over the lower third and a rug above it, on a photo of 400 x 300."""
    annotation = read_svg(Source(text.encode(), "room.svg", (400, 300)))
    assert annotation.labels == ("floor", "rug")
    labels = annotation.draw_labels(ROOM_CLASSES)
    expected = np.zeros((300, 400), np.uint8)
    expected[200:] = ROOM_CLASSES["floor"]
    expected[150:200, 50:150] = ROOM_CLASSES["rug"]
    assert np.array_equal(labels, expected)


def test_a_traced_bitmap_is_read_upright() -> None:
    mask = read_svg(Source(POTRACE.encode(), "x.svg", (400, 300))).draw()
    assert not mask[:200].any()
    assert mask[200:].all()


def test_the_drawing_s_own_size_holds_where_no_photo_is_given() -> None:
    assert read_svg(Source(ILLUSTRATOR_NEW.encode())).size_wh == (400, 300)
    with pytest.raises(BadAnnotation, match="no size in pixels"):
        read_svg(Source(INKSCAPE.encode()))


def test_a_drawing_of_other_proportions_is_not_stretched() -> None:
    with pytest.raises(SizeMismatch, match="proportions"):
        read_svg(Source(ILLUSTRATOR.encode(), "x.svg", (300, 400)))


def test_shapes_of_one_label_are_drawn_together_and_later_ones_lie_on_top() -> None:
    text = """<svg width="3" height="1"><rect id="floor" width="3" height="1"/><rect class="wall" width="1" height="1"/>
    <rect class="wall" x="1" width="1" height="1"/></svg>"""
    annotation = read_svg(Source(text.encode()))
    assert [area.label for area in annotation.areas] == ["floor", "wall"]
    assert annotation.draw_labels(ROOM_CLASSES).tolist() == [[2, 2, 1]]
    assert annotation.only(["wall"]).draw().tolist() == [[255, 255, 0]]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b'{"type": "Polygon"}', "no XML"),
        (b"<html><svg/></html>", "<html>, not <svg>"),
        (b'<svg xmlns="urn:other" width="1" height="1"/>', "not <svg>"),
        (b"\x1f\x8b\x08compressed", "no XML"),
        (b"<svg/>", "how large"),
    ],
)
def test_what_is_no_drawing_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(BadAnnotation, match=told):
        read_svg(Source(data, "x.svg"))


def test_ours_is_small_and_named() -> None:
    labels = np.zeros((4, 6), np.uint8)
    labels[2:, :] = ROOM_CLASSES["floor"]
    labels[3, 2:4] = ROOM_CLASSES["rug"]
    text = write_svg(draw_label_map(labels, ROOM_CLASSES, image='a "b" <c>.jpg')).decode()
    assert text.splitlines()[1] == (
        '<path id="floor" data-label="floor" fill="#e69f00" fill-rule="evenodd" d="M0 2H6V4H4V3H2V4H0Z"/>'
    )
    back = read_svg(Source(text.encode()))
    assert (back.image, back.size_wh) == ('a "b" <c>.jpg', (6, 4))


@pytest.mark.parametrize("label", ["floor", "floor lamp", "9", "a&b <c> \"d\" 'e'", "Böden", "path12", "x\ny\x00z", ""])
def test_any_label_can_be_written(label: str) -> None:
    [back] = read_svg(Source(write_svg(draw_mask(Mask.full((2, 2)), label=label)))).labels
    assert back == "".join(letter if letter.isprintable() else "_" for letter in label)


def test_an_empty_mask_is_an_empty_drawing() -> None:
    back = read_svg(Source(write_svg(draw_mask(Mask.empty((5, 4))))))
    assert back.areas == ()
    assert not back.draw().any()


def test_simplified_outlines_are_smaller_and_close() -> None:
    y, x = np.mgrid[:300, :400]
    marked = (np.hypot(x - 180, y - 140) < 110) & ~(np.hypot(x - 150, y - 140) < 40)
    mask = Mask.from_bool(marked)
    exact, fewer = (write_svg(draw_mask(mask, tolerance_px=tolerance)) for tolerance in (0, 1.5))
    back = read_svg(Source(fewer)).draw() > 0
    assert len(fewer) < len(exact) / 3
    assert (back & marked).sum() / (back | marked).sum() > 0.98


def test_a_large_noisy_mask_comes_back() -> None:
    noise = cv2.GaussianBlur(np.random.default_rng(1).random((400, 500)), (0, 0), 1) > 0.5
    assert np.array_equal(read_svg(Source(write_svg(draw_mask(Mask.from_bool(noise))))).draw() > 0, noise)


def test_colours_differ_from_layer_to_layer() -> None:
    labels = np.arange(8, dtype=np.uint8)[None]
    colours = [
        line.split('fill="')[1][:7] for line in write_svg(draw_label_map(labels, {})).decode().splitlines()[1:-1]
    ]
    assert len(colours) == 7
    assert all(one != other for one, other in pairwise(colours))


def test_areas_of_one_label_share_a_colour_and_parts_that_overlap_are_no_holes() -> None:
    square = np.array([(0.0, 0), (5, 0), (5, 5), (0, 5)])
    one = Area("floor", Polygons((Region(square), Region(square + 3))))
    other = Area("floor", Polygons((Region(square + 10),)))
    annotation = Annotation((one, Area("wall", other.shape), other), (20, 20))
    written = write_svg(draw_annotation(annotation, (20, 20), {"floor": 1, "wall": 2}))
    paths = [line for line in written.decode().splitlines() if line.startswith("<path")]
    assert [re.search('fill="(#.{6})"', path)[1] for path in paths] == ["#e69f00"] * 2 + ["#56b4e9", "#e69f00"]  # type: ignore[index]
    assert [' id="' in path for path in paths] == [True, False, True, False]
    back = read_svg(Source(written))
    assert np.array_equal(back.part("floor").draw(), annotation.part("floor").draw())
