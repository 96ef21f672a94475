"""What speaks for floor, wall or ceiling at each patch: place, colour, texture, lines, and what lies around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.geometry.patches import Patches, path_costs, regions
from maskkit.geometry.vanishing import deviations, prepare_segments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import Floats, SizeWh

AGREES = 0.05


def first_cues(patches: Patches, segments: Floats, frame: Floats, size_wh: SizeWh) -> Floats:
    """The cues of every patch: (P, F) float64.

    Args:
        patches: the patches of the photo.
        segments: (N, 4) line segments in pixels of the photo.
        frame: (4,) the camera; see :mod:`maskkit.geometry.vanishing`.
        size_wh: the photo's size.
    """
    groups = [
        place_cues(patches, frame),
        colour_cues(patches),
        texture_cues(patches),
        line_cues(patches, segments, frame, size_wh),
        way_cues(patches),
        region_cues(patches, 4.0),
        region_cues(patches, 7.0),
    ]
    return np.concatenate(groups, axis=1)


def centres(patches: Patches) -> Floats:
    """(P, 2) the middle of each patch, x and y in 0..1."""
    height, width = patches.ids.shape
    y, x = np.mgrid[:height, :width]
    return np.stack([patches.mean((x + 0.5) / width), patches.mean((y + 0.5) / height)], axis=1)


def place_cues(patches: Patches, frame: Floats) -> Floats:
    """Place in the picture, and the height of the view ray against the horizon."""
    middle = centres(patches)
    width, height = patches.size_wh
    long_side = max(width, height)
    offsets = (middle - 0.5) * np.array([width, height]) / long_side / np.exp(frame[0])
    sin_pitch, cos_pitch = np.sin(frame[2]), np.cos(frame[2])
    sin_roll, cos_roll = np.sin(frame[3]), np.cos(frame[3])
    down = np.array([-sin_roll * cos_pitch, cos_roll * cos_pitch, sin_pitch])
    rays = np.concatenate([offsets, np.ones((len(offsets), 1))], axis=1)
    sunk = rays @ down / np.linalg.norm(rays, axis=1)
    aspect = np.full(len(sunk), np.log(width / height))
    return np.stack([np.abs(middle[:, 0] - 0.5), middle[:, 1], sunk, aspect], axis=1)


def colour_cues(patches: Patches) -> Floats:
    """Colour of the patch, and against the whole picture's and the bottom's and top's."""
    lab = patches.mean(patches.lab)
    whole = np.median(patches.lab.reshape(-1, 3), axis=0)
    rank = np.argsort(np.argsort(lab[:, 0])) / patches.count
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    chroma_rank = np.argsort(np.argsort(chroma)) / patches.count
    height = patches.ids.shape[0]
    strips = (patches.lab[-max(2, height // 12) :], patches.lab[: max(2, height // 12)])
    ends = [np.median(strip.reshape(-1, 3), axis=0) for strip in strips]
    apart = [np.abs(lab - end) for end in ends]
    apart = [np.stack([part[:, 0], np.hypot(part[:, 1], part[:, 2])], axis=1) for part in apart]
    columns = [lab, lab - whole, rank[:, None], chroma[:, None], chroma_rank[:, None], *apart]
    return np.concatenate(columns, axis=1)


def texture_cues(patches: Patches) -> Floats:
    """Steepness of the patch and of its surroundings at two reaches, and how uneven its lightness is."""
    light = patches.lab[..., 0]
    layers = [patches.gradient]
    layers += [np.asarray(cv2.blur(patches.gradient, (k, k)), np.float32) for k in (15, 41)]
    mean = cv2.blur(light, (9, 9))
    layers.append(np.sqrt(np.maximum(cv2.blur(light * light, (9, 9)) - mean * mean, 0)).astype(np.float32))
    layers += [patches.grain, np.asarray(cv2.blur(patches.grain, (15, 15)), np.float32)]
    for dx in (1, 0):
        slopes = np.abs(cv2.Sobel(light, cv2.CV_32F, dx, 1 - dx, scale=0.125))
        layers.append(np.asarray(cv2.blur(slopes, (11, 11)), np.float32))
    return patches.mean(np.stack(layers, axis=-1))


def line_maps(segments: Floats, frame: Floats, photo_size_wh: SizeWh, map_size_wh: SizeWh) -> NDArray[np.float32]:
    """(4, h, w) float32: the segments that run along the room's x, y and z, and all others, drawn on a small map."""
    maps = np.zeros((4, map_size_wh[1], map_size_wh[0]), np.float32)
    if not len(segments):
        return maps
    prepared = prepare_segments(segments, photo_size_wh, most=len(segments))
    apart = deviations(frame[None], prepared)[0]
    kind = np.where(apart.min(axis=0) < AGREES, apart.argmin(axis=0), 3)
    ends = np.round(segments * (np.array(map_size_wh * 2) / np.array(photo_size_wh * 2)) * 16 - 8).astype(int)
    for which, (x0, y0, x1, y1) in zip(kind, ends.tolist(), strict=True):
        cv2.line(maps[which], (x0, y0), (x1, y1), 1.0, 1, cv2.LINE_AA, 4)
    return maps


def line_cues(patches: Patches, segments: Floats, frame: Floats, size_wh: SizeWh) -> Floats:
    """How dense lines of each room direction are around the patch, below and above it."""
    maps = line_maps(segments, frame, size_wh, patches.size_wh)
    layers = [cv2.blur(layer, (k, k)) for k in (13, 45) for layer in maps]
    height = maps.shape[1]
    level = cv2.blur(maps[0] + maps[2], (9, 1))
    upright = cv2.blur(maps[1], (9, 1))
    for layer in (level, upright, patches.gradient):
        passed = np.cumsum(layer, axis=0) / height
        layers += [passed, passed[-1:] - passed]
    return patches.mean(np.stack(layers, axis=-1))


def way_cues(patches: Patches) -> Floats:
    """How much look changes on the way to the patch from the bottom, the top and the sides, less the mean of it."""
    edges = (patches.ids[-1], patches.ids[0], np.concatenate([patches.ids[:, 0], patches.ids[:, -1]]))
    costs = np.stack([path_costs(patches, np.unique(edge)) for edge in edges], axis=1)
    return np.concatenate([costs, costs / (costs.mean(axis=0) + 1e-6), costs[:, :1] - costs[:, 1:2]], axis=1)


def region_cues(patches: Patches, most: float) -> Floats:
    """Size, extent and look of the larger region that the patch belongs to."""
    region = regions(patches, most)
    sizes = np.bincount(region, patches.sizes)
    middle = centres(patches)
    count = len(sizes)

    def mean(values: Floats) -> Floats:
        return np.bincount(region, values * patches.sizes, count) / sizes

    low, high = np.ones((count, 2)), np.zeros((count, 2))
    np.minimum.at(low, region, middle)
    np.maximum.at(high, region, middle)
    spread = high - low
    full = sizes / sizes.sum()
    looks = [mean(patches.mean(patches.lab[..., k])) for k in range(3)] + [mean(patches.mean(patches.gradient))]
    shape = [np.log(full), low[:, 1], high[:, 1], spread[:, 0], spread[:, 1], full / (spread.prod(axis=1) + 0.02)]
    return np.stack([*shape, *looks], axis=1)[region]
