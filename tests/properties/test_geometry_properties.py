"""What holds for any camera and any box: projecting back undoes projecting, and every ray meets one face."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from maskkit.geometry.camera import Camera, camera_to_frame, frame_to_camera
from maskkit.geometry.layout import Layout
from maskkit.geometry.lines import merge_collinear, segment_lengths
from maskkit.geometry.planes import Box, Plane, distances, planes_hit

sizes = st.tuples(st.integers(16, 4000), st.integers(16, 4000))
frames = st.tuples(st.floats(-0.8, 0.6), st.floats(-0.78, 0.78), st.floats(-0.5, 0.5), st.floats(-0.1, 0.1)).map(
    np.array
)
boxes = st.builds(Box, *(st.floats(0.2, 8.0) for _ in range(3)), st.floats(0.2, 2.5))
places = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20).map(np.array)


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    size_wh, box = draw(sizes), draw(boxes)
    return Layout(size_wh, frame_to_camera(draw(frames), size_wh, 0.5), box, 0.9, 0.5, draw(st.floats(0.5, 3.0)))


@given(layouts(), places)
def test_projecting_undoes_the_ray(layout: Layout, share: np.ndarray) -> None:
    points = share * layout.size_wh
    back = layout.camera.project(layout.camera.rays(points) * 2.5)
    assert np.allclose(back, points, atol=1e-6 * max(layout.size_wh))


@given(layouts(), places)
def test_metres_on_the_face_that_is_seen_lead_back_to_the_pixel(layout: Layout, share: np.ndarray) -> None:
    points = share * layout.size_wh
    ids, reach = planes_hit(layout.camera.rays(points), layout.box.as_array())
    for plane in Plane:
        here = points[(ids == plane) & (reach < 1e4)]
        back = layout.project(plane, layout.plane_coordinates(plane, here))
        assert np.allclose(back, here, atol=1e-4 * max(layout.size_wh))


@given(layouts(), places)
def test_the_face_that_is_met_is_the_nearest_and_all_five_are_bounded_by_it(layout: Layout, share: np.ndarray) -> None:
    rays = layout.camera.rays(share * layout.size_wh)
    ids, reach = planes_hit(rays, layout.box.as_array())
    assert np.all((ids >= 1) & (ids <= 5))
    assert np.all(reach <= distances(rays, layout.box.as_array()))
    inside = rays * reach[:, None] * (1 - 1e-9)
    x, y, z = inside[reach < 1e4].T
    box = layout.box
    assert np.all((x <= box.right) & (x >= -box.left) & (y <= 1) & (y >= -box.ceiling) & (z <= box.back))


@given(layouts())
def test_json_loses_nothing(layout: Layout) -> None:
    again = Layout.from_json(layout.to_json())
    assert again.to_json() == layout.to_json()
    assert np.array_equal(again.plane_map((12, 9)), layout.plane_map((12, 9)))


@given(frames, sizes)
def test_a_camera_and_its_frame_say_the_same(frame: np.ndarray, size_wh: tuple[int, int]) -> None:
    camera = frame_to_camera(frame, size_wh, 0.5)
    assert np.allclose(camera_to_frame(camera, size_wh), frame, atol=1e-9)
    assert np.array_equal(Camera.from_json(camera.to_json()).rotation, camera.rotation)


@given(layouts(), places, st.floats(0.1, 4.0))
def test_a_scaled_camera_sees_the_same_room(layout: Layout, share: np.ndarray, factor: float) -> None:
    points = share * layout.size_wh
    assert np.allclose(layout.camera.scaled(factor).rays(points * factor), layout.camera.rays(points))


@settings(max_examples=50)
@given(st.lists(st.tuples(*(st.floats(0, 500) for _ in range(4))), max_size=30))
def test_merging_adds_no_segment_and_loses_no_length(ends: list[tuple[float, float, float, float]]) -> None:
    """The longest segment that comes out is at least as long as the longest that went in."""
    segments = np.array(ends, np.float64).reshape(-1, 4)
    merged = merge_collinear(segments, gap_px=10, offset_px=1.5)
    assert len(merged) <= len(segments)
    if len(segments):
        assert segment_lengths(merged).max() >= segment_lengths(segments).max() - 1e-6
