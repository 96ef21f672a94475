"""Pairs of masks to score: random ones of many kinds for the parity tests, and one like a room for the speed table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

EACH = 50
"""How many pairs there are of each random kind."""


class Case(NamedTuple):
    """A prediction and its truth; ``soft`` is the prediction in 0..1, ``pred`` what of it is at least one half."""

    name: str
    soft: Floats
    truth: Bools

    @property
    def pred(self) -> Bools:
        """The hard prediction."""
        return self.soft >= 0.5

    @property
    def both_marked(self) -> bool:
        """Whether neither side is empty."""
        return bool(self.truth.any() and self.pred.any())


def cases(kind: str) -> list[Case]:
    """All pairs of one kind; the same ones in every run."""
    return list(_MAKERS[kind]())


def all_cases() -> Iterator[Case]:
    """Every pair of every kind."""
    for kind in KINDS:
        yield from cases(kind)


def room_pair(size_wh: tuple[int, int]) -> tuple[Bools, Bools]:
    """A prediction and a truth as rooms give them: large, ragged, and along the frame for a fifth of their border.

    The IoU is .863 and the share of the frame .22 at every size.
    """
    generator = np.random.default_rng(53)
    slope = 0.8 * np.linspace(-1, 1, size_wh[1])[:, None]
    shape = _field(generator, size_wh, (7, 5)) + 0.2 * _field(generator, size_wh, (40, 30)) + slope
    error = _field(generator, size_wh, (9, 7)) + 0.2 * _field(generator, size_wh, (60, 45))
    return shape + 0.25 * error > 0.1, shape > 0.1


def frame_share(mask: Bools) -> float:
    """The share of a mask's inner border pixels that are border only because the picture ends there."""
    padded = cv2.erode(mask.astype(np.uint8), _cross(), borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    inside = cv2.erode(mask.astype(np.uint8), _cross(), borderType=cv2.BORDER_CONSTANT, borderValue=1) > 0
    border = int((mask & ~padded).sum())
    return int((inside & ~padded).sum()) / border if border else 0.0


def _cross() -> NDArray[np.uint8]:
    return cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3)).astype(np.uint8)


def _field(generator: np.random.Generator, size_wh: tuple[int, int], knots_wh: tuple[int, int]) -> Floats:
    """Smooth noise of standard deviation about .5, with so many knots."""
    coarse = generator.normal(0, 0.75, knots_wh[::-1])
    return cv2.resize(coarse, size_wh, interpolation=cv2.INTER_CUBIC)


def _size(generator: np.random.Generator) -> tuple[int, int]:
    """A width and a height up to 300 and 200; one in five is very small."""
    largest = (9, 9) if generator.random() < 0.2 else (300, 200)
    return int(generator.integers(1, largest[0] + 1)), int(generator.integers(1, largest[1] + 1))


Draw = Callable[[np.random.Generator, tuple[int, int]], Bools]


def _random(kind: str, draw: Draw, *, count: int = EACH) -> Iterator[Case]:
    """Pairs that share most of their shape: the second is the first with a part of another one."""
    for number in range(count):
        generator = np.random.default_rng([sum(map(ord, kind)), number])
        size_wh = _size(generator)
        truth, other = draw(generator, size_wh), draw(generator, size_wh)
        pred = np.roll(truth, generator.integers(-4, 5, 2), axis=(0, 1))
        part = _field(generator, size_wh, (3, 3)) > generator.choice([0.0, 0.5, 9.0])
        yield Case(f"{kind}-{number}", np.where(part, other, pred).astype(np.float64), truth)


def _blobs(generator: np.random.Generator, size_wh: tuple[int, int]) -> Bools:
    return _field(generator, size_wh, (6, 5)) > generator.normal(0.1, 0.2)


def _rooms(generator: np.random.Generator, size_wh: tuple[int, int]) -> Bools:
    """A floor: a polygon whose lower part leaves the picture, with something standing on it."""
    width, height = size_wh
    back, left, right = generator.uniform(0.2, 0.8, 3) * height
    x0, x1 = np.sort(generator.uniform(0, 1, 2)) * width
    floor = np.array([(0, left), (x0, back), (x1, back), (width, right), (width, height), (0, height)])
    drawn = np.zeros((height, width), np.uint8)
    cv2.fillPoly(drawn, [np.int32(floor)], 1)
    corner, far = generator.uniform(0, 1, (2, 2)) * size_wh
    cv2.rectangle(drawn, np.int32(corner).tolist(), np.int32(far).tolist(), 0, -1)
    return drawn > 0


def _lines(generator: np.random.Generator, size_wh: tuple[int, int]) -> Bools:
    drawn = np.zeros(size_wh[::-1], np.uint8)
    for _ in range(generator.integers(1, 5)):
        start, end = np.int32(generator.uniform(0, 1, (2, 2)) * size_wh).tolist()
        cv2.line(drawn, start, end, 1, int(generator.integers(1, 3)))
    return drawn > 0


def _specks(generator: np.random.Generator, size_wh: tuple[int, int]) -> Bools:
    return generator.random(size_wh[::-1]) < generator.choice([0.002, 0.02, 0.2])


def _noise(generator: np.random.Generator, size_wh: tuple[int, int]) -> Bools:
    return generator.random(size_wh[::-1]) < generator.choice([0.5, 0.9, 0.99])


def _rings(generator: np.random.Generator, size_wh: tuple[int, int]) -> Bools:
    """Shapes with holes that may run out of the picture."""
    drawn = np.zeros(size_wh[::-1], np.uint8)
    for radius in np.sort(generator.uniform(0, 0.7, 4))[::-1] * max(size_wh):
        centre = np.int32(generator.uniform(0.3, 0.7, 2) * size_wh).tolist()
        cv2.circle(drawn, centre, int(radius), int(drawn[centre[1], centre[0]] == 0), -1)
    return drawn > 0


def _soft() -> Iterator[Case]:
    """Soft predictions: in steps of 1/255 as files hold them, or of any value as networks give them."""
    for number in range(EACH):
        generator = np.random.default_rng([255, number])
        size_wh = _size(generator)
        truth = _blobs(generator, size_wh)
        if number % 10 == 0:
            truth[:] = number % 20 == 0
        spread = generator.uniform(0.1, 1.0)
        soft = np.clip(0.5 + (truth - 0.5) * spread + 0.3 * generator.normal(size=truth.shape), 0, 1)
        yield Case(f"soft-{number}", np.round(soft * 255) / 255 if number % 2 else soft, truth)


def _extremes() -> Iterator[Case]:
    """Empty, full, equal, opposite and one-pixel masks, in all combinations, at three sizes."""
    for width, height in ((1, 1), (2, 1), (7, 5), (40, 30)):
        one = np.zeros((height, width), bool)
        one[height // 2, width // 2] = True
        corner = np.zeros((height, width), bool)
        corner[0, 0] = True
        half = np.arange(width)[None, :].repeat(height, 0) >= width / 2
        masks = {"empty": one & ~one, "full": one | ~one, "one": one, "corner": corner, "half": half, "rest": ~half}
        for pred_name, pred in masks.items():
            for truth_name, truth in masks.items():
                yield Case(f"{width}x{height}-{pred_name}-{truth_name}", pred.astype(np.float64), truth)


def _large() -> Iterator[Case]:
    pred, truth = room_pair((1024, 768))
    yield Case("room-1024x768", pred.astype(np.float64), truth)
    yield Case("room-1024x768-swapped", truth.astype(np.float64), pred)
    generator = np.random.default_rng(12)
    floors = [_rooms(generator, (1024, 768)) for _ in range(2)]
    yield Case("floors-1024x768", floors[0].astype(np.float64), floors[1])


_MAKERS: dict[str, Callable[[], Iterator[Case]]] = {
    "blobs": lambda: _random("blobs", _blobs),
    "rooms": lambda: _random("rooms", _rooms),
    "lines": lambda: _random("lines", _lines),
    "specks": lambda: _random("specks", _specks),
    "noise": lambda: _random("noise", _noise),
    "rings": lambda: _random("rings", _rings),
    "soft": _soft,
    "extremes": _extremes,
    "large": _large,
}
KINDS = tuple(_MAKERS)
