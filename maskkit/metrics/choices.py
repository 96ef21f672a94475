"""Options that are one of a few words."""

from __future__ import annotations

from typing import Any, get_args

from maskkit.errors import UnknownChoice


def require_choice(name: str, value: object, choices: Any) -> None:
    """Refuse a ``value`` that is none of the words of the Literal type ``choices``.

    Raises:
        UnknownChoice: it is none of them.
    """
    known = get_args(choices)
    if value not in known:
        raise UnknownChoice(f"{name} is {value!r}, none of {', '.join(map(repr, known))}")
