"""The trees: which way a cue leads, and that the shipped files can be read."""

from __future__ import annotations

import json

import numpy as np
import pytest

from maskkit.geometry.surfaces import load_trees
from maskkit.geometry.trees import forest_from_json

STUMP = [[1, 0.5, 1, 2, 0], [0, 0, 1, 1, 2.0], [0, 0, 2, 2, -2.0]]
DEEP = [[0, 0.0, 1, 2, 0], [0, 0, 1, 1, 1.0], [1, 5.0, 3, 4, 0], [0, 0, 3, 3, 4.0], [0, 0, 4, 4, -4.0]]


def forest(*trees: list[list[float]], classes: int, depth: int) -> str:
    return json.dumps({"classes": classes, "depth": depth, "trees": trees})


def test_a_cue_equal_to_the_limit_goes_the_yes_way() -> None:
    answers = forest_from_json(forest(STUMP, classes=2, depth=1)).probabilities(np.array([[0, 0.5], [0, 0.500001]]))
    assert answers[0, 0] > 0.8
    assert answers[1, 0] < 0.2


def test_trees_of_different_depth_are_walked_to_their_leaves() -> None:
    cues = np.array([[-1.0, 9.0], [1.0, 4.0], [1.0, 6.0]])
    answers = forest_from_json(forest(DEEP, STUMP, classes=2, depth=2)).probabilities(cues)
    scores = np.log(answers[:, 0] / answers[:, 1])
    assert np.allclose(scores, [1 + 2, 4 + 2, -4 + 2])


def test_trees_of_one_class_add_up() -> None:
    once = forest_from_json(forest(STUMP, STUMP, classes=2, depth=1)).probabilities(np.zeros((1, 2)))
    twice = forest_from_json(forest(STUMP, STUMP[:1] + STUMP[1:], STUMP, STUMP, classes=2, depth=1))
    assert np.allclose(once, 0.5)
    assert np.allclose(twice.probabilities(np.zeros((1, 2))), 0.5)


@pytest.mark.parametrize("stage", [0, 1])
def test_the_shipped_trees_are_whole(stage: int) -> None:
    """Every way ends in a leaf after ``depth`` steps: leaves lead to themselves."""
    trees = load_trees(stage)
    assert trees.classes == 5
    leaf = trees.yes == trees.no
    assert trees.yes.max() < trees.yes.shape[1]
    assert np.all(trees.values[~leaf] == 0)
    node = np.zeros(len(trees.yes), np.intp)
    rows = np.arange(len(node))
    for _ in range(trees.depth):
        node = np.maximum(trees.yes[rows, node], trees.no[rows, node])
    assert leaf[rows, node].all()
