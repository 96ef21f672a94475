"""One look at a mask: what it finds, and the mask without it. And a walk through many looks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import numpy as np

from maskkit.masks.findings import Finding, Mending
from maskkit.types import Grey8, SizeWh


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, and what makes the mask (H, W) without it.

    ``ends`` says that no later look can make sense of the mask as it is.
    """

    finding: Finding
    mended: Callable[[], Grey8] | None = None
    ends: bool = False


Look = Callable[[Grey8], Found | None]
"""Looks at the values (H, W) of a mask for one thing, or for several that exclude each other."""


@dataclass(frozen=True, slots=True)
class Change:
    """What was done about a finding: so many pixels have another value, or the size is another one."""

    finding: Finding
    pixels: int
    size_wh: tuple[SizeWh, SizeWh] | None = None
    """The size before and after, where it changed."""

    @property
    def sentence(self) -> str:
        """What was found, and how much changed."""
        if self.size_wh is None:
            return f"{self.finding.sentence}; {self.pixels} {'pixel' if self.pixels == 1 else 'pixels'} changed"
        (width, height), (new_width, new_height) = self.size_wh
        return f"{self.finding.sentence}; {width} x {height} became {new_width} x {new_height}"


@dataclass(frozen=True, eq=False)
class Walk:
    """What all looks together found, and the values (H, W) after every mending that was allowed on the way."""

    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    values: Grey8


def walk(values: Grey8, looks: Iterable[Look], *, asked: Collection[str] = ()) -> Walk:
    """Take one look after the other; each sees the mask as the mendings before it left it.

    So one flaw is told once: a mask with JPEG's greys is looked at for specks after those greys are gone.
    """
    findings: list[Finding] = []
    changes: list[Change] = []
    for look in looks:
        found = look(values)
        if found is None:
            continue
        findings.append(found.finding)
        if found.mended is not None and may_mend(found.finding, asked):
            mended = found.mended()
            changes.append(change_between(found.finding, values, mended))
            values = mended
        elif found.ends:
            break
    return Walk(tuple(findings), tuple(changes), values)


def may_mend(finding: Finding, asked: Collection[str]) -> bool:
    """Whether a finding is mended: because there is one right way, or because somebody asked for it."""
    return finding.mending is Mending.ITSELF or (finding.mending is Mending.ASKED and finding.code in asked)


def change_between(finding: Finding, before: Grey8, after: Grey8) -> Change:
    """What a mending changed."""
    if before.shape != after.shape:
        return Change(finding, 0, size_wh=(before.shape[1::-1], after.shape[1::-1]))
    return Change(finding, int(np.count_nonzero(before != after)))
