"""A photo cut into small patches of even colour, and what each patch looks like: colour, texture, neighbours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from skimage.segmentation import slic

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import Floats, Rgb8, SizeWh

WORK_SIDE_PX = 320
PATCHES = 900
COMPACTNESS = 0.12


@dataclass(frozen=True, eq=False)
class Patches:
    """The patches of a small copy of a photo.

    Attributes:
        ids: (h, w) patch number of each pixel of the small copy.
        lab: (h, w, 3) float32 CIE Lab of the small copy.
        gradient: (h, w) float32 steepness of lightness and colour together.
        grain: (h, w) float32 fine texture: what is lost when the photo is made this small.
        sizes: (P,) pixels per patch.
        pairs: (E, 2) touching patches, each pair once.
        steps: (E,) how different two touching patches look, and how hard the edge between them is.
    """

    ids: NDArray[np.intp]
    lab: NDArray[np.float32]
    gradient: NDArray[np.float32]
    grain: NDArray[np.float32]
    sizes: Floats
    pairs: NDArray[np.intp]
    steps: Floats

    @property
    def size_wh(self) -> SizeWh:
        """The small copy's size."""
        return self.ids.shape[1], self.ids.shape[0]

    @property
    def count(self) -> int:
        """The number of patches."""
        return len(self.sizes)

    def mean(self, values: NDArray[np.generic]) -> Floats:
        """The mean of a map over each patch: (h, w) → (P,), (h, w, C) → (P, C)."""
        if values.ndim == 3:
            return np.stack([self.mean(values[..., k]) for k in range(values.shape[2])], axis=1)
        return np.bincount(self.ids.ravel(), np.asarray(values, np.float64).ravel(), self.count) / self.sizes


def cut_patches(pixels: Rgb8) -> Patches:
    """Cut a photo into about 900 patches: SLIC (Achanta et al., PAMI 2012) on a copy of at most 320 px.

    >>> picture = np.full((60, 80, 3), 90, np.uint8)
    >>> cut_patches(picture).size_wh
    (80, 60)
    """
    lab = lab_copy(pixels, WORK_SIDE_PX)
    ids = slic(lab, PATCHES, compactness=COMPACTNESS, max_num_iter=5, convert2lab=False, start_label=0, channel_axis=-1)
    _, ids = np.unique(ids, return_inverse=True)
    ids = ids.reshape(lab.shape[:2]).astype(np.intp)
    gradient = _gradient(lab)
    sizes = np.bincount(ids.ravel()).astype(np.float64)
    pairs, edges = _touching(ids, gradient)
    bare = Patches(ids, lab, gradient, _grain(pixels, lab), sizes, pairs, edges)
    colour = bare.mean(lab) * np.array([0.6, 1.0, 1.0])
    steps = np.linalg.norm(colour[pairs[:, 0]] - colour[pairs[:, 1]], axis=1) + 0.5 * edges
    return replace(bare, steps=steps)


def lab_copy(pixels: Rgb8, side_px: int) -> NDArray[np.float32]:
    """A small copy in CIE Lab, long side at most ``side_px``: (h, w, 3) float32, L in 0..100."""
    scale = min(1.0, side_px / max(pixels.shape[:2]))
    size = (max(8, round(pixels.shape[1] * scale)), max(8, round(pixels.shape[0] * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB)
    return np.asarray(lab, np.float32)


def _gradient(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    total = np.zeros(lab.shape[:2], np.float32)
    for channel in range(3):
        layer = cv2.GaussianBlur(lab[..., channel], (0, 0), 0.8)
        dx, dy = cv2.Sobel(layer, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(layer, cv2.CV_32F, 0, 1, scale=0.125)
        total += np.asarray(dx * dx + dy * dy, np.float32)
    return np.sqrt(total)


def _grain(pixels: Rgb8, lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """The strength of detail finer than about a hundredth of the picture, seen on a copy twice as large."""
    fine = lab_copy(pixels, 2 * WORK_SIDE_PX)[..., 0]
    detail = np.abs(fine - cv2.GaussianBlur(fine, (0, 0), 1.5))
    return np.asarray(cv2.resize(detail, (lab.shape[1], lab.shape[0]), interpolation=cv2.INTER_AREA), np.float32)


def _touching(ids: NDArray[np.intp], gradient: NDArray[np.float32]) -> tuple[NDArray[np.intp], Floats]:
    """Which patches touch, and the mean gradient along their common border."""
    count = int(ids.max()) + 1
    first = np.concatenate([ids[:, :-1].ravel(), ids[:-1].ravel()])
    second = np.concatenate([ids[:, 1:].ravel(), ids[1:].ravel()])
    steep = np.concatenate(
        [np.maximum(gradient[:, :-1], gradient[:, 1:]).ravel(), np.maximum(gradient[:-1], gradient[1:]).ravel()]
    )
    apart = first != second
    key = np.minimum(first, second)[apart] * count + np.maximum(first, second)[apart]
    keys, place = np.unique(key, return_inverse=True)
    edges = np.bincount(place, steep[apart]) / np.bincount(place)
    return np.stack([keys // count, keys % count], axis=1), edges


def graph(patches: Patches, weights: Floats) -> csr_array:
    """The touching patches as a symmetric sparse matrix of ``weights``."""
    a, b = patches.pairs.T
    both = (np.concatenate([a, b]), np.concatenate([b, a]))
    return csr_array((np.concatenate([weights, weights]), both), shape=(patches.count, patches.count))


def path_costs(patches: Patches, starts: NDArray[np.intp]) -> Floats:
    """How much look must change on the way from the nearest of ``starts`` to each patch: (P,)."""
    links = graph(patches, patches.steps + 0.3)
    return np.asarray(dijkstra(links, indices=starts, min_only=True), np.float64)


def regions(patches: Patches, most: float, groups: NDArray[np.generic] | None = None) -> NDArray[np.intp]:
    """Larger regions: patches joined wherever the step between them is below ``most``: (P,) region numbers.

    With ``groups`` (P,), only patches of the same group are joined.
    """
    joined = patches.steps < most
    if groups is not None:
        joined &= groups[patches.pairs[:, 0]] == groups[patches.pairs[:, 1]]
    links = graph(patches, joined.astype(np.float64))
    links.eliminate_zeros()
    return np.asarray(connected_components(links, directed=False)[1], np.intp)


def neighbour_mean(patches: Patches, values: Floats) -> Floats:
    """The mean over the patches that touch each patch, those that look alike counting more: (P, C) → (P, C)."""
    links = graph(patches, np.exp(-patches.steps / 6.0) + 0.02)
    return np.asarray((links @ values) / np.asarray(links.sum(axis=1)).reshape(-1, 1), np.float64)
