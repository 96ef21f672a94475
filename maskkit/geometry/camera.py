"""The camera that took a room photo: focal length, and how it is turned against the room."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from maskkit.errors import NoRoomFound
from maskkit.geometry.fine_lines import MAX_SIDE_PX, detect_fine_segments
from maskkit.geometry.frame_search import USUAL_LEAD, FoundFrame, find_frames
from maskkit.geometry.line_model import LineModel, model_lines
from maskkit.geometry.lines import detect_segments
from maskkit.geometry.vanishing import FocalPrior, focal_prior, rotations

if TYPE_CHECKING:
    from maskkit.images.photo import Photo
    from maskkit.types import Floats, Points, SizeWh

FEWEST_SEGMENTS = 6
CONFIDENCE = (-1.88, 1.53)
"""Constant and slope of a logistic regression on log (1 + lead), on photos and renderings of known cameras."""


@dataclass(frozen=True, eq=False)
class Camera:
    """A pinhole camera in a room.

    The room's axes are x right, y down, z forward (away from the camera); the camera stands at their origin.

    Attributes:
        focal_px: focal length in pixels of the photo.
        rotation: (3, 3); columns are the room's axes x, y, z in camera coordinates.
        centre_px: (2,) x, y of the principal point, the picture's outer corner being (0, 0).
        confidence: 0..1, the chance that the focal length is right within 6 % and the axes within 1 degree.

    >>> camera = Camera(500.0, np.eye(3), np.array([320.0, 240.0]), 1.0)
    >>> camera.project(np.array([[0.0, 1.0, 2.0]])).tolist()
    [[320.0, 490.0]]
    >>> camera.rays(np.array([[320.0, 490.0]])).tolist()
    [[0.0, 0.5, 1.0]]
    """

    focal_px: float
    rotation: Floats
    centre_px: Floats
    confidence: float

    def rays(self, points: Points) -> Floats:
        """Directions in the room through picture points, camera depth 1: (N, 2) px → (N, 3)."""
        across, down = ((points - self.centre_px) / self.focal_px).T
        rays = np.empty((len(points), 3))
        for axis in range(3):
            to_right, downwards, ahead = self.rotation[:, axis]
            rays[:, axis] = across * to_right + down * downwards + ahead
        return rays

    def project(self, positions: Floats) -> Points:
        """Room positions to picture points: (N, 3) → (N, 2) px; NaN for what lies behind the camera."""
        seen = positions @ self.rotation.T
        depth = np.where(seen[:, 2:] > 1e-9, seen[:, 2:], np.nan)
        return seen[:, :2] / depth * self.focal_px + self.centre_px

    def scaled(self, factor: float) -> Camera:
        """The same camera for the picture resized by ``factor``."""
        return Camera(self.focal_px * factor, self.rotation, self.centre_px * factor, self.confidence)

    def vanishing_points(self) -> Floats:
        """(3, 3) homogeneous picture points (x, y, w) of the room's axes x, y, z; w = 0 lies at infinity."""
        axes = self.rotation.T
        where = axes[:, :2] * self.focal_px + axes[:, 2:] * self.centre_px
        return np.concatenate([where, axes[:, 2:]], axis=1)

    def to_json(self) -> str:
        """One JSON object; :meth:`from_json` reads it back without loss."""
        return json.dumps(
            {
                "focal_px": self.focal_px,
                "rotation": self.rotation.tolist(),
                "centre_px": self.centre_px.tolist(),
                "confidence": self.confidence,
            }
        )

    @staticmethod
    def from_json(text: str) -> Camera:
        """The camera that :meth:`to_json` wrote."""
        told = json.loads(text)
        return Camera(told["focal_px"], np.array(told["rotation"]), np.array(told["centre_px"]), told["confidence"])


def estimate_camera(photo: Photo) -> Camera:
    """Find the camera of a room photo from its straight lines.

    The room's three axes are the three orthogonal vanishing points that most line segments agree with; the principal
    point is taken to be the picture's centre, and a focal length in the EXIF data counts as a strong hint.

    Raises:
        NoRoomFound: the picture has too few straight lines.

    >>> from maskkit.images.photo import Photo
    >>> try:
    ...     estimate_camera(Photo(np.zeros((64, 64, 3), np.uint8)))
    ... except NoRoomFound as error:
    ...     print(error.message)
    the photo shows too few straight lines for a room (0)
    """
    return camera_candidates(photo)[0]


def photo_segments(photo: Photo) -> Floats:
    """The photo's line segments; see :func:`maskkit.geometry.lines.detect_segments`.

    Raises:
        NoRoomFound: there are too few.
    """
    return _enough(detect_segments(photo.pixels))


def _enough(segments: Floats) -> Floats:
    if len(segments) < FEWEST_SEGMENTS:
        raise NoRoomFound(f"the photo shows too few straight lines for a room ({len(segments)})")
    return segments


@dataclass(frozen=True, eq=False)
class Sightlines:
    """What a photo's lines say: the lines, what is believed of the focal length, and the frames they allow, best first.

    See :mod:`maskkit.geometry.frame_search`.
    """

    lines: LineModel
    prior: FocalPrior
    found: tuple[FoundFrame, ...]

    @property
    def frames(self) -> list[Floats]:
        """The frames (4,), clearly different ones, best first."""
        return [one.frame for one in self.found]


def read_sightlines(photo: Photo, *, max_side_px: int = MAX_SIDE_PX) -> Sightlines:
    """The lines of a photo, sought on a copy of at most ``max_side_px``, and the frames that they allow.

    Raises:
        NoRoomFound: there are too few lines.
    """
    lines = model_lines(_enough(detect_fine_segments(photo.pixels, max_side_px=max_side_px)), photo.size_wh)
    prior = focal_prior(photo.origin.focal_35mm, photo.size_wh)
    return Sightlines(lines, prior, tuple(find_frames(lines, prior)))


def camera_candidates(photo: Photo) -> list[Camera]:
    """Clearly different cameras that the photo's lines allow, best first; at least one.

    Raises:
        NoRoomFound: there are too few lines.
    """
    found = read_sightlines(photo).found
    scores = np.array([one.score for one in found])
    return [
        frame_to_camera(one.frame, photo.size_wh, frame_confidence(_lead(scores, rank)))
        for rank, one in enumerate(found)
    ]


def frame_to_camera(frame: Floats, size_wh: SizeWh, confidence: float) -> Camera:
    """A frame (log focal / long side, yaw, pitch, roll) as a camera of a picture."""
    turned = rotations(frame[1:2], frame[2:3], frame[3:4])[0]
    return Camera(float(np.exp(frame[0])) * max(size_wh), turned, np.array(size_wh) / 2.0, confidence)


def camera_to_frame(camera: Camera, size_wh: SizeWh) -> Floats:
    """The inverse of :func:`frame_to_camera`.

    >>> frame = np.array([-0.2, 0.3, -0.1, 0.02])
    >>> np.round(camera_to_frame(frame_to_camera(frame, (640, 480), 1.0), (640, 480)), 9).tolist()
    [-0.2, 0.3, -0.1, 0.02]
    """
    turned = camera.rotation
    pitch = np.arcsin(np.clip(turned[2, 1], -1.0, 1.0))
    roll = np.arctan2(-turned[0, 1], turned[1, 1])
    yaw = np.arctan2(-turned[2, 0], turned[2, 2])
    return np.array([np.log(camera.focal_px / max(size_wh)), yaw, pitch, roll])


def frame_confidence(lead: float) -> float:
    """The chance, 0..1, that the focal length is right within 6 % and the axes within 1 degree.

    Args:
        lead: by how much the frame's log probability is above that of the next clearly different frame.

    >>> round(frame_confidence(0.0), 2), round(frame_confidence(12.0), 2)
    (0.13, 0.89)
    """
    logit = CONFIDENCE[0] + CONFIDENCE[1] * np.log1p(max(lead, 0.0))
    return float(1.0 / (1.0 + np.exp(-logit)))


def _lead(scores: Floats, rank: int) -> float:
    others = np.delete(scores, rank)
    return float(scores[rank] - others.max()) if len(others) else USUAL_LEAD
