"""From a photo to its mask and to the pair that is uploaded."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from maskkit.batch.options import RunOptions
from maskkit.batch.pictures import draw_page_pictures
from maskkit.errors import FullMask
from maskkit.images.decode import decode
from maskkit.images.encode import encode, write_atomic
from maskkit.images.normalize import normalize
from maskkit.images.photo import Photo
from maskkit.masks.mask import Mask
from maskkit.masks.overlay import draw_overlay

MOST_GREY = 0.25
"""The share of grey pixels in a given mask above which it is taken for a photo, or for a mask that was spoilt."""


def make_mask(photo: Photo, given: Path | None, options: RunOptions) -> Mask:
    """The mask of ``photo``: the one that was given, or the target's; never on a class that is to be kept.

    Raises:
        MaskRefused: if the given mask does not fit the photo, or nothing is left of it.
        NoRoomFound: if the photo shows no room that a mask could be made from.
    """
    if given is None:
        from maskkit.masks.target import mask

        made = mask(photo, target=options.target, keep=options.keep, method=options.method)
        _refuse_whole(made, photo, options)
    else:
        made = Mask.open(given, photo_size_wh=photo.size_wh)
        made.check(allow_full=True, max_grey_share=MOST_GREY, where=str(given))
        made = made & _allowed(photo, options) if options.keep else made
    return made.check(allow_full=options.allow_full_mask, where=str(given or photo.origin.path or ""))


def _refuse_whole(found: Mask, photo: Photo, options: RunOptions) -> None:
    if found.is_full and not options.allow_full_mask:
        raise FullMask(
            f"the whole photo was taken for {options.target}",
            where=str(photo.origin.path or ""),
            hint="Give a mask with --mask, choose another --target, or pass --allow-full-mask.",
        )


def _allowed(photo: Photo, options: RunOptions) -> Mask:
    """The mask of everything but the classes that are to be kept."""
    from maskkit.masks.target import mask

    width, height = photo.size_wh
    whole = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
    return mask(photo, polygon=whole, keep=options.keep, method=options.method)


def _with_room(data: bytes, photo: Photo, sent: Photo, options: RunOptions) -> bytes:
    """The photo's file with the camera and the room that are known, in pixels of the file; our own engines look there.

    Raises:
        BadCamera: the room is that of another photo.
    """
    if options.camera is None:
        return data
    from maskkit.geometry.room_file import FORMAT, open_room, resized_layout, to_room_file
    from maskkit.images.png_text import with_text

    room = open_room(options.camera, size_wh=photo.size_wh)
    return with_text(data, FORMAT, to_room_file(resized_layout(room, sent.size_wh)))


def prepare_photo(
    source: Path, given_mask: Path | None, folder: Path, page_folder: Path, options: RunOptions
) -> dict[str, Any]:
    """Write ``mask.png``, ``overlay.png``, ``photo.png``, ``mask-sent.png`` and ``transform.json`` into ``folder``.

    Gives what the journal keeps: sizes, hashes, and how much of the photo is marked.

    Raises:
        InputRefused: what is wrong with the photo or its mask.
    """
    photo = decode(source)
    mask = make_mask(photo, given_mask, options)
    normalized = normalize(photo, long_edge_px=options.long_edge_px, multiple=options.multiple)
    sent_mask = Mask(normalized.transform.apply_mask(mask.hard().values)).hard()
    sent_mask.check(allow_full=options.allow_full_mask, where=str(source))
    overlay = draw_overlay(photo, mask)
    files = {
        "mask.png": encode(mask.values),
        "overlay.png": encode(overlay),
        "photo.png": _with_room(encode(normalized.photo.pixels), photo, normalized.photo, options),
        "mask-sent.png": encode(sent_mask.values),
        "transform.json": normalized.transform.to_json().encode(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        write_atomic(folder / name, data, overwrite=True)
    draw_page_pictures({"before": photo.pixels, "overlay": overlay}, page_folder)
    return {
        "size_wh": list(photo.size_wh),
        "sent_wh": list(normalized.photo.size_wh),
        "sent_sha256": hashlib.sha256(files["photo.png"] + files["mask-sent.png"]).hexdigest(),
        "photo_sha256": photo.pixels_sha256,
        "mask_sha256": mask.sha256,
        "coverage": round(mask.coverage, 4),
        "changes": list(photo.origin.changes),
    }
