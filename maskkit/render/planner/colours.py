"""Colours of a scheme for whatever has none of its own: a plan says what stands where, a look what it is made of."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from maskkit.render.designs.words import Scheme
from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.scene import Item, Option

TINTS: dict[str, Callable[[Scheme], str]] = {
    "metal_colour": lambda scheme: scheme.metal,
    "front": lambda scheme: scheme.joinery,
    "worktop": lambda scheme: scheme.worktop,
    "worktop_texture": lambda scheme: scheme.worktop_texture,
    "textile": lambda scheme: scheme.textile,
}
"""Where the options of fixtures that carry a scheme's colours come from."""


def coloured(items: Iterable[Item], scheme: Scheme) -> tuple[Item, ...]:
    """The items with the scheme's colours in those options that carry colours and are not set."""
    return tuple(replace(item, options={**scheme_options(item.kind, scheme), **item.options}) for item in items)


def scheme_options(kind: str, scheme: Scheme) -> dict[str, Option]:
    """The options of a kind that a scheme decides; bare timber brings its grain."""
    names = _options_of(kind)
    found: dict[str, Option] = {name: tint(scheme) for name, tint in TINTS.items() if name in names}
    if {"front", "texture"} <= set(names):
        found["texture"] = "wood" if is_wood(scheme.joinery) else ""
    return found


def is_wood(colour: str) -> bool:
    """Whether a colour is that of bare timber: a brown or a straw, neither white nor grey nor bright.

    >>> [is_wood(colour) for colour in ("#8a6c50", "#c9a97f", "#e8e6e1", "#3c4a47", "#2f4a63")]
    [True, True, False, False, False]
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red > green > blue and 0.18 < (red - blue) / red < 0.75


def takes(kind: str, option: str) -> bool:
    """Whether a kind has an option.

    >>> takes("towel_ladder", "textile"), takes("towel_ladder", "front")
    (True, False)
    """
    return option in _options_of(kind)


WORDS: Mapping[str, frozenset[Option]] = MappingProxyType(
    {
        "style": frozenset({"slab", "shaker", "grooved", "reeded"}),
        "handles": frozenset({"bar", "cup", "knob", "edge", "rail", "none"}),
        "mixer": frozenset({"round", "square", "cross"}),
        "bowl": frozenset({"oval", "round", "block"}),
    }
)
"""Options that mean the same for all kinds whose own value is one of these words."""


def fitting(kind: str, options: Mapping[str, Option]) -> dict[str, Option]:
    """Those of the options that a kind understands: it is sold in them, or its own value is of the same words."""
    return {name: value for name, value in options.items() if _understands(kind, name, value)}


def _understands(kind: str, name: str, value: Option) -> bool:
    parameter = _options_of(kind).get(name)
    if parameter is None:
        return False
    sold = FIXTURES[kind].options.get(name)
    return value in sold if sold else name not in WORDS or parameter.default in WORDS[name]


@lru_cache(maxsize=256)
def _options_of(kind: str) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(FIXTURES[kind].build).parameters if kind in FIXTURES else {}
