"""Label maps by the shipped network, run for real."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from maskkit.errors import MissingExtra
from maskkit.images.decode import decode, decode_grey
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.methods.network import (
    FOLDED,
    KINDS,
    class_shares,
    segment_by_network,
    working_size,
)
from maskkit.masks.methods.surface_maps import expected_iou
from maskkit.masks.models import rooms
from maskkit.masks.models.rooms import looked_at, read_room
from maskkit.masks.segment import segment

SAMPLES = Path(__file__).parents[3] / "sample_images"


def noise(size_wh: tuple[int, int]) -> Photo:
    return Photo(np.random.default_rng(0).integers(0, 255, (size_wh[1], size_wh[0], 3), dtype=np.uint8))


@pytest.mark.parametrize("size_wh", [(1, 1), (3, 400), (400, 3), (33, 31), (640, 480), (1500, 900)])
def test_a_photo_of_any_size_gets_a_label_map_of_its_size(size_wh: tuple[int, int]) -> None:
    found = segment_by_network(noise(size_wh))
    assert found.size_wh == size_wh
    assert set(np.unique(found.labels)) <= set(KINDS)
    assert 0 <= found.confidence <= 1
    assert found.probabilities is not None
    total = sum(found.probabilities.values())
    assert np.allclose(total, 1, atol=1e-3)


def test_rooms_are_read() -> None:
    """Floor, wall and ceiling of the sample rooms, in one confusion matrix."""
    counts = np.zeros((3, 2))
    for name in ("bedroom-furnished", "kitchen-empty", "bathroom-old"):
        truth = decode_grey(SAMPLES / "labels" / f"{name}.png")
        labels = segment_by_network(decode(SAMPLES / f"{name}.jpg")).labels
        for row, kind in enumerate((RoomClass.FLOOR, RoomClass.WALL, RoomClass.CEILING)):
            both = (labels == kind) & (truth == kind)
            counts[row] += both.sum(), ((labels == kind) | (truth == kind)).sum()
    assert (counts[:, 0] / counts[:, 1] > (0.8, 0.7, 0.8)).all()


def test_the_same_photo_gets_the_same_labels() -> None:
    photo = decode(SAMPLES / "kitchen-dated.jpg")
    one, two = segment_by_network(photo), segment_by_network(photo)
    assert (one.labels == two.labels).all()


def test_auto_is_the_network() -> None:
    assert segment(noise((64, 64))).method == "network"


def test_without_onnxruntime_the_network_says_so_and_auto_is_geometry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    rooms._session.cache_clear()
    with pytest.raises(MissingExtra, match="onnxruntime"):
        segment_by_network(noise((64, 64)))
    assert segment(decode(SAMPLES / "bedroom-empty.jpg")).method == "geometry"


def test_mirrors_and_curtains_count_as_furniture_and_stairs_as_nothing() -> None:
    logits = np.full((12, 2, 3), -9, np.float32)
    for column, number in enumerate((9, 10, 11)):
        logits[number, :, column] = 9
    shares = class_shares(logits, (3, 2))
    assert shares.argmax(axis=0).tolist() == [[RoomClass.FURNITURE, RoomClass.FURNITURE, RoomClass.OTHER]] * 2
    assert len(FOLDED) == len(logits)


def test_sizes_that_the_network_looks_at_are_multiples_of_32() -> None:
    for size_wh in ((4000, 3000), (1, 1), (10, 5000), (777, 333)):
        assert all(side % 32 == 0 and side > 0 for side in looked_at(size_wh, 512))
    assert working_size((4000, 3000)) == (1024, 768)
    assert working_size((300, 200)) == (300, 200)


def test_the_edges_and_facings_are_shares() -> None:
    found = read_room(decode(SAMPLES / "bedroom-empty.jpg").pixels)
    assert found.classes.shape[1:] == found.edges.shape[1:] == found.facings.shape[1:]
    assert 0 <= found.edges.min() <= found.edges.max() <= 1
    assert np.allclose(found.facings.sum(axis=0), 1, atol=1e-3)


def test_a_mirrored_photo_gets_nearly_the_mirrored_answer() -> None:
    """Nearly: each network looks at one side only."""
    pixels = decode(SAMPLES / "room-l-shaped.jpg").pixels
    seen, mirrored = read_room(pixels), read_room(np.ascontiguousarray(pixels[:, ::-1]))
    assert (seen.classes.argmax(axis=0) == mirrored.classes.argmax(axis=0)[:, ::-1]).mean() > 0.9
    left, right = seen.facings[3], mirrored.facings[5, :, ::-1]
    assert np.corrcoef(left.ravel(), right.ravel())[0, 1] > 0.8


def test_the_second_network_has_its_say() -> None:
    pixels = decode(SAMPLES / "room-l-shaped.jpg").pixels
    one, two = read_room(pixels, both_ways=False), read_room(pixels)
    assert not np.allclose(one.classes, two.classes, atol=0.1)


def test_sure_answers_promise_more_than_doubtful_ones() -> None:
    labels = np.repeat(np.uint8([[1, 2, 3]]), 20, axis=0).repeat(10, axis=1)
    sure = np.eye(9, dtype=np.float32)[labels].transpose(2, 0, 1)
    doubtful = 0.6 * sure + 0.4 / 9
    assert expected_iou(labels, dict(enumerate(sure))) == pytest.approx(1)
    assert expected_iou(labels, dict(enumerate(doubtful))) < 0.8
    assert expected_iou(np.zeros_like(labels), {1: doubtful[1]}) == 0
