"""The faces of the box: which one a ray meets, how far away, and the frames they are measured in."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.geometry.planes import SURFACE_OF_PLANE, Box, Plane, distances, nearness_forms, plane_frame, planes_hit

BOX = Box(left=1.5, right=2.0, back=4.0, ceiling=0.8)


@pytest.mark.parametrize(
    ("ray", "plane", "reach"),
    [
        ((0.0, 1.0, 1.0), Plane.FLOOR, 1.0),
        ((0.0, -1.0, 1.0), Plane.CEILING, 0.8),
        ((-3.0, 0.0, 1.0), Plane.LEFT, 0.5),
        ((4.0, 0.0, 1.0), Plane.RIGHT, 0.5),
        ((0.1, 0.1, 1.0), Plane.BACK, 4.0),
        ((-1.0, 0.0, -1.0), Plane.LEFT, 1.5),
    ],
)
def test_each_ray_meets_its_face(ray: tuple[float, float, float], plane: Plane, reach: float) -> None:
    ids, far = planes_hit(np.array([ray]), BOX.as_array())
    assert ids[0] == plane
    assert far[0] == pytest.approx(reach)


def test_many_boxes_at_once_give_what_each_gives_alone() -> None:
    rng = np.random.default_rng(3)
    rays, boxes = rng.normal(size=(40, 3)), rng.uniform(0.3, 4, (6, 4))
    together, far = planes_hit(rays, boxes)
    assert together.shape == far.shape == (6, 40)
    for row, box in enumerate(boxes):
        alone, reach = planes_hit(rays, box)
        assert np.array_equal(together[row], alone)
        assert np.array_equal(far[row], reach)


def test_rays_of_many_cameras_go_with_their_boxes() -> None:
    rng = np.random.default_rng(4)
    rays, boxes = rng.normal(size=(3, 20, 3)), rng.uniform(0.3, 4, (3, 4))
    assert distances(rays, boxes).shape == (5, 3, 20)
    assert np.array_equal(planes_hit(rays, boxes)[0][2], planes_hit(rays[2], boxes[2])[0])


def test_the_largest_of_the_linear_forms_is_the_face_that_is_met() -> None:
    rng = np.random.default_rng(5)
    rays, boxes = rng.normal(size=(200, 3)), rng.uniform(0.3, 4, (6, 4))
    near = np.einsum("bfk,nk->fbn", nearness_forms(boxes), rays)
    ids, reach = planes_hit(np.broadcast_to(rays, (6, 200, 3)), boxes)
    assert np.array_equal(near.argmax(axis=0) + 1, ids)
    assert near.max(axis=0) == pytest.approx(1.0 / reach)


def test_points_of_a_face_lie_on_it() -> None:
    """A point put together from a frame is met by the ray through it, exactly there."""
    for plane in Plane:
        _, u, v = plane_frame(plane, BOX)
        assert np.array([u @ v, u @ u, v @ v]) == pytest.approx([0, 1, 1])
    back_origin, u, v = plane_frame(Plane.BACK, BOX)
    point = back_origin + 0.4 * u + 0.9 * v
    ids, reach = planes_hit(point[None], BOX.as_array())
    assert ids[0] == Plane.BACK
    assert reach[0] == pytest.approx(1.0)


def test_wall_coordinates_run_on_around_the_corners() -> None:
    corners = np.array([[-BOX.left, 1.0, BOX.back], [BOX.right, 1.0, BOX.back]])
    for plane, corner, u in ((Plane.LEFT, 0, -1.5), (Plane.BACK, 0, -1.5), (Plane.BACK, 1, 2.0), (Plane.RIGHT, 1, 2.0)):
        origin, along, up = plane_frame(plane, BOX)
        assert (corners[corner] - origin) @ along == pytest.approx(u)
        assert (corners[corner] - origin) @ up == pytest.approx(0.0)


def test_surface_of_each_plane() -> None:
    assert [int(SURFACE_OF_PLANE[p]) for p in Plane] == [1, 3, 2, 2, 2]
    assert [p for p in Plane if p.is_wall] == [Plane.LEFT, Plane.RIGHT, Plane.BACK]
