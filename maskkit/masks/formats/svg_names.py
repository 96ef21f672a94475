"""What the shapes of a drawing are called, as drawing programs write it down."""

from __future__ import annotations

import re
from collections.abc import Sequence

from maskkit.masks.formats.svg_xml import Element

NAMELESS = "mask"
"""The label of shapes that have none."""

_INKSCAPE_LABEL = "{http://www.inkscape.org/namespaces/inkscape}label"
_CALLED = (_INKSCAPE_LABEL, "data-name", "aria-label")
_CODED = re.compile(r"_x([0-9A-Fa-f]{2,4})_")
_COPY = re.compile(r"_\d+_$")
_BY_ITSELF = re.compile(
    r"(?:svg|g|a|path|rect|rectangle|circle|ellipse|polygon|polyline|shape|layer|group|union|subtract|vector|mask|frame"
    r"|cls|st|fil|style|object|use|compound path|ebene|calque|capa)[-_ ]*\d*(?:[-_ ]\d+)*|",
    re.IGNORECASE,
)


def label_of(elements: Sequence[Element]) -> str:
    """The label of the last of nested elements, the outermost first: its own, or that of the nearest one around it.

    Our own ``data-label`` comes first, then what somebody wrote (Inkscape's label, Illustrator's ``data-name``), then a
    ``class``, then an ``id``; names that programs give by themselves, such as path1234 or cls-1, do not count.

    >>> label_of([Element("svg", {}, 1), Element("g", {"id": "floor"}, 2), Element("path", {"id": "path12"}, 3)])
    'floor'
    """
    inner_first = list(reversed(elements[1:]))
    ours = (element.attributes["data-label"] for element in inner_first if "data-label" in element.attributes)
    for name in ours:
        return name
    for names in (_given, _classes, _ids):
        for element in inner_first:
            for name in names(element):
                if not _BY_ITSELF.fullmatch(name):
                    return name
    return NAMELESS


def _given(element: Element) -> list[str]:
    return [element.attributes[key].strip() for key in _CALLED if key in element.attributes]


def _classes(element: Element) -> list[str]:
    return element.attributes.get("class", "").split()


def _ids(element: Element) -> list[str]:
    """The id, with the letters that Illustrator codes, and without the number that it gives to copies."""
    name = _CODED.sub(lambda found: chr(int(found[1], 16)), _COPY.sub("", element.attributes.get("id", "")))
    return [name.strip()]
