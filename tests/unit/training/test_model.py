"""The net answers for any picture whose sides are multiples of 32."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from training.network.backbone import Backbone, EvenPad  # noqa: E402
from training.network.model import CLASSES, EDGES, FACINGS, RoomNet  # noqa: E402


@pytest.mark.parametrize("size_wh", [(64, 32), (96, 160), (320, 256)])
def test_answers_have_a_quarter_of_the_size(size_wh: tuple[int, int]) -> None:
    net = RoomNet(0, channels=16).eval()
    with torch.inference_mode():
        answers = net(torch.zeros(2, 3, size_wh[1], size_wh[0]))
    quarter = (size_wh[1] // 4, size_wh[0] // 4)
    assert [part.shape for part in answers] == [(2, count, *quarter) for count in (CLASSES, EDGES, FACINGS)]


def test_features_halve_from_map_to_map() -> None:
    backbone = Backbone(0).eval()
    with torch.inference_mode():
        maps = backbone(torch.zeros(1, 3, 128, 64))
    assert [part.shape[2:] for part in maps] == [(64, 32), (32, 16), (16, 8), (8, 4), (4, 2)]
    assert tuple(part.shape[1] for part in maps) == backbone.channels


def test_padding_at_stride_two_is_uneven_as_in_tensorflow() -> None:
    assert EvenPad(3, 2).sides == (0, 1, 0, 1)
    assert EvenPad(5, 2).sides == (1, 2, 1, 2)


def test_larger_nets_are_wider_and_deeper() -> None:
    weights = [sum(part.numel() for part in Backbone(size).parameters()) for size in (0, 1, 2)]
    assert weights == sorted(weights)
    assert weights[0] < weights[2]
