"""Noise has the spectrum that it was asked for, and no seam."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.textures.noise import cells, noise, pick


def spectrum_peak_m(field: np.ndarray, size_m: float, axis: int) -> float:
    """The wavelength in metres of the mean power's centre along an axis."""
    power = np.abs(np.fft.rfft(field, axis=axis)) ** 2
    mean = power.mean(axis=1 - axis)
    return float(size_m / (np.sum(mean * np.arange(len(mean))) / np.sum(mean)))


def test_wavelengths_stay_within_their_limits() -> None:
    field = noise((256, 256), (2.0, 2.0), np.random.default_rng(1), largest_m=0.5, smallest_m=0.1)
    power = np.abs(np.fft.fft2(field)) ** 2
    f = np.hypot(*np.meshgrid(np.fft.fftfreq(256) * 128, np.fft.fftfreq(256) * 128))
    assert power[(f < 1.9) | (f > 10.2)].sum() < 1e-6 * power.sum()


def test_stretched_noise_is_longer_along_its_direction() -> None:
    field = noise((256, 256), (1.0, 1.0), np.random.default_rng(2), largest_m=0.1, slope=1.0, stretch=8)
    assert spectrum_peak_m(field, 1.0, 1) > 4 * spectrum_peak_m(field, 1.0, 0)


def test_the_angle_turns_towards_the_first_row() -> None:
    field = noise((256, 256), (1.0, 1.0), np.random.default_rng(3), largest_m=0.1, stretch=10, angle=np.pi / 4)
    rising = np.mean(field[1:, :-1] * field[:-1, 1:])
    falling = np.mean(field[:-1, :-1] * field[1:, 1:])
    assert rising > falling


def test_noise_wraps_without_a_seam() -> None:
    field = noise((128, 128), (1.0, 1.0), np.random.default_rng(4), largest_m=0.5, slope=3)
    assert np.abs(field[0] - field[-1]).mean() < 1.5 * np.abs(np.diff(field, axis=0)).mean()


def test_picking_goes_round() -> None:
    field = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert pick(field, np.array([-1, 2]), np.array([3, -1])).tolist() == [3, 2]


@pytest.mark.parametrize("count", [(4, 4), (7, 3)])
def test_worley_cells_are_as_many_as_asked_for_and_wrap(count: tuple[int, int]) -> None:
    near, second, index = cells((120, 120), count, np.random.default_rng(5))
    assert set(np.unique(index)) <= set(range(count[0] * count[1]))
    assert len(np.unique(index)) >= 0.9 * count[0] * count[1]
    assert np.all(near <= second)
    assert np.abs(near[0] - near[-1]).mean() < 2 * np.abs(np.diff(near, axis=0)).mean()
