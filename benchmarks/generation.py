"""What the rendered engine takes and how true its pictures are: the figures of generation, in one table.

    python benchmarks/generation.py [--only time,bytes,insertion,holes] [--work FOLDER] [--count 40] [--json FILE]

``time``       a 1024x768 picture of several sample rooms, everything included, each in a process of its own: the first
               picture (with compilation, unless its kernels are kept), the next one, a preview, and the peak memory.
``bytes``      whether two processes give the same bytes for the same seed.
``insertion``  rooms rendered without fixtures are the photos; the truth is rendered with the same planned things. The
               engine is told the label map and the camera's height, and finds camera, room and light itself. PSNR in
               the mask, on the things, in their shadows (where the truth is darker or brighter than the photo), and of
               those shadows if nothing had been done.
``holes``      black patches in pictures of the photos in ``--photos FOLDER`` (``images/`` and ``masks/``), previews.

Results are kept in ``--work`` room by room: a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from synthetic_rooms import random_scene

from maskkit.engines.base import EngineRequest
from maskkit.engines.rendered import RenderedEngine
from maskkit.errors import MaskkitError
from maskkit.geometry.layout import fit_layout
from maskkit.images.decode import decode_grey, open_photo
from maskkit.images.encode import encode
from maskkit.images.photo import Photo
from maskkit.masks.mask import Mask
from maskkit.masks.segment import Segmentation
from maskkit.render.empty_room import smaller
from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.looks import look
from maskkit.render.mitsuba_backend import forget
from maskkit.render.photograph import balance, bloom, exposed_view, film, meter, srgb, vignette
from maskkit.render.planner.colours import coloured
from maskkit.render.renderer import Rendering, render
from maskkit.render.scene import Item, Room, Scene
from maskkit.render.shell import walls_of
from maskkit.render.view import pinhole
from maskkit.roomapi.words import RoomType, Theme

SAMPLES = Path(__file__).parent.parent / "sample_images"
TIMED = ("bedroom-empty", "kitchen-empty", "living-room-empty")
KEPT = (3, 4, 5)
LOOKS = [(room, theme) for room in RoomType for theme in Theme]
LAMPS = ("pendant", "bare_bulb")
SHADOW_LEVELS = 3
HOLE_LEVEL, HOLE_PX = 2, 24


def sample_request(name: str, **more: Any) -> tuple[RenderedEngine, EngineRequest]:
    """A sample room with its own label map, all but ceiling, windows and doors to be made new."""
    photo, labels = open_photo(SAMPLES / f"{name}.jpg"), decode_grey(SAMPLES / "labels" / f"{name}.png")
    engine = RenderedEngine(read_labels=lambda _: Segmentation(labels, None, method="labels", confidence=1.0))
    mask = Mask.from_bool(~np.isin(labels, KEPT))
    return engine, EngineRequest(photo, mask, RoomType.BATHROOM, Theme.MODERN, seed=1, **more)


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds on the clock, seconds of the processors, and what came out."""
    clock, processors = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - clock, time.process_time() - processors, result


def child(name: str) -> None:
    """Everything that is timed about one room, as JSON on stdout."""
    engine, request = sample_request(name)
    first_s, first_cpu_s, pictures = timed(lambda: engine.generate(request))
    next_s, next_cpu_s, _ = timed(lambda: engine.generate(request))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    preview_s, preview_cpu_s, _ = timed(lambda: engine.generate(replace(request, level="preview")))
    told = {
        "room": name, "size_wh": request.photo.size_wh, "first_s": first_s, "first_cpu_s": first_cpu_s,
        "next_s": next_s, "next_cpu_s": next_cpu_s, "preview_s": preview_s, "preview_cpu_s": preview_cpu_s,
        "peak_mb": peak_mb, "sha256": hashlib.sha256(pictures[0].tobytes()).hexdigest(),
    }  # fmt: skip
    print(json.dumps(told))


def in_child(*arguments: str) -> dict[str, Any]:
    """What a process of its own answers."""
    command = [sys.executable, __file__, "--child", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def kept(path: Path, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The answer in a file, or that of ``work``, which is then kept there."""
    if not path.exists():
        path.write_text(json.dumps(work()))
    answer: dict[str, Any] = json.loads(path.read_text())
    return answer


def developed(light: Any, view: Any, windows: Any, like: Any, seed: int) -> Any:
    """A photo of ``light`` with the exposure and white balance that a camera chose for ``like``."""
    gains = np.median(balance(like, windows)[~windows] / np.maximum(like[~windows], 1e-9), axis=0)
    exposed = light * gains * np.float32(2.0 ** meter(like, windows))
    exposed = exposed if view is None else exposed + exposed_view(view)
    encoded = srgb(film(vignette(bloom(exposed.astype(np.float32)))))
    grain = np.random.default_rng(seed).normal(0, 1, (*encoded.shape[:2], 1)).astype(np.float32)
    noisy = encoded + cv2.GaussianBlur(grain, (0, 0), 0.6)[..., None] * np.float32(1.6 / 255)
    return np.clip(noisy * 255 + 0.5, 0, 255).astype(np.uint8)


def empty_scenes(edge_px: int) -> Iterator[tuple[int, Scene]]:
    """Box rooms of the synthetic set with nothing in them but their lamp."""
    number = 0
    while True:
        scene = random_scene(number)
        if scene.name.startswith("box"):
            lamps = tuple(item for item in scene.items if item.kind in LAMPS)
            yield number, replace(scene, items=lamps, camera=smaller(scene.camera, edge_px))
        number += 1


def in_truth(items: tuple[Item, ...], found: Any, true: Scene) -> tuple[Item, ...]:
    """Items of the room that was ``found`` (a space) in the true room, against its own walls."""
    turn = pinhole(true.camera).rotation.T @ pinhole(found.camera).rotation
    quarters = round(float(np.degrees(np.arctan2(turn[2, 0], turn[0, 0]))) / 90)
    cos, sin = (round(float(part(np.radians(90 * quarters)))) for part in (np.cos, np.sin))
    placed = []
    for item in items:
        x, y = np.subtract(item.at[:2], found.camera.eye[:2])
        at = (true.camera.eye[0] + cos * x - sin * y, true.camera.eye[1] + sin * x + cos * y, item.at[2])
        moved = replace(item, at=at, turn_deg=item.turn_deg + 90 * quarters)
        placed.append(against_wall(moved, true.room) if FIXTURES[item.kind].stands in ("wall", "corner") else moved)
    return tuple(placed)


def against_wall(item: Item, room: Room) -> Item:
    """The item with its back on the wall that it faces away from."""
    walls = walls_of(room)
    wall = min(walls, key=lambda one: abs((one.turn_deg - item.turn_deg + 180) % 360 - 180))
    angle = np.radians(wall.turn_deg)
    along = float(np.dot(np.subtract(item.at[:2], wall.start), (np.cos(angle), np.sin(angle))))
    return replace(item, at=wall.point(along, 0.0, item.at[2]), turn_deg=wall.turn_deg)


def psnr(one: Any, other: Any, where: Any) -> float:
    """Peak signal to noise ratio in decibels over some pixels, NaN where there are none."""
    if not where.any():
        return float("nan")
    error = np.mean((one[where].astype(float) - other[where]) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def insertion(number: int, scene: Scene, folder: Path, samples: int) -> dict[str, Any]:
    """One room: photo without, truth with, our picture, and what they differ by."""
    room_type, theme = LOOKS[number % len(LOOKS)]
    bare = render(scene, samples=samples)
    windows, light = bare.labels == 4, bare.radiance(scene.light)
    photo = Photo(developed(light, bare.view, windows, light, scene.seed))
    layout = fit_layout(photo, labels=bare.labels)
    engine = RenderedEngine(
        anew="none",
        read_labels=lambda _: Segmentation(bare.labels, None, method="labels", confidence=1.0),
        read_layout=lambda *_, **__: replace(layout, scale_m_per_unit=scene.camera.eye[2]),
    )
    mask = Mask.from_bool(np.isin(bare.labels, (1, 2)))
    request = EngineRequest(photo, mask, room_type, theme, seed=number)
    try:
        read, plan = engine.read(request), engine.plan(request)
        (ours,) = engine.generate(replace(request, plan=plan))
    except MaskkitError as error:
        return {"room": number, "refused": str(error)}
    items = coloured(plan.items, look(room_type, theme, number).scheme)
    full = replace(scene, items=(*scene.items, *in_truth(items, read.space, scene)))
    traced = render(full, samples=samples)
    truth = developed(traced.radiance(scene.light), traced.view, windows, light, scene.seed)
    (folder / f"{number:04d}.png").write_bytes(encode(np.hstack([photo.pixels, ours, truth])))
    forget()
    return {"room": number, "things": len(items)} | scores(
        photo.pixels, ours, truth, mask=mask, traced=traced, first=len(bare.parts)
    )


def scores(photo: Any, ours: Any, truth: Any, *, mask: Mask, traced: Rendering, first: int) -> dict[str, float]:
    """The PSNR of the parts of a picture."""
    inside = mask.values > 0
    things = inside & (traced.buffers.shape_ids >= first)
    near = cv2.dilate(things.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    changed = np.abs(cv2.blur(truth, (3, 3)).astype(int) - cv2.blur(photo, (3, 3))).max(axis=2) >= SHADOW_LEVELS
    shadows = inside & ~near & changed
    return {
        "mask_db": psnr(ours, truth, inside), "things_db": psnr(ours, truth, things),
        "shadows_db": psnr(ours, truth, shadows), "no_shadows_db": psnr(photo, truth, shadows),
        "things_share": float(things.mean()), "shadows_share": float(shadows.mean()),
    }  # fmt: skip


def holes(path: Path, labels: Any) -> dict[str, Any]:
    """How many pixels of black patches a preview of a photo has where the photo has none."""
    photo = open_photo(path)
    engine = RenderedEngine(read_labels=lambda _: Segmentation(labels, None, method="labels", confidence=1.0))
    mask = Mask.from_bool(~np.isin(labels, KEPT))
    room_type, theme = LOOKS[int(hashlib.sha256(path.name.encode()).hexdigest(), 16) % len(LOOKS)]
    try:
        (picture,) = engine.generate(EngineRequest(photo, mask, room_type, theme, level="preview"))
    except MaskkitError as error:
        return {"photo": path.stem, "refused": error.code}
    black = ((picture.max(axis=2) <= HOLE_LEVEL) & (photo.pixels.max(axis=2) > HOLE_LEVEL)).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(black)
    return {"photo": path.stem, "black": int(sum(area for area in stats[1:, cv2.CC_STAT_AREA] if area >= HOLE_PX))}


def middle(rows: list[dict[str, Any]], name: str) -> float:
    """The median of one figure over the rows that have it."""
    values = [row[name] for row in rows if name in row and row[name] == row[name]]
    return float(np.median(values)) if values else float("nan")


def line(name: str, value: str, goal: str) -> None:
    """One line of the table."""
    print(f"{name:44s} {value:>28s}   {goal}", flush=True)


def report_time(work: Path) -> list[dict[str, Any]]:
    """Time and memory."""
    rows = [kept(work / f"time-{name}.json", lambda name=name: in_child(name)) for name in TIMED]
    for kind, goal in (("first", ""), ("next", "<= 35 s, target 20 s"), ("preview", "<= 5 s")):
        seconds, processors = middle(rows, f"{kind}_s"), middle(rows, f"{kind}_cpu_s")
        line(f"1024x768, {kind}", f"{seconds:.1f} s ({processors:.1f} s of CPU)", goal)
    line("peak memory", f"{max(row['peak_mb'] for row in rows) / 1024:.2f} GB", "<= 1.2 GB")
    return rows


def report_bytes(work: Path) -> list[dict[str, Any]]:
    """Same seed, same bytes."""
    rows = [kept(work / f"time{again}-{TIMED[0]}.json", lambda: in_child(TIMED[0])) for again in ("", "-again")]
    line("same seed, same bytes", "yes" if rows[0]["sha256"] == rows[1]["sha256"] else "NO", "yes")
    return rows


def report_insertion(work: Path, count: int, edge_px: int, samples: int) -> list[dict[str, Any]]:
    """Insertion into rooms whose truth is known."""
    rows: list[dict[str, Any]] = []
    for number, scene in empty_scenes(edge_px):
        if len(rows) == count:
            break
        rows.append(
            kept(work / f"room-{edge_px}-{number:04d}.json", lambda n=number, s=scene: insertion(n, s, work, samples))
        )
        print(f"  room {number}: {rows[-1]}", file=sys.stderr, flush=True)
    done = [row for row in rows if "refused" not in row]
    line("insertion: rooms (refused)", f"{len(done)} ({len(rows) - len(done)})", ">= 40")
    line("  PSNR in the mask, median", f"{middle(done, 'mask_db'):.1f} dB", ">= 27 dB")
    line("  on the things", f"{middle(done, 'things_db'):.1f} dB", "")
    told = f"{middle(done, 'shadows_db'):.1f} dB ({middle(done, 'no_shadows_db'):.1f} without)"
    line("  in shadows and reflections", told, ">= 30 dB")
    return rows


def report_holes(work: Path, folder: Path, count: int) -> list[dict[str, Any]]:
    """Black patches."""
    rows = []
    for path in sorted((folder / "images").glob("*.jpg"))[:count]:
        labels = decode_grey(folder / "masks" / f"{path.stem}.png")
        rows.append(kept(work / f"holes-{path.stem}.json", lambda p=path, told=labels: holes(p, told)))
    made = [row for row in rows if "black" in row]
    told = f"{sum(row['black'] for row in made)} px ({len(made)} of {len(rows)} photos)"
    line("black patches", told, "0 over 200 photos")
    return rows


def main() -> None:
    """Measure what is asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="time,bytes,insertion", help="which figures, with commas between")
    parser.add_argument("--work", type=Path, default=Path("generation-benchmark"))
    parser.add_argument("--count", type=int, default=40, help="rooms of the insertion, photos of the holes")
    parser.add_argument("--edge", type=int, default=640, help="the long edge of the rooms of the insertion in pixels")
    parser.add_argument("--samples", type=int, default=32, help="paths a pixel of photos and truth of the insertion")
    parser.add_argument("--photos", type=Path, help="a folder with images/ and masks/ for the holes")
    parser.add_argument("--json", type=Path, help="write all figures there too")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        child(asked.child)
        return
    asked.work.mkdir(parents=True, exist_ok=True)
    reports: dict[str, Callable[[], list[dict[str, Any]]]] = {
        "time": lambda: report_time(asked.work),
        "bytes": lambda: report_bytes(asked.work),
        "insertion": lambda: report_insertion(asked.work, asked.count, asked.edge, asked.samples),
        "holes": lambda: report_holes(asked.work, asked.photos, asked.count) if asked.photos else [],
    }
    figures = {name: reports[name]() for name in asked.only.split(",")}
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
