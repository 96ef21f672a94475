"""A plan: what stands where in a photo's room, as data that can be read, edited, saved and rendered again."""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from maskkit.errors import BadPlan
from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.furniture.catalogue import PIECES
from maskkit.render.scene import Item, Option, Vector

VERSION = 1
_KEYS = {"kind", "at", "turn_deg", "options"}


@dataclass(frozen=True, slots=True)
class Plan:
    """The things of a room and where they stand; ``missing`` names what the room needs and had no place for.

    ``at`` of an item is its foot in metres: x to the right, y away from the viewer, z up. What has no colours of its
    own gets those of the look that the plan is rendered in: that of ``theme`` and ``seed``, or another.
    """

    items: tuple[Item, ...]
    missing: tuple[str, ...] = ()
    room: str = ""
    theme: str = ""
    seed: int = 0

    def to_json(self) -> str:
        """The plan as a JSON document, to be read, edited and given back.

        >>> plan = Plan((Item("wall_toilet", (1.0, 2.0, 0.0)),))
        >>> Plan.from_json(plan.to_json()) == plan
        True
        """
        return json.dumps({"maskkit_plan": VERSION, **asdict(self)}, indent=1)

    @staticmethod
    def from_json(text: str, *, where: str | None = None) -> Plan:
        """The plan that :meth:`to_json` wrote, or that somebody edited since.

        Raises:
            BadPlan: the text is no plan; the message names the item and the field. ``where`` is its file.
        """
        try:
            told = json.loads(text)
        except ValueError as error:
            raise BadPlan(f"the plan is not JSON: {error}", where=where) from error
        try:
            return _plan(told)
        except BadPlan as error:
            raise BadPlan(error.message, where=where, hint=error.hint) from None


def _plan(told: Any) -> Plan:
    if not isinstance(told, dict):
        raise BadPlan("a plan is a JSON object")
    items, missing = told.get("items"), told.get("missing", [])
    if not isinstance(items, list) or not isinstance(missing, list):
        raise BadPlan("items is not a list" if not isinstance(items, list) else "missing is not a list")
    seed = told.get("seed", 0)
    if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
        raise BadPlan(f"seed is {seed!r}, not a whole number from 0 on")
    things = tuple(_item(one, f"items[{index}]") for index, one in enumerate(items))
    return Plan(things, tuple(map(str, missing)), str(told.get("room", "")), str(told.get("theme", "")), seed)


def _item(told: Any, where: str) -> Item:
    if not isinstance(told, dict) or not isinstance(told.get("kind"), str):
        raise BadPlan(f"{where}: kind is missing")
    unknown = set(told) - _KEYS
    if unknown:
        raise BadPlan(f"{where}: there is no field {min(unknown)!r}; an item has {', '.join(sorted(_KEYS))}")
    kind, turn = told["kind"], told.get("turn_deg", 0.0)
    if not _is_number(turn):
        raise BadPlan(f"{where}: turn_deg is {turn!r}, not a number")
    return Item(kind, _at(told.get("at"), where), float(turn), _options(kind, told.get("options", {}), where))


def _at(told: Any, where: str) -> Vector:
    if not isinstance(told, list) or len(told) != 3 or not all(map(_is_number, told)):
        raise BadPlan(f"{where}: at is {told!r}, not three numbers")
    x, y, z = map(float, told)
    return x, y, z


def _options(kind: str, told: Any, where: str) -> Mapping[str, Option]:
    build = FIXTURES[kind].build if kind in FIXTURES else PIECES.get(kind)
    if build is None:
        raise BadPlan(f"{where}: there is no {kind!r}", hint=f"Choose of: {', '.join(sorted((*FIXTURES, *PIECES)))}.")
    if not isinstance(told, dict) or not all(isinstance(one, str) or _is_number(one) for one in told.values()):
        raise BadPlan(f"{where}: options are not numbers and texts")
    names = inspect.signature(build).parameters
    unknown = set(told) - set(names)
    if unknown:
        raise BadPlan(f"{where}: {kind} has no option {min(unknown)!r}", hint=f"It has: {', '.join(names)}.")
    return told


def _is_number(told: Any) -> bool:
    return isinstance(told, (int, float)) and not isinstance(told, bool) and math.isfinite(told)
