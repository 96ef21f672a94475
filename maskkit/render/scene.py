"""What a picture of a room is made of, as plain data: the room's shell, openings, objects, light and camera.

World axes: x right, y away from the viewer, z up, in metres; the floor is z = 0. A room's outline runs clockwise seen
from above, so that every wall runs from left to right for somebody who faces it from inside. The usual box starts at
its near left corner: wall 0 is the left wall, 1 the back wall, 2 the right wall, 3 the wall behind the viewer.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Vector = tuple[float, float, float]
Option = float | str


@dataclass(frozen=True, slots=True)
class Finish:
    """How a surface looks. ``colour`` is an sRGB hex colour; a ``texture`` name lays that pattern over it.

    ``roughness``, ``metallic`` and ``coat`` (a clear varnish) are 0..1; ``glow`` is emitted light in units of the
    radiance that the exposure maps to display white; ``mirror`` makes a perfect mirror, ``glass`` a thin clear pane
    that lets as much light through as its colour says. ``even`` takes a texture's colours only, not its relief.
    """

    colour: str = "#e8e6e1"
    texture: str = ""
    roughness: float = 0.6
    metallic: float = 0.0
    coat: float = 0.0
    glow: float = 0.0
    mirror: bool = False
    glass: bool = False
    even: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """A window or door in a wall: ``start_m`` runs along the wall from its first corner, ``sill_m`` from the floor."""

    wall: int
    kind: Literal["window", "door"]
    start_m: float
    width_m: float
    sill_m: float
    height_m: float
    style: str = "plain"
    panes: int = 2
    finish: Finish = Finish("#efeeea", roughness=0.35, coat=0.3)


@dataclass(frozen=True, slots=True)
class Room:
    """A prism: outline (x, y) clockwise seen from above, height, finishes and openings.

    ``walls`` gives one finish for all walls or one for each; ``tiled_to_m`` > 0 tiles the walls up to that height
    with ``tiles``.
    """

    outline: tuple[tuple[float, float], ...]
    height_m: float = 2.5
    openings: tuple[Opening, ...] = ()
    floor: Finish = Finish("#a98d6a")
    walls: tuple[Finish, ...] = (Finish("#e9e5dc", roughness=0.9),)
    ceiling: Finish = Finish("#f2f1ee", roughness=0.95)
    trim: Finish = Finish("#eceae5", roughness=0.4)
    tiles: Finish = Finish("#dfd8c8", roughness=0.2, coat=0.5)
    tiled_to_m: float = 0.0
    skirting_m: float = 0.08


@dataclass(frozen=True, slots=True)
class Item:
    """An object from :mod:`maskkit.render.furniture`: ``at`` is its foot, its front looks to -y before ``turn_deg``.

    Wall pieces have their back at y = 0 of their own frame, free-standing ones their centre on the origin.
    """

    kind: str
    at: Vector = (0.0, 0.0, 0.0)
    turn_deg: float = 0.0
    options: Mapping[str, Option] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole camera without distortion; yaw turns it to the right, pitch upwards, roll clockwise."""

    eye: Vector
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    fov_deg: float = 72.0
    size_wh: tuple[int, int] = (1024, 768)


@dataclass(frozen=True, slots=True)
class Sun:
    """Direct sunlight: ``azimuth_deg`` says where it comes from (0 = from +y, 90 = from +x), strength is relative."""

    azimuth_deg: float
    elevation_deg: float
    strength: float = 12.0
    colour: Vector = (1.0, 0.89, 0.74)


@dataclass(frozen=True, slots=True)
class Light:
    """The light of a scene: sky through the windows, the sun if it shines in, and how bright the lamps burn."""

    sky: float = 5.0
    sky_colour: Vector = (0.93, 0.98, 1.06)
    sun: Sun | None = None
    lamps: float = 1.0
    view: Literal["garden", "street", "sky"] = "garden"


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture of one room: everything that the renderer needs to draw it again."""

    name: str
    room_type: str
    room: Room
    camera: Camera
    items: tuple[Item, ...] = ()
    light: Light = Light()
    seed: int = 0
    exposure_ev: float = 0.0

    def to_json(self) -> str:
        """The scene as a JSON document.

        >>> scene = Scene("a", "bathroom", Room(((0, 0), (0, 3), (2, 3), (2, 0))), Camera((1, 0.2, 1.5)))
        >>> Scene.from_json(scene.to_json()) == scene
        True
        """
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Scene:
        """The scene that :meth:`to_json` wrote; unknown names raise ``TypeError`` or ``KeyError``."""
        scene: Scene = _built(cls, json.loads(text))
        return scene


def _built(hint: Any, value: Any) -> Any:
    """``value`` from JSON as the dataclass, tuple, union or plain type that ``hint`` names."""
    if is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        unknown = set(value) - {one.name for one in fields(hint)}
        if unknown:
            raise TypeError(f"{hint.__name__} has no field {', '.join(sorted(unknown))}")
        return hint(**{name: _built(hints[name], part) for name, part in value.items()})
    if get_origin(hint) is tuple:
        kinds = get_args(hint)
        each = [kinds[0]] * len(value) if kinds[-1] is Ellipsis else kinds
        return tuple(_built(kind, part) for kind, part in zip(each, value, strict=True))
    if get_origin(hint) in (Union, types.UnionType):
        return None if value is None else _built(get_args(hint)[0], value) if isinstance(value, dict) else value
    return value
