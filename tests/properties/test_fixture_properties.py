"""What holds for every fixture in every size and style that it is sold in."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.fixtures.words import Fixture
from maskkit.render.scene import Option

TAP_M = 0.33
"""Taps stand higher than the box of a worktop, so that a sink may be under a window."""


def sold(fixture: Fixture) -> st.SearchStrategy[dict[str, Option]]:
    """Any of the options that a fixture names, none, or all."""
    return st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(values) for name, values in fixture.options.items()}
    )


@pytest.mark.parametrize("kind", sorted(FIXTURES))
def test_options_are_those_of_the_builder(kind: str) -> None:
    names = set(inspect.signature(FIXTURES[kind].build).parameters)
    assert set(FIXTURES[kind].options) <= names


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_fixture_is_whole_and_stays_in_its_box(data: st.DataObject) -> None:
    fixture = data.draw(st.sampled_from(sorted(FIXTURES)).map(FIXTURES.__getitem__))
    options = data.draw(sold(fixture))
    parts, extent = fixture.build(**options), fixture.fills(**options)
    names = [part.name for part in parts]
    assert len(set(names)) == len(names)
    for part in parts:
        assert np.isfinite(part.mesh.vertices).all()
        assert np.isfinite(part.mesh.normals).all()
        assert np.isfinite(part.mesh.uvs).all()
        assert part.mesh.faces.min() >= 0
        assert part.mesh.faces.max() < len(part.mesh.vertices)
    points = np.concatenate([part.mesh.vertices for part in parts])
    low, high = points.min(axis=0), points.max(axis=0)
    near, far = (
        (-extent.depth_m, 0.0) if fixture.stands in ("wall", "corner") else (-extent.depth_m / 2, extent.depth_m / 2)
    )
    assert low[0] >= -extent.width_m / 2 - 0.02
    assert high[0] <= extent.width_m / 2 + 0.02
    assert low[1] >= near - 0.035
    assert high[1] <= far + 0.002
    assert low[2] >= extent.foot_m - 0.01
    assert high[2] <= extent.top_m + TAP_M
    if fixture.stands in ("free", "top"):
        assert low[2] == pytest.approx(0.0, abs=0.006)
    if fixture.stands == "ceiling":
        assert high[2] == pytest.approx(0.0, abs=0.006)


@pytest.mark.parametrize("kind", sorted(kind for kind, fixture in FIXTURES.items() if "seed" in fixture.options))
def test_a_seed_gives_the_same_piece_again(kind: str) -> None:
    first, again = (FIXTURES[kind].build(seed=2) for _ in range(2))
    assert all((one.mesh.vertices == other.mesh.vertices).all() for one, other in zip(first, again, strict=True))
