"""Some photos of a data set: conditions on the columns of its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from maskkit.bench.dataset import Sample
from maskkit.errors import BadDataset, UnknownChoice


@dataclass(frozen=True)
class Condition:
    """``COLUMN=PATTERN`` or ``COLUMN!=PATTERN``: one of the patterns fits, or none does.

    Patterns know ``*`` and ``?``, and have ``|`` between them; ``@FILE`` stands for the lines of a file.

    >>> Condition.parse("room_type=bath*|kitchen").holds({"room_type": "bathroom"})
    True
    """

    text: str
    column: str
    patterns: tuple[str, ...]
    wanted: bool = True

    @classmethod
    def parse(cls, text: str) -> Condition:
        """The condition that ``text`` states.

        Raises:
            UnknownChoice: it has another form, or its file cannot be read.
        """
        column, equals, value = text.partition("=")
        wanted = not column.endswith("!")
        column, value = column.removesuffix("!").strip(), value.strip()
        if not equals or not column:
            raise UnknownChoice(f"{text!r} is no condition", hint="Write COLUMN=VALUE, such as room_type=bathroom.")
        patterns = _lines(value[1:]) if value.startswith("@") else value.split("|")
        return cls(text, column, tuple(pattern.strip() for pattern in patterns), wanted)

    def holds(self, fields: dict[str, str]) -> bool:
        """Whether ``fields`` meet it."""
        value = fields[self.column]
        return any(fnmatchcase(value, pattern) for pattern in self.patterns) == self.wanted


def choose(samples: Sequence[Sample], conditions: Iterable[Condition], *, where: Path) -> list[Sample]:
    """The samples that meet all ``conditions``, in order. The column ``name`` is there even without a table.

    Raises:
        UnknownChoice: a condition on a column that is not there.
        BadDataset: none meets them.
    """
    kept = list(samples)
    for condition in conditions:
        columns = {name for sample in samples for name in _fields(sample)}
        if condition.column not in columns:
            raise UnknownChoice(
                f"there is no column {condition.column!r}", where=str(where), hint=f"There are: {_listed(columns)}."
            )
        kept = [sample for sample in kept if condition.holds({condition.column: "", **_fields(sample)})]
        if not kept:
            raise BadDataset(f"no photo meets {condition.text!r}", where=str(where), hint="Check the condition.")
    return kept


def _fields(sample: Sample) -> dict[str, str]:
    return {"name": sample.name, **sample.fields}


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(sorted(column for column in columns if column))


def _lines(file: str) -> list[str]:
    try:
        return [line for line in Path(file).read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise UnknownChoice(
            f"the list {file} cannot be read", hint="Give a text file with one value a line."
        ) from error
