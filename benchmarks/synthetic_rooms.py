"""Render random rooms whose camera is known exactly.

    python benchmarks/synthetic_rooms.py FOLDER [--count 200] [--first 0] [--samples 8]

Room NUMBER depends on NUMBER alone, so the set can be rendered again anywhere. Pictures that are there are kept: a run
that was stopped goes on where it was. Writes ``images/NUMBER.jpg`` and ``cameras.csv`` with the columns that
``camera_accuracy.py`` reads (focal length and the room's axes in camera coordinates; principal point in the middle).
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from maskkit.images.encode import encode
from maskkit.render.placing import box_room, hang, put
from maskkit.render.renderer import render
from maskkit.render.samples import photograph
from maskkit.render.scene import Camera, Finish, Item, Light, Opening, Room, Scene, Sun
from maskkit.render.shell import walls_of
from maskkit.render.view import pinhole

COLUMNS = (
    "name", "slug", "width", "height", "focal_px", "pitch_deg", "roll_deg", "shape",
    *(f"{axis}_{part}" for axis in ("axis1", "axis2", "up") for part in "xyz"),
)  # fmt: skip
SIZES = ((1024, 768), (1024, 683), (768, 1024), (1024, 768))
FLOORS = (
    ("#a2764a", "parquet"), ("#8f6236", "planks"), ("#b39a72", "planks"), ("#a8937a", "carpet"), ("#8d8a84", "carpet"),
    ("#b3a58d", "tiles-30"), ("#c9c5bb", "tiles-30"), ("#b89f78", "lino"), ("#8f8b86", "speckle"),
)  # fmt: skip
WALLS = (
    ("#e3ddcf", "plaster"), ("#cdd0c4", "plaster"), ("#d3c3ac", "plaster"), ("#b9c2b2", "plaster"),
    ("#ded3bd", "wallpaper"), ("#e9e9e6", "plaster"), ("#9fb0b8", "plaster"),
)  # fmt: skip
STYLES = ("plain", "transom", "georgian")
# What stands against a wall: kind, width, depth and the options that go with it.
STANDING: tuple[tuple[str, float, float, dict[str, float | str]], ...] = (
    ("sofa", 2.1, 0.92, {}),
    ("bookshelf", 1.0, 0.3, {"width_m": 1.0, "height_m": 2.0}),
    ("cabinet", 1.5, 0.58, {"width_m": 1.5, "height_m": 2.05, "depth_m": 0.58, "columns": 3}),
    ("cabinet", 1.6, 0.45, {"width_m": 1.6, "height_m": 0.85}),
    ("bed", 1.7, 2.1, {"width_m": 1.6}),
    ("desk", 1.3, 0.65, {"width_m": 1.3}),
    ("base_units", 1.8, 0.6, {"width_m": 1.8, "columns": 3}),
    ("fridge", 0.6, 0.65, {}),
    ("bath", 1.7, 0.75, {}),
    ("radiator", 1.0, 0.12, {"width_m": 1.0}),
    ("bedside", 0.5, 0.45, {}),
)
LOOSE: tuple[tuple[str, float, dict[str, float | str]], ...] = (
    ("armchair", 0.6, {}),
    ("coffee_table", 0.7, {"width_m": 1.1, "depth_m": 0.6}),
    ("table", 0.95, {"width_m": 1.4, "depth_m": 0.85}),
    ("chair", 0.4, {}),
    ("chair", 0.4, {}),
    ("boxes", 0.5, {}),
    ("floor_lamp", 0.3, {}),
    ("plant", 0.4, {"height_m": 1.1}),
    ("bin", 0.2, {}),
)


def random_scene(number: int) -> Scene:
    """Room ``number``: its shape, openings, furniture, light and camera."""
    rng = np.random.default_rng([2026, number])
    shape, outline = _outline(rng)
    bare = Room(outline, float(rng.uniform(2.3, 3.0)))
    room = Room(
        outline,
        bare.height_m,
        tuple(_openings(bare, rng)),
        floor=Finish(*FLOORS[rng.integers(len(FLOORS))]),
        walls=(Finish(*WALLS[rng.integers(len(WALLS))]),),
        ceiling=Finish("#eeece6", "plaster"),
        skirting_m=float(rng.choice([0.0, 0.06, 0.1, 0.14])),
    )
    camera = _camera(room, rng)
    items = tuple(_items(room, camera, clutter=float(rng.uniform(0, 1)), rng=rng))
    sun = Sun(float(rng.uniform(-90, 90)), float(rng.uniform(22, 50)), float(rng.uniform(4, 16)))
    light = Light(5.0, sun=sun if rng.random() < 0.6 else None, lamps=float(rng.uniform(0.3, 1.0)))
    return Scene(f"{shape}-{number:04d}", "living-room", room, camera, items, light, seed=number)


def _outline(rng: np.random.Generator) -> tuple[str, tuple[tuple[float, float], ...]]:
    """A box, an L, a box with a niche in its far wall, or one with a corner cut off at some angle."""
    width, depth = float(rng.uniform(2.6, 6.2)), float(rng.uniform(3.0, 6.8))
    kind = rng.choice(["box", "l", "niche", "cut"], p=[0.5, 0.2, 0.15, 0.15])
    x, y = float(rng.uniform(0.35, 0.65)) * width, float(rng.uniform(0.45, 0.75)) * depth
    if kind == "l":
        return "l", ((0.0, 0.0), (0.0, depth), (x, depth), (x, y), (width, y), (width, 0.0))
    if kind == "niche":
        back = depth - float(rng.uniform(0.25, 0.7))
        return "niche", ((0.0, 0.0), (0.0, back), (x * 0.5, back), (x * 0.5, depth), (x * 1.3, depth), (x * 1.3, back),
                         (width, back), (width, 0.0))  # fmt: skip
    if kind == "cut":
        return "cut", ((0.0, 0.0), (0.0, y), (width - x, depth), (width, depth), (width, 0.0))
    return "box", box_room(width, depth)


def _openings(room: Room, rng: np.random.Generator) -> Iterator[Opening]:
    """At most one window or door a wall; the wall behind the viewer always lets light in."""
    walls = walls_of(room)
    for index, wall in enumerate(walls):
        behind = index == len(walls) - 1
        if wall.length_m < 1.4 or (not behind and rng.random() < 0.35):
            continue
        if behind or rng.random() < 0.65:
            width = float(rng.uniform(0.8, min(2.4, wall.length_m - 0.4)))
            sill = float(rng.choice([0.1, 0.85, 0.95]))
            measures = (width, sill, min(2.15, room.height_m - 0.15) - sill)
            kind, style = "window", str(rng.choice(STYLES))
        else:
            measures, kind, style = (0.84, 0.0, 2.03), "door", "panelled" if rng.random() < 0.6 else "plain"
        start = float(rng.uniform(0.15, wall.length_m - measures[0] - 0.15))
        yield Opening(index, kind, start, *measures, style=style)  # type: ignore[arg-type]


def _camera(room: Room, rng: np.random.Generator) -> Camera:
    """Somebody's photo of a room: about eye height, not quite level, some common lens, 2.2 m or more to look into."""
    while True:
        camera = _any_camera(room, rng)
        half = camera.fov_deg / 2
        clear = [_distance(camera, camera.yaw_deg + turn, room) for turn in (-half, 0.0, half)]
        if clear[1] > 2.2 and min(clear) > 0.7:
            return camera


def _any_camera(room: Room, rng: np.random.Generator) -> Camera:
    outline = np.array(room.outline)
    width, depth = outline.max(axis=0)
    near = outline[outline[:, 0] >= outline[:, 0].max() - 1e-9][:, 1].max()
    eye = (
        float(rng.uniform(0.15, 0.85) * width),
        float(rng.uniform(0.12, min(0.8, 0.3 * near))),
        rng.uniform(1.1, 1.7),
    )
    target = (rng.uniform(0.05, 0.95) * width, depth)
    yaw = np.degrees(np.arctan2(target[0] - eye[0], target[1] - eye[1]))
    size_wh = SIZES[rng.integers(len(SIZES))]
    focal = float(np.exp(rng.uniform(np.log(0.42), np.log(0.95)))) * max(size_wh)
    fov = float(np.degrees(2 * np.arctan(size_wh[0] / 2 / focal)))
    pitch = float(np.clip(rng.normal(-6, 5), -18, 8))
    return Camera((eye[0], eye[1], float(eye[2])), float(yaw), pitch, float(rng.normal(0, 1.5)), fov, size_wh)


def _distance(camera: Camera, yaw_deg: float, room: Room) -> float:
    """How far the first wall is that a level ray meets."""
    start, ray = np.array(camera.eye[:2]), np.array([np.sin(np.radians(yaw_deg)), np.cos(np.radians(yaw_deg))])
    ring = np.array(room.outline)
    edges, to = np.roll(ring, -1, axis=0) - ring, ring - start
    turn = ray[0] * edges[:, 1] - ray[1] * edges[:, 0]
    turn = np.where(np.abs(turn) < 1e-12, 1e-12, turn)
    far = (to[:, 0] * edges[:, 1] - to[:, 1] * edges[:, 0]) / turn
    share = (to[:, 0] * ray[1] - to[:, 1] * ray[0]) / turn
    return float(far[(far > 0) & (share >= 0) & (share <= 1)].min())


def _items(room: Room, camera: Camera, *, clutter: float, rng: np.random.Generator) -> Iterator[Item]:
    """Furniture along the walls and in the middle, nothing closer than 0.8 m to the camera."""
    taken: list[tuple[float, float, float]] = [(*camera.eye[:2], 0.8)]
    for index, wall in enumerate(walls_of(room)[:-1]):
        place = float(rng.uniform(0.1, 0.8))
        low = [o.start_m for o in room.openings if o.wall == index and o.sill_m < 0.5]
        while place < wall.length_m and rng.random() < 0.35 + 0.6 * clutter:
            kind, width, depth, options = STANDING[rng.integers(len(STANDING))]
            middle = place + width / 2
            spot = (*wall.point(middle, depth / 2, 0.0)[:2], float(np.hypot(width, depth)) / 2)
            blocked = any(place < start + 0.9 and place + width > start for start in low)
            if place + width < wall.length_m - 0.05 and not blocked and _free(spot, taken, slack=0.75):
                taken.append(spot)
                yield hang(room, index, kind, middle, out_m=0.02, **options)
            place += width + float(rng.uniform(0.05, 0.9))
        clear = [o for o in room.openings if o.wall == index]
        if not clear and wall.length_m > 1.4 and rng.random() < 0.7:
            yield hang(room, index, "picture", float(rng.uniform(0.6, wall.length_m - 0.6)), z=1.45, width_m=0.7,
                       height_m=0.55, art=str(rng.choice(["landscape", "abstract"])))  # fmt: skip
    width, depth = np.array(room.outline).max(axis=0)
    if rng.random() < 0.5:
        turn = 0.0 if rng.random() < 0.6 else float(rng.uniform(-40, 40))
        yield put("rug", width / 2, depth * 0.5, turn=turn, width_m=min(2.2, width * 0.5), depth_m=1.4)
    for _ in range(round(6 * clutter)):
        kind, radius, extra = LOOSE[rng.integers(len(LOOSE))]
        spot = (float(rng.uniform(0.1, 0.9) * width), float(rng.uniform(0.2, 0.8) * depth), radius)
        if _inside(spot, room) and _free(spot, taken, slack=1.0):
            taken.append(spot)
            turn = float(rng.choice([0, 90, 180])) if rng.random() < 0.5 else float(rng.uniform(0, 360))
            yield put(kind, spot[0], spot[1], turn=turn, **extra)
    yield put("pendant" if rng.random() < 0.5 else "bare_bulb", width * 0.4, depth * 0.4, z=room.height_m)


def _free(spot: tuple[float, float, float], taken: list[tuple[float, float, float]], *, slack: float) -> bool:
    return all(np.hypot(spot[0] - x, spot[1] - y) > slack * (spot[2] + radius) for x, y, radius in taken)


def _inside(spot: tuple[float, float, float], room: Room) -> bool:
    """Whether a disc lies in the outline, which runs clockwise: even-odd rule, and away from every wall."""
    ring = np.array(room.outline)
    ahead = np.roll(ring, -1, axis=0)
    crosses = (ring[:, 1] > spot[1]) != (ahead[:, 1] > spot[1])
    steps = np.where(crosses, ahead[:, 1] - ring[:, 1], 1.0)
    at = ring[:, 0] + (spot[1] - ring[:, 1]) / steps * (ahead[:, 0] - ring[:, 0])
    edges = ahead - ring
    share = np.clip(((np.array(spot[:2]) - ring) * edges).sum(1) / (edges**2).sum(1), 0, 1)
    nearest = np.hypot(*(ring + share[:, None] * edges - spot[:2]).T).min()
    return bool((crosses & (at > spot[0])).sum() % 2 == 1 and nearest > spot[2])


def camera_row(scene: Scene, name: str) -> dict[str, str]:
    """One line of ``cameras.csv``."""
    view = pinhole(scene.camera)
    axes = {"axis1": view.rotation[:, 0], "axis2": view.rotation[:, 2], "up": -view.rotation[:, 1]}
    told = {
        f"{axis}_{part}": f"{value:.8f}" for axis, way in axes.items() for part, value in zip("xyz", way, strict=True)
    }
    values = (name, name, *map(str, scene.camera.size_wh), f"{view.focal_px:.4f}", f"{scene.camera.pitch_deg:.3f}",
              f"{scene.camera.roll_deg:.3f}", scene.name.split("-")[0])  # fmt: skip
    return dict(zip(COLUMNS[:8], values, strict=True)) | told


def write_room(folder: Path, number: int, samples: int) -> dict[str, str]:
    """Render one room unless its picture is there, and return its row."""
    scene, name = random_scene(number), f"room_{number:04d}"
    target = folder / "images" / f"{name}.jpg"
    if not target.exists():
        target.write_bytes(encode(photograph(scene, render(scene, samples=samples)), format="jpeg"))
    return camera_row(scene, name)


def main() -> None:
    """Render what is missing and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--samples", type=int, default=8, help="paths a pixel")
    asked = parser.parse_args()
    (asked.folder / "images").mkdir(parents=True, exist_ok=True)
    rows = []
    for number in range(asked.first, asked.first + asked.count):
        rows.append(write_room(asked.folder, number, asked.samples))
        with (asked.folder / "cameras.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
