"""Light by as many paths as each pixel is given."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from maskkit.render import mitsuba_backend
from maskkit.render.mitsuba_backend import trace_buffers, trace_ids, trace_layer
from maskkit.render.paths import ROUND
from maskkit.render.placing import box_room
from maskkit.render.scene import Camera, Item, Room, Scene
from maskkit.render.shell import scene_parts
from maskkit.render.variant import mitsuba, on_render_thread

PANEL = Item("light_panel", (1.5, 2.0, 2.5), 0.0, {"width_m": 1.0, "depth_m": 1.0, "glow": 3.0})
SCENE = Scene("a", "bathroom", Room(box_room(3.0, 3.5), 2.5), Camera((1.5, 0.3, 1.5), size_wh=(32, 24)), (PANEL,))

pytestmark = pytest.mark.render


def halves(left: int, right: int) -> np.ndarray:
    samples = np.full((24, 32), left)
    samples[:, 16:] = right
    return samples


def test_pixels_without_samples_are_black_and_the_others_are_lit() -> None:
    light = trace_layer(SCENE, scene_parts(SCENE), "all", samples=halves(0, ROUND), seed=0)
    assert (light[:, :16] == 0).all()
    assert (light[:, 16:].max(axis=2) > 0).all()


def test_more_paths_make_less_noise_where_they_are_spent() -> None:
    parts = scene_parts(SCENE)
    one, other = (trace_layer(SCENE, parts, "all", samples=halves(ROUND, 8 * ROUND), seed=seed) for seed in (1, 2))
    noise = np.abs(one - other).mean(axis=(0, 2))
    assert noise[16:].mean() < 0.6 * noise[:16].mean()


def test_the_share_that_is_reported_counts_paths() -> None:
    heard: list[float] = []
    samples = halves(ROUND, 3 * ROUND)
    trace_layer(SCENE, scene_parts(SCENE), "all", samples=samples, seed=0, report=heard.append)
    assert heard == [0.5, 0.75, 1.0]


def test_no_two_scenes_live_at_a_time() -> None:
    @on_render_thread
    def numbers() -> list[int]:
        if "llvm" not in mitsuba().variant():
            pytest.skip("only LLVM's scenes are kept")
        drjit = importlib.import_module("drjit")
        return np.array(drjit.reinterpret_array(mitsuba().UInt32, mitsuba_backend._kept[0][3].shapes_dr())).tolist()

    found = []
    for _ in range(2):
        trace_ids(SCENE, scene_parts(SCENE))
        found.append(numbers())
    assert found[0] == found[1]


def test_buffers_are_known_where_they_are_sampled_and_ids_everywhere() -> None:
    parts = scene_parts(SCENE)
    whole, half = (trace_buffers(SCENE, parts, samples=samples) for samples in (ROUND, halves(0, ROUND)))
    assert (half.depth_m[:, :16] == 0).all()
    assert np.allclose(half.depth_m[:, 16:], whole.depth_m[:, 16:], atol=0.1)
    assert np.array_equal(half.shape_ids, whole.shape_ids)
