"""Boosted decision trees, stored as JSON, that turn cues into probabilities."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import Floats


@dataclass(frozen=True, eq=False)
class Forest:
    """Trees of one size, class after class.

    Attributes:
        cues: (T, N) the cue that each node asks for; leaves ask for cue 0 and lead to themselves.
        limits: (T, N) a node goes on to ``yes`` where its cue is at most this.
        yes: (T, N) the node for cues up to the limit.
        no: (T, N) the node for cues above it.
        values: (T, N) what a leaf adds to the score of its tree's class.
        classes: the number of classes; tree t belongs to class t modulo this.
        depth: the longest way from a root to a leaf.
    """

    cues: NDArray[np.intp]
    limits: Floats
    yes: NDArray[np.intp]
    no: NDArray[np.intp]
    values: Floats
    classes: int
    depth: int

    def probabilities(self, cues: Floats) -> Floats:
        """Softmax of the summed leaves: (P, F) cues → (P, classes), rows sum to 1.

        >>> text = '{"classes": 2, "depth": 1, "trees": [[[0, 0.5, 1, 2, 0], [0, 0, 1, 1, 3], [0, 0, 2, 2, -3]]]}'
        >>> forest_from_json(text).probabilities(np.array([[0.2], [0.9]])).round(2).tolist()
        [[0.95, 0.05], [0.05, 0.95]]
        """
        trees = np.arange(len(self.cues))[:, None]
        rows = np.arange(len(cues))[None]
        node = np.zeros((len(self.cues), len(cues)), np.intp)
        for _ in range(self.depth):
            low = cues[rows, self.cues[trees, node]] <= self.limits[trees, node]
            node = np.where(low, self.yes[trees, node], self.no[trees, node])
        leaves = self.values[trees, node]
        scores = np.stack([leaves[k :: self.classes].sum(axis=0) for k in range(self.classes)], axis=1)
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True), np.float64)


def forest_from_json(text: str) -> Forest:
    """Read a forest: ``{"classes", "depth", "trees": [[[cue, limit, yes, no, value], …], …]}``, node 0 is the root."""
    told = json.loads(text)
    widest = max(len(tree) for tree in told["trees"])
    table = np.zeros((len(told["trees"]), widest, 5))
    for row, tree in zip(table, told["trees"], strict=True):
        row[: len(tree)] = tree
    whole = table[..., [0, 2, 3]].astype(np.intp)
    return Forest(
        whole[..., 0], table[..., 1], whole[..., 1], whole[..., 2], table[..., 4], told["classes"], told["depth"]
    )
