"""The JSON of a transform, read as what it is: text from somewhere else."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from maskkit.errors import BadTransform
from maskkit.images.steps import STEPS, Step
from maskkit.types import SizeWh

VERSION = 1
MAX_BYTES = 64 * 1024
MAX_STEPS = 64

_FIELDS = {"maskkit_transform", "size_in_wh", "size_out_wh", "steps"}
_LENGTHS = {"box_xyxy": 4, "size_wh": 2}


def dumps(size_in_wh: SizeWh, size_out_wh: SizeWh, steps: tuple[Step, ...]) -> str:
    """Write one line; the outgoing size is there for people and as a check."""
    document = {
        "maskkit_transform": VERSION,
        "size_in_wh": size_in_wh,
        "size_out_wh": size_out_wh,
        "steps": [{"op": step.op, **{f.name: getattr(step, f.name) for f in fields(step)}} for step in steps],  # type: ignore[arg-type]
    }
    return json.dumps(document)


def loads(text: str | bytes) -> tuple[SizeWh, SizeWh, tuple[Step, ...]]:
    """Read sizes and steps. Raises BadTransform on anything that :func:`dumps` cannot have written."""
    document = _document(text)
    if set(document) != _FIELDS:
        raise BadTransform(f"a transform has the fields {', '.join(sorted(_FIELDS))}")
    if document["maskkit_transform"] != VERSION:
        raise BadTransform(f"this is version {document['maskkit_transform']!r:.20} of the format, known is {VERSION}")
    entries = document["steps"]
    if not isinstance(entries, list) or len(entries) > MAX_STEPS:
        raise BadTransform(f"steps is a list of at most {MAX_STEPS} steps")
    steps = tuple(_step(entry) for entry in entries)
    return _integers(document["size_in_wh"], "size_wh"), _integers(document["size_out_wh"], "size_wh"), steps


def _document(text: str | bytes) -> dict[str, Any]:
    if len(text) > MAX_BYTES:
        raise BadTransform("the text is too long for a transform")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadTransform("this is not JSON") from error
    if not isinstance(document, dict):
        raise BadTransform("a transform is a JSON object")
    return document


def _step(entry: object) -> Step:
    op = entry.get("op") if isinstance(entry, dict) else None
    for kind in STEPS:
        names = [field.name for field in fields(kind)]
        if isinstance(entry, dict) and kind.op == op and set(entry) == {"op", *names}:
            return kind(**{name: _value(entry[name], name) for name in names})
    raise BadTransform(f"unknown step {str(entry)[:60]!r}")


def _value(value: object, name: str) -> Any:
    return _integers(value, name) if name in _LENGTHS else _integer(value, name)


def _integers(value: object, name: str) -> Any:
    if not isinstance(value, list) or len(value) != _LENGTHS[name]:
        raise BadTransform(f"{name} needs {_LENGTHS[name]} whole numbers")
    return tuple(_integer(item, name) for item in value)


def _integer(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 2**31:
        raise BadTransform(f"{name} needs whole numbers, not {str(value)[:40]!r}")
    return value
