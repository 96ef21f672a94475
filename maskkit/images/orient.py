"""The eight EXIF orientations, on arrays, sizes and points.

The value says how the stored picture must be turned or mirrored to stand upright (EXIF 2.32, tag 0x0112):
1 nothing, 2 mirror left-right, 3 turn by 180°, 4 mirror top-bottom, 5 transpose, 6 turn clockwise, 7 transverse,
8 turn anticlockwise.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maskkit.types import Points, SizeWh

ORIENTATIONS = range(1, 9)

INVERSE = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
"""The orientation that undoes each."""


def turns_sides(orientation: int) -> bool:
    """Whether width and height change places."""
    return orientation >= 5


def oriented_size(size_wh: SizeWh, orientation: int) -> SizeWh:
    """The upright size of a picture that is stored in ``size_wh``.

    >>> oriented_size((4000, 3000), 6)
    (3000, 4000)
    """
    width, height = size_wh
    return (height, width) if turns_sides(orientation) else (width, height)


def orient_array(array: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Turn (H, W) or (H, W, C) upright; the array itself where nothing is to be done, else a contiguous copy.

    >>> orient_array(np.array([[1, 2], [3, 4]], np.uint8), 6).tolist()
    [[3, 1], [4, 2]]
    """
    import cv2  # here, so that reading a header does not load it

    if turns_sides(orientation):
        array = cv2.transpose(array).astype(np.uint8, copy=False)
    rows, columns = _flips(orientation)
    if not (rows or columns):
        return array
    return cv2.flip(array, -1 if rows and columns else int(columns)).astype(np.uint8, copy=False)


def orient_points(points: Points, size_wh: SizeWh, orientation: int) -> Points:
    """Map (N, 2) points of the stored picture of ``size_wh`` into the upright one.

    >>> orient_points(np.array([[0.5, 0.5]]), (40, 30), 6).tolist()
    [[29.5, 0.5]]
    """
    width, height = oriented_size(size_wh, orientation)
    turned = points[:, ::-1] if turns_sides(orientation) else points
    rows, columns = _flips(orientation)
    x, y = turned[:, 0], turned[:, 1]
    return np.stack([width - x if columns else x, height - y if rows else y], axis=1)


def _flips(orientation: int) -> tuple[bool, bool]:
    """Whether rows and columns run backwards, after the transposition that 5..8 begin with."""
    return orientation in {3, 4, 7, 8}, orientation in {2, 3, 6, 7}
