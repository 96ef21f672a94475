"""Masks and label maps in picture files, by every convention of :mod:`maskkit.masks.conventions`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import MaskRefused
from maskkit.images.decode import grey_of
from maskkit.images.encode import encode
from maskkit.images.planes import Planes, encode_bits, encode_palette, encode_with_alpha
from maskkit.masks.conventions import Below, Channel, Convention
from maskkit.masks.overlay import CLASS_COLOURS
from maskkit.types import Grey8, Labels, Rgb8

_RED = (255, 0, 0)

TRANSPARENT_HINT = (
    "Say which is meant: --from openai if transparent means generate (OpenAI, ComfyUI, erased photos), "
    "--from alpha if opaque does (cut-outs)."
)


def read_values(planes: Planes, convention: Convention, where: str | None = None) -> Grey8:
    """The mask (H, W) uint8 by maskkit's rule, 255 = generate, in a file that follows ``convention``.

    Raises:
        MaskRefused: the file has no such channel, or something in it that the convention does not know.

    >>> from maskkit.images.planes import decode_planes
    >>> from maskkit.masks.conventions import CONVENTIONS
    >>> data = write_values(np.array([[255, 0]], np.uint8), CONVENTIONS["black"])
    >>> [read_values(decode_planes(data), CONVENTIONS[name]).tolist() for name in ("black", "white")]
    [[[255, 0]], [[0, 255]]]
    """
    stored = _alpha(planes, where) if convention.channel is Channel.ALPHA else _grey(planes, where)
    return stored if convention.edit else np.asarray(255 - stored, np.uint8)


def read_numbers(planes: Planes, where: str | None = None) -> Labels:
    """The label map (H, W) uint8 in a file: the indices of a palette, or grey values as they are.

    Raises:
        MaskRefused: it holds colours, from which no numbers follow, or has 16 bits.
    """
    if planes.indices is not None:
        return np.asarray(planes.indices, np.uint8)
    if planes.top_16 is not None:
        raise MaskRefused("a label map has 8 bits, this has 16", where=where, hint="Save its numbers in 8 bits.")
    return _opaque_grey(planes, where)


def write_values(values: Grey8, convention: Convention, *, photo: Rgb8 | None = None) -> bytes:
    """A PNG of the mask (H, W) uint8, 255 = generate, that follows ``convention``.

    ``photo`` (H, W, 3) are the colours for a convention that needs them.

    Raises:
        MaskRefused: the convention needs the photo, and there is none; or it knows no greys, and there are some.
    """
    stored = values if convention.edit else np.asarray(255 - values, np.uint8)
    if convention.channel is Channel.BIT:
        return encode_bits(stored >= 128)
    if convention.channel is not Channel.ALPHA:
        return encode(stored)
    if convention.needs_photo and photo is None:
        raise MaskRefused(f"{convention.name} holds the photo too", hint="Give it with --photo.")
    colour = photo if convention.needs_photo and photo is not None else _flat(values, convention)
    return encode_with_alpha(colour, stored)


def write_numbers(labels: Labels, convention: Convention) -> bytes:
    """A PNG of the label map (H, W) uint8: plain numbers, or numbers with a palette to tell them apart."""
    return encode_palette(labels, _palette()) if convention.channel is Channel.PALETTE else encode(labels)


def _grey(planes: Planes, where: str | None) -> Grey8:
    if planes.top_16 is not None and 0 < planes.top_16 <= 255:
        sentence = f"the file has 16 bits and no value over {planes.top_16}: all of it would read as 0"
        raise MaskRefused(sentence, where=where, hint="`maskkit lint MASK --fix FILE` takes the values as 0..255.")
    values = _opaque_grey(planes, where)
    if values.max() == 1:
        hint = "Pass --from labels for a label map; `maskkit lint MASK --fix FILE` takes 1 for 255."
        raise MaskRefused("its values are 0 and 1, not 0 and 255", where=where, hint=hint)
    return values


def _opaque_grey(planes: Planes, where: str | None) -> Grey8:
    if planes.alpha is not None and planes.alpha.min() < 255:
        raise MaskRefused(
            "the file has transparency, so its greys are not all of it", where=where, hint=TRANSPARENT_HINT
        )
    return planes.colour if planes.colour.ndim == 2 else grey_of(planes.colour, where)


def _alpha(planes: Planes, where: str | None) -> Grey8:
    if planes.alpha is None:
        hint = "Pass --from white or --from black for a grey mask."
        raise MaskRefused("the file has no alpha channel", where=where, hint=hint)
    return planes.alpha


def _flat(values: Grey8, convention: Convention) -> Rgb8:
    colour = np.zeros((*values.shape, 3), np.uint8)
    if convention.below is Below.RED:
        colour[...] = _RED
    return colour


def _palette() -> NDArray[np.uint8]:
    """256 colours: those of the classes of a room, then the ones of VOC, whose bits are spread over the channels."""
    numbers = np.arange(256)
    colours = np.zeros((256, 3), np.int64)
    for bit in range(8):
        for channel in range(3):
            colours[:, channel] |= (numbers >> channel & 1) << (7 - bit)
        numbers = numbers >> 3
    for number, colour in CLASS_COLOURS.items():
        colours[number] = colour if number else (0, 0, 0)
    return colours.astype(np.uint8)
