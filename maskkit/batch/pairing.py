"""Which mask belongs to which photo."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from maskkit.batch.folders import walk_photos
from maskkit.errors import ImageNotFound, InputRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

MASK_ENDINGS = ("", "_mask", "-mask", ".mask")
"""What may follow a photo's stem in the name of its mask: ``kitchen.png`` or ``kitchen_mask.png`` for kitchen.jpg."""


def pair_masks(photos: Sequence[Path], names: Sequence[str], masks: Path) -> list[Path]:
    """The mask of each photo, in the photos' order.

    ``masks`` is a single file, which fits a single photo only, or a folder. In a folder the mask for the photo named
    ``kitchens/a`` is ``kitchens/a.png`` (or ``kitchens/a_mask.png``, any image suffix); where the folder has no such
    sub-folder, ``a.png`` at its top.

    Raises:
        ImageNotFound: if ``masks`` is not there.
        InputRefused: naming every photo without a mask, or with more than one.
    """
    if masks.is_dir():
        return _from_folder(photos, names, masks)
    if not masks.exists():
        raise ImageNotFound("there is no such mask", where=str(masks))
    if len(photos) > 1:
        raise InputRefused(
            f"one mask file cannot serve {len(photos)} photos",
            where=str(masks),
            hint="Give a folder with one mask per photo, named like the photos; or a single photo.",
        )
    return [masks]


def _from_folder(photos: Sequence[Path], names: Sequence[str], folder: Path) -> list[Path]:
    by_stem: dict[str, list[Path]] = defaultdict(list)
    for mask in walk_photos(folder):
        by_stem[mask.relative_to(folder).with_suffix("").as_posix()].append(mask)
    found = [_candidates(name, by_stem) for name in names]
    faults = [_fault(photo, masks) for photo, masks in zip(photos, found, strict=True) if len(masks) != 1]
    if faults:
        shown = "; ".join(faults[:10]) + (f"; and {len(faults) - 10} more" if len(faults) > 10 else "")
        hint = "Give each photo exactly one mask with the photo's name; nothing was sent."
        raise InputRefused(shown, where=str(folder), hint=hint)
    return [masks[0] for masks in found]


def _candidates(name: str, by_stem: dict[str, list[Path]]) -> list[Path]:
    for stem in (name, PurePosixPath(name).name):
        masks = [mask for ending in MASK_ENDINGS for mask in by_stem.get(stem + ending, [])]
        if masks:
            return masks
    return []


def _fault(photo: Path, masks: list[Path]) -> str:
    if not masks:
        return f"no mask for {photo}"
    return f"several masks for {photo}: {' and '.join(mask.name for mask in masks)}"
