"""Every material of every look: tileable, of real size, of possible colours, and the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.designs.words import Recipe, Scheme
from maskkit.render.schemes import SCHEMES


def recipes_of(scheme: Scheme) -> list[Recipe]:
    walls = [scheme.wall, *([scheme.feature] if scheme.feature else [])]
    return [scheme.floor, scheme.ceiling, *(recipe for wall in walls for recipe in wall.recipes)]


MAKERS = {
    recipe.maker.__name__: recipe for schemes in SCHEMES.values() for scheme in schemes for recipe in recipes_of(scheme)
}
"""One recipe a maker: together they run every maker of textures."""


@pytest.fixture(params=sorted(MAKERS), scope="module")
def recipe(request: pytest.FixtureRequest) -> Recipe:
    return MAKERS[request.param]


def step_at_seam(values: np.ndarray, axis: int) -> tuple[float, float]:
    """The mean step from the last to the first line, and the largest of the mean steps between neighbours inside."""
    steps = np.abs(np.diff(values, axis=axis, append=np.take(values, [0], axis=axis)))
    means = steps.mean(axis=tuple(other for other in range(values.ndim) if other != axis))
    return float(means[-1]), float(means[:-1].max())


def test_the_wrap_around_is_no_sharper_than_the_inside(recipe: Recipe) -> None:
    surface = recipe.made(seed=0)
    for values in (surface.albedo, surface.relief_m, surface.roughness):
        for axis in (0, 1):
            seam, inside = step_at_seam(np.asarray(values), axis)
            assert seam <= 1.05 * inside + 1e-7


def test_colours_are_those_of_real_materials(recipe: Recipe) -> None:
    surface = recipe.made(seed=0)
    assert surface.albedo.dtype == np.float32
    assert 0.005 <= surface.albedo.min() <= surface.albedo.max() <= 0.93
    assert np.all(surface.mean_albedo > 0.008)
    assert np.all(surface.mean_albedo < 0.9)


def test_sizes_and_maps_fit(recipe: Recipe) -> None:
    surface = recipe.made(seed=0)
    assert surface.albedo.shape[:2] == surface.relief_m.shape == surface.roughness.shape
    assert min(surface.size_m) >= 1.0
    assert surface.pixels_per_m >= 290
    down = surface.albedo.shape[0] / surface.size_m[1]
    assert down == pytest.approx(surface.pixels_per_m, rel=0.02)
    assert 0 <= surface.roughness.min() <= surface.roughness.max() <= 1
    assert np.ptp(surface.relief_m) < 0.02


def test_the_seed_decides(recipe: Recipe) -> None:
    given = dict(recipe.given)
    first, again, other = (recipe.maker(**given, seed=seed, pixels_per_m=90).albedo for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_made_surface_is_kept_for_the_next_picture(recipe: Recipe) -> None:
    assert recipe.made(seed=0) is recipe.made(seed=0)
