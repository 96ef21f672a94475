"""The label map of a room photo by lines, colour and texture: no network, no weights to load, the same every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.errors import NoRoomFound
from maskkit.geometry.camera import photo_segments
from maskkit.geometry.layout import Layout, layout_of_surfaces
from maskkit.geometry.patches import lab_copy
from maskkit.geometry.planes import SURFACE_OF_PLANE
from maskkit.geometry.rectangles import WallRectangle, find_rectangles, rectangle_mask
from maskkit.geometry.surfaces import Surfaces, read_surfaces
from maskkit.masks.classes import RoomClass
from maskkit.masks.methods.sunlight import sunlit_floor
from maskkit.masks.methods.surface_maps import (
    below_horizon,
    drop_specks,
    enlarge_labels,
    enlarge_map,
    expected_iou,
    sharpen_maps,
    snap_to_box,
)
from maskkit.masks.segment import Segmentation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.images.photo import Photo
    from maskkit.types import Labels, Rgb8

SIDE_PX = 800
COLUMNS = (RoomClass.FURNITURE, RoomClass.FLOOR, RoomClass.WALL, RoomClass.CEILING, RoomClass.WINDOW)
SURFACES = COLUMNS[1:4]
LEAST_SURFACE = 0.03
KIND_CLASSES = {"door": RoomClass.DOOR, "window": RoomClass.WINDOW, "other": RoomClass.FURNITURE}
OFF_THE_BOX = 0.2
"""What a surface counts where the box has another one."""

WEIGHTS = np.array([1.0, 2.0, 1.7, 1.5, 1.0], np.float32)
"""What each class counts when the strongest is chosen: the trees were taught with more things than rooms have."""


def segment_by_geometry(photo: Photo, *, caution: float = 1.0, layout: Layout | None = None) -> Segmentation:
    """Tell floor, wall, ceiling, windows and things in front of them apart.

    A box-shaped room is fitted to the photo's lines and surfaces; what does not look like the surface behind it is
    taken for furniture. Doors, windows and pictures are found as rectangles on the walls. Rugs and fixtures are not
    told apart from furniture.

    Args:
        photo: the photo; the work is done on a copy of at most 800 px.
        caution: how much more a thing counts than a surface where both are likely. At 2 less of a sofa is taken for
            floor, and more of the floor is missed.
        layout: the room, where it is known better than it can be read.

    Returns:
        Labels FLOOR, WALL, CEILING, WINDOW, DOOR and FURNITURE at the photo's size, and probabilities of all but DOOR;
        ``confidence`` is roughly the overlap (IoU) to be expected.

    Raises:
        NoRoomFound: too few straight lines, or no floor, wall and ceiling in sight.
    """
    segments = photo_segments(photo)
    surfaces = read_surfaces(photo, segments)
    layout = layout or layout_of_surfaces(photo, surfaces)
    maps = pixel_maps(photo, surfaces, layout)
    labels = choose_labels(maps, layout, caution=caution)
    labels = sunlit_floor(labels, _small(photo, labels), _faces(layout, labels) == RoomClass.FLOOR)
    labels = with_rectangles(labels, find_rectangles(photo.pixels, segments, layout), layout)
    if np.isin(labels, SURFACES).mean() < LEAST_SURFACE:
        raise NoRoomFound("the photo shows hardly any floor, wall or ceiling")
    found = {kind: enlarge_map(layer, photo.size_wh) for kind, layer in zip(COLUMNS, maps, strict=True)}
    return Segmentation(
        enlarge_labels(labels, photo.size_wh),
        found,
        method="geometry",
        confidence=expected_overlap(labels, maps),
        knows=frozenset({RoomClass.OTHER, RoomClass.DOOR, *COLUMNS}),
        folded=dict.fromkeys((RoomClass.RUG, RoomClass.FIXTURE), RoomClass.FURNITURE),
        layout=layout,
    )


def pixel_maps(photo: Photo, surfaces: Surfaces, layout: Layout) -> NDArray[np.float32]:
    """(5, H, W) float32 probabilities of :data:`COLUMNS` on a copy of at most 800 px; they sum to 1."""
    light = lab_copy(photo.pixels, SIDE_PX)[..., 0] / np.float32(100)
    maps = np.moveaxis(surfaces.probabilities.astype(np.float32)[surfaces.patches.ids], -1, 0)
    sinking = below_horizon(layout.rays((light.shape[1], light.shape[0]))[..., 1])
    sharp = sharpen_maps(maps, light)
    sharp[COLUMNS.index(RoomClass.FLOOR)] *= sinking
    sharp[COLUMNS.index(RoomClass.CEILING)] *= 1 - sinking
    sharp /= np.maximum(sharp.sum(axis=0), 1e-6)
    return sharp


def expected_overlap(labels: Labels, maps: NDArray[np.float32]) -> float:
    """The mean IoU of floor, wall and ceiling that the probabilities themselves lead to expect, 0..1.

    The line from that to the measured IoU was fitted on the development half of a set of real photos.
    """
    weights = WEIGHTS[:, None, None] * maps
    weights /= weights.sum(axis=0)
    overlap = expected_iou(labels, {kind: weights[COLUMNS.index(kind)] for kind in SURFACES})
    return float(np.clip(0.84 * overlap + 0.05, 0.0, 1.0)) if overlap else 0.0


def choose_labels(maps: NDArray[np.float32], layout: Layout, *, caution: float = 1.0) -> Labels:
    """The label map (H, W) of probabilities: the strongest class, borders on the box's lines, specks dropped.

    Whether a pixel shows a surface is decided by the probabilities alone, which surface also by the box.
    """
    weights = WEIGHTS * np.array([caution, 1, 1, 1, 1], np.float32)
    weighted = maps * weights[:, None, None]
    box_labels = _faces(layout, maps[0])
    labels = np.array(COLUMNS, np.uint8)[weighted.argmax(axis=0)]
    by_box = [
        np.where(box_labels == kind, layer, OFF_THE_BOX * layer)
        for kind, layer in zip(SURFACES, weighted[1:4], strict=True)
    ]
    surface = np.array(SURFACES, np.uint8)[np.argmax(by_box, axis=0)]
    labels = np.where(np.isin(labels, SURFACES), surface, labels)
    snapped = snap_to_box(labels, box_labels, band_px=max(2, max(labels.shape) // 110))
    return drop_specks(snapped, smallest_px=labels.size // 1500)


def with_rectangles(labels: Labels, rectangles: list[WallRectangle], layout: Layout) -> Labels:
    """The label map with whole doors, windows and pictures where walls have rectangles; things before them stay."""
    found = labels.copy()
    for rectangle in rectangles:
        inside = rectangle_mask(rectangle, layout, (labels.shape[1], labels.shape[0]))
        found[inside & (labels == RoomClass.WALL)] = KIND_CLASSES[rectangle.kind]
    return found


def _faces(layout: Layout, like: NDArray[np.generic]) -> Labels:
    """Which surface the box has at each pixel of a map of that size."""
    return np.asarray(SURFACE_OF_PLANE[layout.plane_map((like.shape[1], like.shape[0]))], np.uint8)


def _small(photo: Photo, like: NDArray[np.generic]) -> Rgb8:
    """The photo at the size of a map."""
    return np.asarray(cv2.resize(photo.pixels, (like.shape[1], like.shape[0]), interpolation=cv2.INTER_AREA), np.uint8)
