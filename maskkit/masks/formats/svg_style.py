"""How SVG says what is painted: attributes, ``style="..."`` and the simple style sheets that drawing programs write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from maskkit.errors import BadAnnotation
from maskkit.masks.formats.svg_xml import Element

Properties = Mapping[str, str]

INHERITED = {"fill": "black", "fill-rule": "nonzero", "fill-opacity": "1", "stroke": "none", "visibility": "visible"}
"""The properties that an element takes over from the one around it, and what they are at the outset."""

OWN = {"display": "inline", "opacity": "1", "clip-path": "none", "mask": "none", "filter": "none"}
"""The properties that count for an element and all in it, but are not taken over."""

IN_STYLE_ONLY = {"transform": "none", "d": "none"}
"""What style sheets may set besides, instead of the attributes of that name."""

_SELECTOR = re.compile(r"(?P<name>[A-Za-z]+|\*)?(?P<id>#[\w-]+)?(?P<classes>(?:\.[\w-]+)*)")
_PASSED_OVER = (("/*", "*/"), ("<!--", ""), ("-->", ""), ("@import", ";"), ("@charset", ";"), ("@font-face", "}"))
_MOST_RULES, _MOST_MATCHES = 2000, 10_000_000
"""So many rules may there be, and so often may one be held against an element."""

_HINT = "Save the file with presentation attributes instead of a style sheet."

_KNOWN = {**INHERITED, **OWN, **IN_STYLE_ONLY}


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    id: str
    classes: frozenset[str]
    declared: Properties

    @property
    def weight(self) -> tuple[int, int, int]:
        """The specificity: of two rules for one property the weightier one holds, else the later."""
        return bool(self.id), len(self.classes), self.name not in {"", "*"}

    def fits(self, name: str, own_id: str, classes: set[str]) -> bool:
        return self.name in {"", "*", name} and self.id in {"", own_id} and self.classes <= classes


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """The rules of all ``<style>`` elements, the weightiest last."""

    rules: tuple[_Rule, ...] = ()

    @classmethod
    def of(cls, root: Element, where: str) -> StyleSheet:
        """Collect the rules of a document.

        Raises:
            BadAnnotation: a rule for what is painted has a selector that is not known here.
        """
        elements, rules = list(root.walk()), list[_Rule]()
        for element in elements:
            for rule in _rules(element, where) if element.local == "style" else ():
                rules.append(rule)
                if len(rules) > _MOST_RULES or len(rules) * len(elements) > _MOST_MATCHES:
                    told = f"a style sheet of {len(rules)} rules for {len(elements)} elements is too much"
                    raise BadAnnotation(told, where=where, hint=_HINT)
        return cls(tuple(sorted(rules, key=lambda rule: rule.weight)))

    def own(self, element: Element) -> Properties:
        """What attributes, rules and ``style`` say of an element, the later ones first asked."""
        found = {name: element.attributes[name] for name in (*INHERITED, *OWN) if name in element.attributes}
        own_id, classes = element.attributes.get("id", ""), set(element.attributes.get("class", "").split())
        for rule in self.rules:
            if rule.fits(element.local, own_id, classes):
                found |= rule.declared
        return found | _declarations(element.attributes.get("style", ""))


def computed(own: Properties, around: Properties) -> Properties:
    """The properties of an element: its own, what it takes over from the one ``around`` it, and the defaults."""
    return {
        name: _one(own.get(name, "inherit" if name in INHERITED else first), around[name], first)
        for name, first in _KNOWN.items()
    }


def at_outset() -> Properties:
    """The properties around the outermost element."""
    return _KNOWN


def is_none(paint: str, opacity: str) -> bool:
    """Whether a paint of that opacity leaves nothing."""
    return paint in {"none", "transparent"} or is_zero(opacity)


def is_zero(share: str) -> bool:
    """Whether an opacity is 0, as a number or per cent.

    >>> is_zero("0%"), is_zero("0.3")
    (True, False)
    """
    try:
        return float(share.removesuffix("%")) <= 0
    except ValueError:
        return False


def _one(value: str, around: str, first: str) -> str:
    return {"inherit": around, "unset": around, "initial": first}.get(value, value)


def _rules(element: Element, where: str) -> Iterable[_Rule]:
    text = element.text
    for opening, closing in _PASSED_OVER:
        text = _without(text, opening, closing)
    place = f"{where}: line {element.line}: <style>"
    if "@" in text:
        raise BadAnnotation(f"the rule {text[text.index('@') :][:40]!r} is not known here", where=place, hint=_HINT)
    for rule in text.split("}"):
        selectors, _, body = rule.partition("{")
        declared = _declarations(body) if body else {}
        for selector in selectors.split(",") if declared else ():
            found = _SELECTOR.fullmatch(selector.strip())
            if not selector.strip() or not found:
                raise BadAnnotation(
                    f"the selector {selector.strip()[:40]!r} is not known here", where=place, hint=_HINT
                )
            classes = frozenset(found["classes"].split(".")[1:])
            yield _Rule(found["name"] or "", (found["id"] or "#")[1:], classes, declared)


def _without(text: str, opening: str, closing: str) -> str:
    """The text without all from an opening up to its closing; in one pass, whatever the text."""
    first, *others = text.split(opening)
    return first + "".join(other.partition(closing)[2] if closing else other for other in others)


def _declarations(text: str) -> dict[str, str]:
    """The properties in ``a: b; c: d`` that are of use here."""
    pairs = (part.partition(":") for part in _without(text, "/*", "*/").split(";"))
    named = ((name.strip().lower(), value.replace("!important", "").strip()) for name, _, value in pairs)
    known = ((name, value) for name, value in named if name in _KNOWN and value)
    return {name: value if value.startswith("url(") else value.lower() for name, value in known}
