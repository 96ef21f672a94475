"""The room network: EfficientNet-Lite, a pyramid with the whole picture's context, and three small heads."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.network.backbone import Backbone, convolve

CLASSES = 12
"""Other, floor, wall, ceiling, window, door, furniture, rug, fixture, mirror, curtain, stairs."""
EDGES = 4
"""Wall to floor, wall to ceiling, wall to wall, thing to surface."""
FACINGS = 6
"""No surface, floor, ceiling, a wall to the left, one ahead, one to the right."""
POOLS = (2, 4)
"""Sides, in cells of the coarsest map, of the parts whose means are added; the whole picture's mean comes besides."""


class Answers(NamedTuple):
    """Logits (N, channels, H / 4, W / 4) of the three heads."""

    classes: Tensor
    edges: Tensor
    facings: Tensor


def smooth(channels: int) -> nn.Sequential:
    """A depth-wise separable 3 by 3 filter."""
    return nn.Sequential(
        *convolve(channels, channels, 3, groups=channels),
        nn.ReLU6(inplace=True),
        *convolve(channels, channels),
        nn.ReLU6(inplace=True),
    )


class Context(nn.Module):
    """What the picture holds as a whole and in its parts, added to the coarsest map (pyramid pooling, Zhao 2017)."""

    def __init__(self, before: int, channels: int) -> None:
        super().__init__()
        self.narrow = nn.Sequential(*convolve(before, channels), nn.ReLU6(inplace=True))
        self.whole = nn.Sequential(nn.Conv2d(channels, channels, 1), nn.ReLU6(inplace=True))
        self.parts = nn.ModuleList(
            nn.Sequential(nn.Conv2d(channels, channels, 1), nn.ReLU6(inplace=True)) for _ in POOLS
        )

    def forward(self, coarse: Tensor) -> Tensor:
        """The map (N, before, h, w) as (N, channels, h, w)."""
        features: Tensor = self.narrow(coarse)
        mixed = features + self.whole(features.mean((2, 3), keepdim=True))
        for side, part in zip(POOLS, self.parts, strict=True):
            means = functional.avg_pool2d(features, side, ceil_mode=True, count_include_pad=False)
            mixed = mixed + functional.interpolate(
                part(means), features.shape[2:], mode="bilinear", align_corners=False
            )
        return mixed


class RoomNet(nn.Module):
    """A picture (N, 3, H, W), RGB in -1..1, sides multiples of 32, to :class:`Answers` at a quarter of its size."""

    def __init__(self, size: int = 0, channels: int = 96) -> None:
        super().__init__()
        self.backbone = Backbone(size)
        self.context = Context(self.backbone.channels[-1], channels)
        finer = self.backbone.channels[-2:0:-1]
        self.inward = nn.ModuleList(nn.Sequential(*convolve(count, channels)) for count in finer)
        self.smooth = nn.ModuleList(smooth(channels) for _ in finer)
        self.classes = nn.Sequential(smooth(channels), nn.Conv2d(channels, CLASSES, 1))
        self.others = nn.Sequential(smooth(channels), nn.Conv2d(channels, EDGES + FACINGS, 1))

    def forward(self, picture: Tensor) -> Answers:
        """The logits of every head."""
        maps = self.backbone(picture)
        features = self.context(maps[-1])
        for finer, inward, smoother in zip(maps[-2:0:-1], self.inward, self.smooth, strict=True):
            features = functional.interpolate(features, finer.shape[2:], mode="bilinear", align_corners=False)
            features = smoother(features + inward(finer))
        edges, facings = torch.split(self.others(features), (EDGES, FACINGS), 1)
        return Answers(self.classes(features), edges, facings)
