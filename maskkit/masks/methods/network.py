"""The label map of a room photo by the small network that ships with the package."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.geometry.camera import read_sightlines
from maskkit.geometry.layout import LABELLED_SIDE_PX
from maskkit.geometry.room_file import resized_layout
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.maps import EnlargedMaps
from maskkit.masks.methods.likely import likely_openings
from maskkit.masks.methods.straight import fitting_room, straighten
from maskkit.masks.methods.surface_maps import drop_specks, enlarge_labels, expected_iou
from maskkit.masks.models.rooms import LONG_EDGE_PX, read_room
from maskkit.masks.refine import refine_labels
from maskkit.masks.segment import Segmentation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.geometry.layout import Layout
    from maskkit.types import Labels, Rgb8, SizeWh

    Maps = NDArray[np.float32]

SIDE_PX = 1024
"""Borders are drawn on a copy no larger than this."""
KINDS = tuple(RoomClass(number) for number in range(9))
FOLDED = (*range(9), RoomClass.FURNITURE, RoomClass.FURNITURE, RoomClass.OTHER)
"""Class of the network -> label: mirrors and curtains are furniture, stairs have no class."""
BAND = "0.9%"
SURFACES = (RoomClass.FLOOR, RoomClass.WALL, RoomClass.CEILING)


def segment_by_network(
    photo: Photo,
    *,
    long_edge_px: int = LONG_EDGE_PX,
    both_ways: bool = True,
    straight: bool = True,
    layout: Layout | None = None,
) -> Segmentation:
    """Tell floor, wall, ceiling, windows, doors, furniture, rugs and fixtures apart.

    Args:
        photo: the photo.
        long_edge_px: the size at which the network looks; a larger one finds smaller things and takes longer.
        both_ways: look at the mirrored photo too; a little better, and the network takes twice as long.
        straight: fit a box-shaped room too, for straight lines between the surfaces and rectangular windows and doors;
            without it the answer comes in about half the time.
        layout: the room, where it is known; otherwise it is fitted to what the network sees.

    Returns:
        Labels of every class at the photo's size and their probabilities; ``confidence`` is the overlap (IoU) of the
        surfaces that the probabilities lead to expect.

    Raises:
        MissingExtra: onnxruntime is not installed.
    """
    size_wh = working_size(photo.size_wh)
    small = Photo(np.asarray(cv2.resize(photo.pixels, size_wh, interpolation=cv2.INTER_AREA), np.uint8), photo.origin)
    room = resized_layout(layout, size_wh) if layout else None
    with ThreadPoolExecutor(1) as beside:
        # The lines need no labels: they are read while the network looks.
        sight = beside.submit(read_sightlines, small, max_side_px=LABELLED_SIDE_PX) if straight and not room else None
        seen = read_room(photo.pixels, long_edge_px=long_edge_px, both_ways=both_ways)
        shares = class_shares(seen.classes, size_wh)
        labels = likely_openings(sharp_labels(small.pixels, shares), shares)
        if sight:
            room = fitting_room(small, labels, sight=sight.result)
    if straight and room:
        labels = straighten(labels, shares, room)
    return Segmentation(
        enlarge_labels(labels, photo.size_wh),
        EnlargedMaps(dict(zip(KINDS, shares, strict=True)), photo.size_wh),
        method="network",
        confidence=expected_iou(labels, {kind: shares[kind] for kind in SURFACES}),
        layout=layout or (resized_layout(room, photo.size_wh) if room else None),
    )


def working_size(size_wh: SizeWh) -> SizeWh:
    """The size of the copy on which borders are drawn."""
    scale = min(1.0, SIDE_PX / max(size_wh))
    return round(size_wh[0] * scale), round(size_wh[1] * scale)


def class_shares(logits: Maps, size_wh: SizeWh) -> Maps:
    """The probabilities (9, H, W) float32 of the labels at ``size_wh`` for logits (12, h, w)."""
    shares = np.exp(logits - logits.max(axis=0))
    shares /= shares.sum(axis=0)
    for number in range(len(KINDS), len(FOLDED)):
        shares[FOLDED[number]] += shares[number]
    return np.stack([cv2.resize(layer, size_wh, interpolation=cv2.INTER_LINEAR) for layer in shares[: len(KINDS)]])


def sharp_labels(pixels: Rgb8, shares: Maps) -> Labels:
    """The label map (H, W): the likeliest class, specks dropped, borders where the photo (H, W, 3) has edges.

    Specks are looked for at half the size: the network does not see finer anyway.
    """
    size_wh = (pixels.shape[1], pixels.shape[0])
    half_wh = ((size_wh[0] + 1) // 2, (size_wh[1] + 1) // 2)
    halved = np.stack([cv2.resize(layer, half_wh, interpolation=cv2.INTER_LINEAR) for layer in shares])
    rough = drop_specks(halved.argmax(axis=0).astype(np.uint8), smallest_px=halved[0].size // 2500)
    labels = np.asarray(cv2.resize(rough, size_wh, interpolation=cv2.INTER_NEAREST), np.uint8)
    known = dict(zip(KINDS, shares, strict=True))
    return refine_labels(Photo(pixels), labels, probabilities=known, width=BAND)
