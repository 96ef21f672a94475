"""What a run says while it is at work; whoever shows it decides how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened.

    ``kind`` is ``begin`` (of the run; ``detail`` holds photos and todo), ``step`` (a photo goes on to ``do``),
    ``finished``, ``failed`` or ``left`` (a photo's end), or ``note`` (a sentence for the user).
    """

    kind: str
    item: str = ""
    do: str = ""
    room: int = 0
    spent: int = 0
    detail: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The notice as one event of ``--json`` output.

        >>> Notice("step", "kitchen", "wait", 1).to_json()
        {'event': 'step', 'item': 'kitchen', 'do': 'wait', 'room': 1, 'spent': 0}
        """
        fields = asdict(self)
        detail = fields.pop("detail")
        event = {"event": fields.pop("kind"), **fields, **detail}
        return {name: value for name, value in event.items() if value != "" and (name != "room" or value)}


Watch: TypeAlias = Callable[[Notice], None]
