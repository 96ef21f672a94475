"""What is wrong with a mask, and the mask without it.

``lint`` tells, ``repair`` mends. Both walk through the same looks: what the file is, what its numbers mean, whether it
fits the photo, where greys come from, what is tiny or thin. What every code means stands in
:data:`maskkit.masks.findings.CODES`.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass

from maskkit.errors import MaskRefused, UnknownChoice
from maskkit.images.decode import decode
from maskkit.images.photo import Photo
from maskkit.masks.findings import CODES, Finding, Mending
from maskkit.masks.fit import Fit
from maskkit.masks.levels import first_looks, grey_looks
from maskkit.masks.looks import Change, Look, change_between, may_mend, walk
from maskkit.masks.mask import Mask
from maskkit.masks.segment import Segmentation
from maskkit.masks.shapes import shape_looks
from maskkit.masks.stored import Stored, read_stored
from maskkit.types import ImageSource, SizeWh

MOST_WALKS = 8
_THREADS = {"slivers", "cracks"}
"""What is asked for once may show again where a thread was taken away; turning and scaling is done once."""

ASKABLE = tuple(code for code, rule in CODES.items() if rule.mending is Mending.ASKED)
"""The codes that ``repair`` mends only when it is asked to."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A mask file as it is: what was found, its upright size, and its values, where it can be read as a mask at all."""

    findings: tuple[Finding, ...]
    size_wh: SizeWh | None = None
    mask: Mask | None = None


@dataclass(frozen=True, eq=False)
class Repaired:
    """A mended mask, what was changed on the way, and what is still to be said about it."""

    mask: Mask
    changes: tuple[Change, ...]
    left: tuple[Finding, ...]


def lint(
    mask: Mask | ImageSource, photo: Photo | ImageSource | None = None, *, segmentation: Segmentation | None = None
) -> tuple[Finding, ...]:
    """What is wrong with a mask, or a mask file, alone or beside its photo; nothing where all is well.

    Args:
        mask: a mask, or a file, which may be in any state.
        photo: the upright photo that the mask is for. Without it, size, orientation and inversion are not looked at.
        segmentation: what the photo shows, for the guess whether the mask is inverted; read from the photo if left out.

    Raises:
        ImageNotFound: there is no such file.
        ImageRefused: the photo cannot be read.
        SizeMismatch: the segmentation is not of the photo's size.

    >>> [finding.code for finding in lint(Mask.empty((40, 30)))]
    ['empty']
    """
    return examine(mask, photo, segmentation=segmentation).findings


def examine(
    mask: Mask | ImageSource, photo: Photo | ImageSource | None = None, *, segmentation: Segmentation | None = None
) -> Examined:
    """What :func:`lint` finds, and the mask as it was read.

    >>> examine(Mask.empty((40, 30))).size_wh
    (40, 30)
    """
    stored, fit = _opened(mask), _fit(photo, segmentation)
    if stored.values is None:
        return Examined(stored.findings, stored.size_wh)
    findings = stored.findings + walk(stored.values, _looks(stored, fit)).findings
    return Examined(findings, stored.size_wh, Mask(stored.values))


def repair(
    mask: Mask | ImageSource,
    photo: Photo | ImageSource | None = None,
    *,
    also: Collection[str] = (),
    segmentation: Segmentation | None = None,
) -> Repaired:
    """The mask without what has one right mending, and without the findings that ``also`` names by their codes.

    ``also`` is for what is a decision about the picture, such as ``inverted`` or ``scaled``. ``inverted`` is done
    whenever it is asked for, found or not; the others only where they are found.

    Raises:
        UnknownChoice: ``also`` names a code that is none of :data:`ASKABLE`.
        MaskRefused: the file holds no mask that could be mended; the message says what it holds.
        ImageNotFound, ImageRefused, SizeMismatch: like :func:`lint`.

    >>> repair(Mask.full((40, 30)), also=["inverted"]).mask.is_empty
    True
    """
    _require_askable(also)
    stored, fit = _opened(mask, also), _fit(photo, segmentation)
    if stored.values is None:
        worst = stored.findings[-1]
        raise MaskRefused(worst.sentence, where=_name(mask), hint=worst.fix)
    looks = _looks(stored, fit)
    values, changes = stored.values, list(stored.changes)
    asked = set(also) - {"inverted"}
    for _ in range(MOST_WALKS):
        walked = walk(values, looks, asked=asked)
        values, asked = walked.values, asked & _THREADS
        changes += walked.changes
        if not walked.changes:
            break
    if "inverted" in also:
        changes.append(change_between(Finding("inverted", "inverted, as asked"), values, 255 - values))
        values = 255 - values
    mended = Mask(values)
    return Repaired(mended, tuple(changes), walk(values, looks).findings)


def is_fixable(finding: Finding, also: Collection[str] = ()) -> bool:
    """Whether :func:`repair` mends a finding.

    >>> scaled = Finding("scaled", "half as large")
    >>> is_fixable(scaled), is_fixable(scaled, also=["scaled"])
    (False, True)
    """
    return may_mend(finding, also)


def _opened(mask: Mask | ImageSource, asked: Collection[str] = ()) -> Stored:
    if isinstance(mask, Mask):
        return Stored(mask.values, size_wh=mask.size_wh)
    return read_stored(mask, asked=asked)


def _fit(photo: Photo | ImageSource | None, segmentation: Segmentation | None) -> Fit | None:
    if photo is None:
        return None
    opened = photo if isinstance(photo, Photo) else decode(photo)
    if segmentation is not None:
        Mask.empty(segmentation.size_wh).require_size(opened.size_wh)
    return Fit(opened, segmentation)


def _looks(stored: Stored, fit: Fit | None) -> tuple[Look, ...]:
    greys = grey_looks(is_jpeg=stored.is_jpeg)
    if fit is None:
        return (*first_looks(), *greys, *shape_looks())
    beside = (fit.find_size, fit.find_photo)
    return (*first_looks(), *beside, *greys, fit.find_turn, fit.find_inversion, *shape_looks())


def _require_askable(also: Collection[str]) -> None:
    strange = sorted(set(also) - set(ASKABLE))
    if strange:
        raise UnknownChoice(
            f"{', '.join(strange)} cannot be asked for",
            hint=f"Choose from: {', '.join(ASKABLE)}. Everything else is mended by itself, or cannot be.",
        )


def _name(mask: Mask | ImageSource) -> str | None:
    return os.fspath(mask) if isinstance(mask, str | os.PathLike) else None
