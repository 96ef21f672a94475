"""A data set: photos, the truth of each, and which classes that truth knows."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from maskkit.bench.scope import Scope
from maskkit.errors import BadDataset
from maskkit.types import Labels, SizeWh

MOST_LINES = 40


class Truth(Protocol):
    """Where the truth of a photo is."""

    @property
    def path(self) -> Path:
        """The file that it comes from, for messages."""

    def size_wh(self) -> SizeWh:
        """(width, height) from the header alone, where there is one."""

    def rows(self, scope: Scope) -> Labels:
        """(H, W) uint8: the row of ``scope`` for each pixel, 255 where it is not to be scored.

        Raises:
            MaskRefused: a value that stands for nothing.
            ImageRefused: the file cannot be read.
        """

    def stamp(self) -> str:
        """Changes when the truth does."""


@dataclass(frozen=True)
class Sample:
    """A photo with its truth. ``valid`` are the labels that the truth knows, None for all of its scope.

    ``fields`` are the columns of the data set's table; ``name`` is unique, and may have folders, with / between.
    """

    name: str
    photo: Path
    truth: Truth
    valid: frozenset[int] | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Dataset:
    """The photos that are to be scored, in order, and what is scored of them.

    ``left_out`` counts the photos whose truth knows nothing of the scope; ``chosen`` are the conditions that the
    photos meet, in words.
    """

    name: str
    layout: str
    scope: Scope
    samples: tuple[Sample, ...]
    left_out: int = 0
    chosen: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Sample]:
        return iter(self.samples)

    def __len__(self) -> int:
        return len(self.samples)

    def to_json(self) -> dict[str, Any]:
        """What the data set is, without its photos."""
        return {
            "name": self.name,
            "layout": self.layout,
            "photos": len(self.samples),
            "left_out": self.left_out,
            "chosen": list(self.chosen),
            "scope": self.scope.to_json(),
        }


def refuse(problems: Sequence[str], where: Path, *, hint: str | None = None) -> None:
    """Tell all ``problems`` of a data set at once, or nothing if there are none.

    Raises:
        BadDataset: there are some.
    """
    if not problems:
        return
    shown = [f"  {line}" for line in problems[:MOST_LINES]]
    if len(problems) > MOST_LINES:
        shown.append(f"  … and {len(problems) - MOST_LINES} more")
    word = "problem" if len(problems) == 1 else "problems"
    raise BadDataset(f"{len(problems)} {word}\n" + "\n".join(shown) + "\n", where=str(where), hint=hint)


def twice(samples: Sequence[Sample]) -> list[str]:
    """A line for each name that several samples have."""
    counts = Counter(sample.name for sample in samples)
    return [f"{name}: the name stands {count} times" for name, count in counts.items() if count > 1]


def safe_name(name: str) -> str:
    """``name`` as a path below an output folder.

    Raises:
        ValueError: it is empty, or leads out of that folder.

    >>> safe_name("val/0001")
    'val/0001'
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if not path.parts or path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name:
        raise ValueError(f"the name {name!r} is no path below a folder")
    return path.as_posix()


def file_stamp(path: Path) -> str:
    """Size and time of a file: changes when the file does. Empty where there is none."""
    try:
        facts = path.stat()
    except OSError:
        return ""
    return f"{facts.st_size}-{facts.st_mtime_ns}"


def digest(*parts: str) -> str:
    """A short name for some texts, different for different ones."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
