"""Noise goes, light stays, and without the denoiser one is told what to install."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from maskkit.errors import MissingExtra
from maskkit.render.denoise import clean


def noisy(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (np.full((64, 96, 3), 0.5) + rng.normal(0, 0.15, (64, 96, 1))).clip(0).astype(np.float32)


@pytest.mark.render
def test_noise_goes_and_the_mean_stays() -> None:
    picture = noisy(0)
    found = clean(picture)
    assert found.shape == picture.shape
    assert found.std() < 0.3 * picture.std()
    assert found.mean() == pytest.approx(picture.mean(), rel=0.03)


@pytest.mark.render
def test_an_edge_that_the_guides_know_stays_sharp() -> None:
    albedo = np.full((64, 96, 3), 0.2, np.float32)
    albedo[:, 48:] = 0.8
    normals = np.zeros_like(albedo)
    normals[..., 2] = 1
    found = clean(noisy(1) * albedo, albedo, normals)
    left, right = found[:, 40:46].mean(), found[:, 50:56].mean()
    assert right / left == pytest.approx(4.0, rel=0.15)


@pytest.mark.render
def test_the_same_noise_gives_the_same_picture() -> None:
    assert np.array_equal(clean(noisy(2)), clean(noisy(2)))


def test_without_the_denoiser_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mitsuba_oidn", None)
    with pytest.raises(MissingExtra, match="mitsuba-oidn"):
        clean(noisy(3))
