"""The room as a box: which face of it each pixel sees, and where on that face, in metres."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from maskkit.errors import NoRoomFound
from maskkit.geometry.border_steps import measure_steps
from maskkit.geometry.box_fit import (
    LABEL_WEIGHT,
    SURFACE_OF_LABEL,
    BoxFit,
    fit_box,
    fit_boxes,
    label_evidence,
    settle_box,
)
from maskkit.geometry.camera import (
    Camera,
    Sightlines,
    frame_confidence,
    frame_to_camera,
    photo_segments,
    read_sightlines,
)
from maskkit.geometry.frame_search import lead_of_frame
from maskkit.geometry.planes import SURFACE_OF_PLANE, Box, Plane, nearness_forms, plane_frame, planes_hit
from maskkit.geometry.scale import door_heights, metres_per_unit
from maskkit.geometry.surfaces import Surfaces, read_surfaces, surface_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maskkit.images.photo import Photo
    from maskkit.types import BoolMap, Floats, Labels, Points, SizeWh

ROWS_AT_ONCE, ROWS_OF_MAP = 256, 16
AGREEMENT_SIDE_PX = 320
LABELLED_SIDE_PX = 640
"""Where labels are given, lines are sought on a copy no larger than this: they then only have to tell frames apart."""

EXPLAINED = 0.97
"""Where the room that lines and labels give together explains less of the labels, the lines are believed less."""

BENT_WEIGHTS, BENT_GAIN, DENSE = (20.0, 60.0), 0.005, 64

__all__ = ["Box", "Layout", "Plane", "fit_layout"]


@dataclass(frozen=True, eq=False)
class Layout:
    """A photo's room as a box.

    Attributes:
        size_wh: the photo's size in pixels.
        camera: the photo's camera; its axes are the box's.
        box: distances from the camera to the faces, in camera heights.
        agreement: 0..1, the share of the evidence (labelled pixels, or colour and texture) that the box explains.
        confidence: 0..1, the agreement; without labels it says little about a single photo.
        scale_m_per_unit: metres per camera height, from what cameras and ceilings usually measure.

    >>> camera = Camera(500.0, np.eye(3), np.array([320.0, 240.0]), 1.0)
    >>> layout = Layout((640, 480), camera, Box(2.0, 2.0, 4.0, 0.8), 1.0, 1.0, 1.5)
    >>> layout.plane_map((64, 48))[[2, 24, 46], 32].tolist()
    [2, 5, 1]
    >>> layout.plane_coordinates(Plane.FLOOR, np.array([[320.0, 480.0]])).round(3).tolist()
    [[0.0, 3.125]]
    """

    size_wh: SizeWh
    camera: Camera
    box: Box
    agreement: float
    confidence: float
    scale_m_per_unit: float

    def plane_map(self, size_wh: SizeWh | None = None) -> Labels:
        """(H, W) uint8 :class:`Plane` of every pixel, at the photo's size or any other."""
        size_wh = size_wh or self.size_wh
        found = np.ones((size_wh[1], size_wh[0]), np.uint8)
        forms = nearness_forms(self.box.as_array())
        for rows, (nearest, *others) in self._values_by_rows(forms, size_wh):
            for plane, near in enumerate(others, start=2):
                np.maximum(found[rows], np.uint8(plane) * (near > nearest), out=found[rows])
                np.maximum(nearest, near, out=nearest)
        return found

    def between(self, plane: Plane, low_m: Floats, high_m: Floats, size_wh: SizeWh | None = None) -> BoolMap:
        """(H, W) bool: which pixels look at a face between two of its places, (2,) u, v in metres each.

        The face is taken as endless; what the ray meets before it does not matter.
        """
        size_wh = size_wh or self.size_wh
        origin, *axes = plane_frame(plane, self.box)
        near = nearness_forms(self.box.as_array())[plane - 1]
        forms = [near]
        for axis, low, high in zip(axes, low_m, high_m, strict=True):
            start = origin @ axis
            forms += [axis - (start + low / self.scale_m_per_unit) * near]
            forms += [(start + high / self.scale_m_per_unit) * near - axis]
        inside = np.empty((size_wh[1], size_wh[0]), np.bool_)
        for rows, values in self._values_by_rows(np.array(forms), size_wh):
            inside[rows] = np.minimum.reduce(values[1:]) >= 0
            inside[rows] &= values[0] > 0
        return inside

    def rays(self, size_wh: SizeWh | None = None) -> Floats:
        """(H, W, 3) float64 room directions of all pixels, camera depth 1; x right, y down, z forward."""
        return np.concatenate(list(self._ray_rows(size_wh or self.size_wh)))

    def plane_coordinates(self, plane: Plane, points: Points | SizeWh) -> Floats:
        """Where points of the picture lie on a face, in metres.

        Floor and ceiling: u to the right, v away from the camera. Walls: u to the right along the wall, running on
        around the corners, v up from the floor. The face is taken as endless; NaN where the ray never meets it.

        Args:
            plane: the face.
            points: (N, 2) picture points, or a size (width, height) for all pixels of the photo at that size.

        Returns:
            (N, 2) or (H, W, 2) float64 metres.
        """
        if isinstance(points, tuple):
            return self.plane_coordinates(plane, self._pixel_centres(points)).reshape(points[1], points[0], 2)
        origin, u, v = plane_frame(plane, self.box)
        normal = np.cross(u, v)
        rays = self.camera.rays(points)
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = (origin @ normal) / (rays @ normal)
            reach = np.where((reach > 0) & np.isfinite(reach), reach, np.nan)
            offset = rays * reach[:, None] - origin
        return np.stack([offset @ u, offset @ v], axis=1) * self.scale_m_per_unit

    def project(self, plane: Plane, coordinates: Floats) -> Points:
        """The inverse of :meth:`plane_coordinates`: (N, 2) metres on a face → (N, 2) picture points."""
        origin, u, v = plane_frame(plane, self.box)
        units = coordinates / self.scale_m_per_unit
        return self.camera.project(origin + units[:, :1] * u + units[:, 1:] * v)

    def homography(self, plane: Plane) -> Floats:
        """(3, 3) from homogeneous metres (u, v, 1) on a face to homogeneous picture points."""
        origin, u, v = plane_frame(plane, self.box)
        lens = np.diag([self.camera.focal_px, self.camera.focal_px, 1.0])
        lens[:2, 2] = self.camera.centre_px
        onto = np.stack([u / self.scale_m_per_unit, v / self.scale_m_per_unit, origin], axis=1)
        return lens @ self.camera.rotation @ onto

    def depth(self, size_wh: SizeWh | None = None) -> Floats:
        """(H, W) float64 metres along the camera's axis to the empty box."""
        size_wh = size_wh or self.size_wh
        rows = [planes_hit(rays, self.box.as_array())[1] for rays in self._ray_rows(size_wh)]
        return np.concatenate(rows) * self.scale_m_per_unit

    def with_camera_height(self, metres: float) -> Layout:
        """The same room, with the scale that a known camera height gives."""
        return replace(self, scale_m_per_unit=metres)

    def _values_by_rows(self, forms: Floats, size_wh: SizeWh) -> Iterator[tuple[slice, list[Floats]]]:
        """Linear forms (F, 3) of the rays of all pixels: some rows, and the F maps (h, W) there."""
        x, y = self._grid(size_wh)
        by_picture = (forms @ self.camera.rotation.T).tolist()
        for top in range(0, size_wh[1], ROWS_OF_MAP):
            rows = slice(top, top + ROWS_OF_MAP)
            yield rows, [x * right + (y[rows, None] * down + ahead) for right, down, ahead in by_picture]

    def _grid(self, size_wh: SizeWh) -> tuple[Floats, Floats]:
        """The columns (W,) and rows (H,) of a picture of ``size_wh`` as directions at depth 1: right, and down."""
        step = np.array(self.size_wh) / np.array(size_wh)
        x, y = ((np.arange(count) + 0.5) * size for count, size in zip(size_wh, step, strict=True))
        centre, focal = self.camera.centre_px, self.camera.focal_px
        return (x - centre[0]) / focal, (y - centre[1]) / focal

    def _pixel_centres(self, size_wh: SizeWh) -> Points:
        """The centres of the pixels of a picture of ``size_wh``, in pixels of the photo."""
        step = np.array(self.size_wh) / np.array(size_wh)
        x, y = np.meshgrid(np.arange(size_wh[0]) + 0.5, np.arange(size_wh[1]) + 0.5)
        return np.asarray(np.stack([x.ravel(), y.ravel()], axis=1) * step, np.float64)

    def _ray_rows(self, size_wh: SizeWh) -> Iterator[Floats]:
        """The rays of all pixels, some rows at a time, so that large photos need little memory."""
        step = np.array(self.size_wh) / np.array(size_wh)
        x = (np.arange(size_wh[0]) + 0.5) * step[0]
        for top in range(0, size_wh[1], ROWS_AT_ONCE):
            y = (np.arange(top, min(top + ROWS_AT_ONCE, size_wh[1])) + 0.5) * step[1]
            points = np.stack(np.meshgrid(x, y), axis=-1)
            yield self.camera.rays(points.reshape(-1, 2)).reshape(len(y), len(x), 3)

    def to_json(self) -> str:
        """One JSON object; :meth:`from_json` reads it back without loss."""
        told = {"size_wh": self.size_wh, "camera": json.loads(self.camera.to_json()), "box": asdict(self.box)}
        numbers = {name: getattr(self, name) for name in ("agreement", "confidence", "scale_m_per_unit")}
        return json.dumps(told | numbers)

    @staticmethod
    def from_json(text: str) -> Layout:
        """The layout that :meth:`to_json` wrote."""
        told = json.loads(text)
        camera = Camera.from_json(json.dumps(told["camera"]))
        size_wh = (told["size_wh"][0], told["size_wh"][1])
        numbers = (told["agreement"], told["confidence"], told["scale_m_per_unit"])
        return Layout(size_wh, camera, Box(**told["box"]), *numbers)


def fit_layout(photo: Photo, *, labels: Labels | None = None, sight: Sightlines | None = None) -> Layout:
    """Fit a box-shaped room to a photo: camera and box together.

    With a label map the faces are fitted to its floor, wall and ceiling; without one, to what colour, texture and
    lines say.

    Args:
        photo: the photo.
        labels: (H, W) uint8 class map of the photo's size: 1 floor, 2 wall, 3 ceiling, 4 window, 5 door, 7 rug.
        sight: the photo's lines, where they were read already; they serve a fit to labels.

    Raises:
        NoRoomFound: too few straight lines, or labels without floor, wall and ceiling.
    """
    if labels is None:
        segments = photo_segments(photo)
        return layout_of_surfaces(photo, read_surfaces(photo, segments))
    evidence = label_evidence(labels)
    if not len(evidence.weights):
        raise NoRoomFound("the label map shows no floor, wall or ceiling")
    sight = sight or read_sightlines(photo, max_side_px=LABELLED_SIDE_PX)
    fits = fit_boxes(sight.frames, sight, evidence, surface_weights=(LABEL_WEIGHT, BENT_WEIGHTS[0]))
    layout = _layout_of_labels(photo, sight, next(fits), labels)
    if layout.agreement < EXPLAINED:
        layout = _bent_to_labels(photo, sight, layout, labels, next(fits))
    return layout.with_camera_height(metres_per_unit(layout.box, door_heights(layout, labels)))


def _bent_to_labels(photo: Photo, sight: Sightlines, by_lines: Layout, labels: Labels, bent_fit: BoxFit) -> Layout:
    """The room that explains labels best which lines and labels together do not: it is no box, or the lines mislead."""
    dense = label_evidence(labels, across=DENSE, border_points=0)
    fit = settle_box(bent_fit, sight, dense, surface_weight=BENT_WEIGHTS[1])
    bent = _layout_of_labels(photo, sight, fit, labels)
    return bent if bent.agreement > by_lines.agreement + BENT_GAIN else by_lines


def _layout_of_labels(photo: Photo, sight: Sightlines, fit: BoxFit, labels: Labels) -> Layout:
    layout = _layout(photo, sight, fit)
    agreement = label_agreement(layout.plane_map(_thumbnail(photo.size_wh)), labels)
    return replace(layout, agreement=agreement, confidence=agreement)


def label_agreement(planes: Labels, labels: Labels) -> float:
    """The share of the pixels labelled floor, wall, ceiling or what lies in them that the box puts there too.

    Args:
        planes: (h, w) a plane map, of any size.
        labels: (H, W) a label map.
    """
    rows = ((np.arange(planes.shape[0]) + 0.5) * labels.shape[0] / planes.shape[0]).astype(np.intp)
    columns = ((np.arange(planes.shape[1]) + 0.5) * labels.shape[1] / planes.shape[1]).astype(np.intp)
    told = SURFACE_OF_LABEL[labels[np.ix_(rows, columns)]]
    known = told > 0
    return float((SURFACE_OF_PLANE[planes] == told)[known].mean()) if known.any() else 0.0


def layout_of_surfaces(photo: Photo, surfaces: Surfaces) -> Layout:
    """The layout for surfaces that were read from a photo already; see :func:`fit_layout`."""
    evidence = surface_evidence(surfaces.patches, surfaces.probabilities)
    frames = [surfaces.fit.frame, *surfaces.sight.frames[:2]]
    fit = fit_box(frames, surfaces.sight, evidence, steps=measure_steps(photo.pixels))
    return _layout(photo, surfaces.sight, fit)


def _thumbnail(size_wh: SizeWh) -> SizeWh:
    """A size in which shares of the picture can be counted."""
    scale = min(1.0, AGREEMENT_SIDE_PX / max(size_wh))
    return max(1, round(size_wh[0] * scale)), max(1, round(size_wh[1] * scale))


def _layout(photo: Photo, sight: Sightlines, fit: BoxFit) -> Layout:
    sureness = frame_confidence(lead_of_frame(fit.frame, sight.frames, sight.lines, sight.prior))
    camera = frame_to_camera(fit.frame, photo.size_wh, sureness)
    box = Box(*(float(side) for side in fit.box))
    return Layout(photo.size_wh, camera, box, fit.agreement, fit.agreement, metres_per_unit(box))
