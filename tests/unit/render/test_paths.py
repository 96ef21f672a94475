"""Paths through pixels: what a round gives, and that kernels do not depend on the picture."""

from __future__ import annotations

import importlib
from dataclasses import replace

import numpy as np
import pytest

from maskkit.render.mitsuba_backend import forget, trace_buffers, trace_layer
from maskkit.render.paths import ROUND, rounds_of
from maskkit.render.placing import box_room
from maskkit.render.scene import Camera, Finish, Item, Room, Scene
from maskkit.render.shell import scene_parts
from maskkit.render.variant import mitsuba, on_render_thread

PANEL = Item("light_panel", (1.5, 2.0, 2.5), 0.0, {"width_m": 1.0, "depth_m": 1.0, "glow": 3.0})
SCENE = Scene("a", "bathroom", Room(box_room(3.0, 3.5), 2.5), Camera((1.5, 0.3, 1.5), size_wh=(32, 24)), (PANEL,))


def test_as_many_rounds_as_the_samples_need() -> None:
    assert [rounds_of(samples) for samples in (0, 1, ROUND, ROUND + 1, 4 * ROUND)] == [1, 1, 1, 2, 4]


@pytest.mark.render
def test_a_layer_reports_how_far_it_is_and_stops_where_the_report_raises() -> None:
    parts, heard = scene_parts(SCENE), []
    trace_layer(SCENE, parts, "all", samples=2 * ROUND, seed=0, report=heard.append)
    assert heard == [0.5, 1.0]

    def stop(share: float) -> None:
        raise InterruptedError(share)

    with pytest.raises(InterruptedError, match=r"0\.5"):
        trace_layer(SCENE, parts, "all", samples=2 * ROUND, seed=0, report=stop)


@pytest.mark.render
def test_a_box_holds_what_the_whole_picture_shows_there() -> None:
    parts = scene_parts(SCENE)
    whole, part = trace_buffers(SCENE, parts), trace_buffers(SCENE, parts, box=(8, 6, 24, 18))
    assert np.array_equal(part.shape_ids, whole.shape_ids[6:18, 8:24])
    assert np.allclose(part.depth_m, whole.depth_m[6:18, 8:24], atol=0.05)


@pytest.mark.render
def test_other_sizes_seeds_and_rooms_need_no_other_kernel() -> None:
    on_render_thread(mitsuba)()
    if "llvm" not in mitsuba().variant():
        pytest.skip("only LLVM kernels are compiled")
    drjit = importlib.import_module("drjit")
    forget()
    trace_layer(SCENE, scene_parts(SCENE), "all", samples=1, seed=0)
    other = replace(
        SCENE,
        room=Room(box_room(4.0, 5.0), 2.4, floor=Finish("#806040", "planks"), walls=(Finish("#ffffff", "plaster"),)),
        camera=Camera((2.0, 0.4, 1.4), 5.0, -3.0, 1.0, 60.0, (40, 20)),
    )

    def built() -> list[bool]:
        kinds = [one for one in drjit.kernel_history() if one["type"] == drjit.KernelType.JIT]
        return [not one["cache_hit"] for one in kinds]

    on_render_thread(drjit.set_flag)(drjit.JitFlag.KernelHistory, True)
    try:
        on_render_thread(built)()
        trace_layer(other, scene_parts(other), "all", samples=1, seed=9)
        kernels = on_render_thread(built)()
    finally:
        on_render_thread(drjit.set_flag)(drjit.JitFlag.KernelHistory, False)
    assert kernels
    assert not any(kernels)
