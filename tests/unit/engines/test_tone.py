"""Light and levels convert without loss."""

from __future__ import annotations

import numpy as np

from maskkit.engines.tone import KNEE, shoulder, to_linear, to_srgb, unrolled


def test_every_level_survives_the_way_to_linear_light_and_back() -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(3, axis=2)
    assert np.array_equal(np.round(to_srgb(to_linear(levels))), levels)


def test_the_shoulder_leaves_what_lies_below_the_knee_and_never_reaches_beyond_white() -> None:
    light = np.linspace(0, 5, 200, dtype=np.float32)
    rolled = shoulder(light)
    assert np.array_equal(rolled[light <= KNEE], light[light <= KNEE])
    assert np.all(np.diff(rolled) >= 0)
    assert rolled.max() <= 1


def test_unrolling_inverts_the_shoulder() -> None:
    light = np.linspace(0, 1.5, 100, dtype=np.float32)
    assert np.allclose(unrolled(shoulder(light)), light, atol=2e-3)


def test_clipped_white_unrolls_to_a_finite_light() -> None:
    assert 1.2 < float(unrolled(np.ones((1,), np.float32))[0]) < 2
