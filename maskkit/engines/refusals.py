"""Which photos an engine that furnishes rooms says no to, why, and what would help: as data, decided in one place."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from maskkit.engines.tone import to_linear
from maskkit.errors import NoRoomFound
from maskkit.geometry.box_fit import SURFACE_OF_LABEL
from maskkit.geometry.planes import SURFACE_OF_PLANE, Plane
from maskkit.masks.classes import RoomClass

if TYPE_CHECKING:
    from maskkit.geometry.layout import Layout
    from maskkit.images.photo import Photo
    from maskkit.types import BoolMap, Labels, Points

log = logging.getLogger(__name__)

LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
SEEN = 0.02
"""A surface that fills less of the picture says nothing about the room."""

WALLS_MEANT = 0.05
"""A mask that marks less than this of its own area on walls is one of floor and furniture."""

NEAR_UNITS, FOOT_STEPS = 0.05, 200


@dataclass(frozen=True)
class Facts:
    """What a photo, its labels, its mask and the fitted room say; NaN where something is not to be seen.

    ``agreement`` is the share of the labelled pixels that the room explains, ``floor_overlap`` the floor's IoU;
    ``off_ceiling`` is the agreement without those labelled ceiling or seen as ceiling; ``height_ratio`` is the room's
    height in camera heights; ``foot_m`` the longest foot of a wall in view; ``light`` the median luminance of the mask,
    0..1 linear; ``walls_meant`` and ``window_kept`` say whether the mask marks walls, and leaves a window as it is.
    """

    agreement: float
    floor_overlap: float
    off_ceiling: float
    roll_deg: float
    height_ratio: float
    width_m: float
    depth_m: float
    foot_m: float
    light: float
    walls_meant: bool
    window_kept: bool


@dataclass(frozen=True)
class Rule:
    """When something is wrong, what it means for the request, and the words for it."""

    name: str
    effect: Literal["refuse", "warn"]
    applies: Callable[[Facts], bool]
    message: str
    hint: str

    def words(self, facts: Facts) -> str:
        """The message with the numbers of this photo."""
        return self.message.format(f=facts)


CORNER = "Take the photo so that a corner of the room and its floor are to be seen, from about head height."
FLOOR_ONLY = "Mark the floor and the furniture only (--target floor+furniture): those fit."
BY_HAND = "Or correct the room by hand (--save-camera, then --camera), or use the surface engine."
LIGHTER = "Switch the lamps on, or take the photo with the window behind you."
STEP_BACK = "Step back, or turn towards the length of the room."


def _is_attic(facts: Facts) -> bool:
    """All of the mismatch is about the ceiling, as under a sloping roof: floor and walls are right."""
    return facts.off_ceiling >= 0.97 and facts.floor_overlap >= 0.9


RULES: tuple[Rule, ...] = (
    Rule(
        "contradiction",
        "refuse",
        lambda facts: facts.agreement < 0.90 and not _is_attic(facts),
        "the room's lines and surfaces agree to {f.agreement:.0%} only: it is no plain room, or it was read wrongly",
        f"{CORNER} {BY_HAND}",
    ),
    Rule(
        "walls uncertain",
        "refuse",
        lambda facts: 0.90 <= facts.agreement < 0.95 and facts.walls_meant and not _is_attic(facts),
        "the walls of the room are not read surely enough to be made anew (agreement {f.agreement:.0%})",
        f"{FLOOR_ONLY} {BY_HAND}",
    ),
    Rule(
        "floor uncertain",
        "refuse",
        lambda facts: facts.floor_overlap < 0.85,
        "the floor that was found overlaps the one in sight to {f.floor_overlap:.0%} only: things would float or sink",
        f"{CORNER} {BY_HAND}",
    ),
    Rule(
        "tilted",
        "refuse",
        lambda facts: abs(facts.roll_deg) > 5.0,
        "the camera was tilted sideways by {f.roll_deg:.0f} degrees",
        "Straighten the photo first, or hold the camera level.",
    ),
    Rule(
        "odd height",
        "refuse",
        lambda facts: not (np.isnan(facts.height_ratio) or 1.1 <= facts.height_ratio <= 4.5),
        "the ceiling seems to be {f.height_ratio:.1f} times as high as the camera, which no room is",
        f"{CORNER} {BY_HAND}",
    ),
    Rule(
        "narrow",
        "refuse",
        lambda facts: facts.width_m < 1.5,
        "the room seems to be {f.width_m:.1f} m wide only",
        "Give one length that you know (--length), or choose a larger room.",
    ),
    Rule(
        "deep",
        "refuse",
        lambda facts: facts.depth_m > 12.0,
        "the far wall seems to be {f.depth_m:.0f} m away: too far to furnish",
        "Go closer to the part of the room that is to change, or give one length that you know (--length).",
    ),
    Rule(
        "no foot of a wall",
        "refuse",
        lambda facts: facts.foot_m < 1.5,
        "no wall is seen down to the floor for more than {f.foot_m:.1f} m: there is no place to put anything",
        f"{STEP_BACK} {CORNER}",
    ),
    Rule(
        "backlit",
        "warn",
        lambda facts: facts.window_kept and facts.light < 0.04,
        "the room is very dark beside its window: the result will be dark, too",
        LIGHTER,
    ),
)


def judge(facts: Facts) -> tuple[Rule, ...]:
    """The rules that apply, refusals first.

    >>> good = Facts(0.99, 0.98, 0.99, 0.5, 1.8, 3.5, 4.0, 3.0, 0.3, walls_meant=True, window_kept=False)
    >>> judge(good)
    ()
    >>> from dataclasses import replace
    >>> [rule.name for rule in judge(replace(good, agreement=0.93, off_ceiling=0.93, roll_deg=-7.0))]
    ['walls uncertain', 'tilted']
    """
    return tuple(rule for rule in RULES if rule.applies(facts))


def refuse_bad_photos(facts: Facts) -> None:
    """Say no to a photo that no sensible room comes of; a warning is written to the log.

    Raises:
        NoRoomFound: with the first reason, and what would help.
    """
    for rule in judge(facts):
        if rule.effect == "refuse":
            raise NoRoomFound(rule.words(facts), hint=rule.hint)
        log.warning("%s. %s", rule.words(facts), rule.hint)


def facts_of(photo: Photo, labels: Labels, layout: Layout, wanted: BoolMap) -> Facts:
    """What there is to judge by; ``wanted`` (H, W) bool is the mask."""
    told, planes = SURFACE_OF_LABEL[labels], layout.plane_map()
    seen, known = SURFACE_OF_PLANE[planes], told > 0
    level = known & (told != RoomClass.CEILING) & (seen != RoomClass.CEILING)
    box, scale = layout.box, layout.scale_m_per_unit
    shown = {plane: float((planes == plane).mean()) > SEEN for plane in Plane}
    wide = shown[Plane.LEFT] and shown[Plane.RIGHT]
    agreement = _share(seen == told, known)
    # A fit that judged itself by more than these labels may think less of itself.
    doubt = max(0.0, agreement - layout.agreement)
    return Facts(
        agreement=agreement - doubt,
        floor_overlap=_floor_overlap(seen, told),
        off_ceiling=_share(seen == told, level) - doubt,
        roll_deg=roll_deg(layout),
        height_ratio=1 + box.ceiling if shown[Plane.CEILING] else float("nan"),
        width_m=(box.left + box.right) * scale if wide else float("nan"),
        depth_m=box.back * scale if shown[Plane.BACK] else float("nan"),
        foot_m=longest_foot_m(layout),
        light=_light(photo, wanted),
        walls_meant=_share(told == RoomClass.WALL, wanted & known) >= WALLS_MEANT,
        window_kept=bool(((labels == RoomClass.WINDOW) & ~wanted).mean() > SEEN / 2),
    )


def _share(right: BoolMap, among: BoolMap) -> float:
    return float(right[among].mean()) if among.any() else float("nan")


def _floor_overlap(seen: Labels, told: Labels) -> float:
    true, found = told == RoomClass.FLOOR, (seen == RoomClass.FLOOR) & (told > 0)
    return float((true & found).sum() / (true | found).sum()) if true.mean() > SEEN else float("nan")


def _light(photo: Photo, wanted: BoolMap) -> float:
    few = photo.pixels[wanted][:: max(1, int(wanted.sum()) // 20_000)]
    return float(np.median(to_linear(few[None])[0] @ LUMINANCE)) if len(few) else float("nan")


def roll_deg(layout: Layout) -> float:
    """How far the photo is turned: the angle of the upright direction against the picture's, in degrees."""
    down = layout.camera.rotation[:, 1]
    return float(np.degrees(np.arctan2(-down[0], down[1])))


def longest_foot_m(layout: Layout) -> float:
    """How much of the foot of one wall is in the picture, in metres."""
    box, (width, height) = layout.box, layout.size_wh
    near, far = NEAR_UNITS, box.back
    ends = [
        ((-box.left, near), (-box.left, far)),
        ((-box.left, far), (box.right, far)),
        ((box.right, near), (box.right, far)),
    ]
    lengths = []
    for start, end in ends:
        shares = np.linspace(0, 1, FOOT_STEPS)[:, None]
        places = np.array(start) * (1 - shares) + np.array(end) * shares
        points: Points = layout.camera.project(np.insert(places, 1, 1.0, axis=1))
        inside = ((points >= 0) & (points <= (width, height))).all(axis=1)
        lengths.append(float(inside.mean() * np.hypot(*np.subtract(end, start))))
    return max(lengths) * layout.scale_m_per_unit
