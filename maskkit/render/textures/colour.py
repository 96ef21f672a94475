"""Colours in linear light: from their hex names, and mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]


def linear(name: str) -> NDArray[np.float32]:
    """(3,) float32 linear light of an sRGB hex colour (IEC 61966-2-1).

    >>> linear("#808080").round(4).tolist()
    [0.2159000039100647, 0.2159000039100647, 0.2159000039100647]
    """
    digits = name.removeprefix("#")
    srgb = np.array([int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)])
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4).astype(np.float32)


def to_hex(colour: NDArray[np.floating]) -> str:
    """The sRGB hex colour of (3,) linear light, clipped to 0..1: the inverse of :func:`linear`.

    >>> to_hex(linear("#8a6c50"))
    '#8a6c50'
    """
    light = np.clip(np.asarray(colour, np.float64), 0, 1)
    srgb = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(float(level) * 255):02x}" for level in srgb)


def ramp(t: Field, *colours: NDArray[np.float32]) -> Field:
    """(H, W, 3): ``t`` in 0..1 mapped evenly onto the colours, with straight lines between them.

    >>> ramp(np.float32([[0, 0.5, 1]]), linear("#000000"), linear("#ffffff"))[0, :, 0].tolist()
    [0.0, 0.5, 1.0]
    """
    stops = np.linspace(0, 1, len(colours), dtype=np.float32)
    table = np.stack(colours)
    return np.stack([np.interp(t, stops, table[:, i]).astype(np.float32) for i in range(3)], axis=-1)


def mix(a: Field, b: Field, t: Field) -> Field:
    """``a`` where ``t`` is 0, ``b`` where it is 1; ``t`` (H, W) goes with (H, W, 3) or (3,) colours."""
    share = t[..., None]
    return np.asarray(a + (b - a) * share, dtype=np.float32)


def step(low: float, high: float, x: Field) -> Field:
    """A smooth step: 0 up to ``low``, 1 from ``high`` on.

    >>> step(0, 1, np.float32([-1, 0.5, 2])).tolist()
    [0.0, 0.5, 1.0]
    """
    t = np.clip((x - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), dtype=np.float32)
