"""Windows and doors taken as far as they are likely, from where they are sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.masks.classes import RoomClass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import BoolMap, Labels

    Maps = NDArray[np.float32]

SMOOTH_SHARE = 0.004
"""Of the longer side: over which probabilities are averaged before they are believed."""

THINGS = (RoomClass.OTHER, RoomClass.FURNITURE)
LIKELY = {
    RoomClass.WINDOW: (0.1, THINGS),
    RoomClass.DOOR: (0.15, (*THINGS, RoomClass.FIXTURE)),
}
"""From which probability on, and from which classes, a window or a door takes what touches it."""


def likely_openings(labels: Labels, shares: Maps) -> Labels:
    """``labels`` (H, W) with windows and doors grown into what touches them and may be of their kind.

    Through a window things are seen, and a door looks like a cupboard: the likeliest class alone leaves
    holes in them. Two thresholds instead of one, as in Canny's edges (J. Canny, "A Computational Approach to Edge
    Detection", TPAMI 1986, section VI).

    Args:
        labels: (H, W) uint8 of :class:`RoomClass`.
        shares: (9, H, W) float32, how likely each class is.

    >>> labels, shares = np.full((4, 6), 6, np.uint8), np.zeros((9, 4, 6), np.float32)
    >>> labels[:, 2], shares[4, :, :4] = 4, 0.4
    >>> likely_openings(labels, shares)[0].tolist()
    [4, 4, 4, 4, 6, 6]
    """
    grown = labels.copy()
    reach = max(0.5, SMOOTH_SHARE * max(labels.shape))
    for kind, (least, others) in LIKELY.items():
        sure = labels == kind
        if sure.any():
            likely = (cv2.GaussianBlur(shares[kind], (0, 0), reach) > least) & np.isin(labels, others)
            grown[touching(sure | likely, sure) & likely] = kind
    return grown


def touching(parts: BoolMap, seeds: BoolMap) -> BoolMap:
    """The connected ones of ``parts`` (H, W) that hold any of ``seeds``.

    >>> touching(np.array([[True, True, False, True]]), np.array([[True, False, True, False]])).tolist()
    [[True, True, False, False]]
    """
    count, ids = cv2.connectedComponents(parts.astype(np.uint8), connectivity=8)
    chosen = np.zeros(count, np.bool_)
    chosen[np.unique(ids[seeds & parts])] = True
    held: BoolMap = chosen[ids]
    return held
