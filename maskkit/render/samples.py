"""Renders the sample images: ``python -m maskkit.render.samples OUT``.

Beside the photos it writes exact label maps and MANIFEST.csv with the camera and the room of every picture. A picture
whose scene is unchanged and whose files are whole is kept, so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from maskkit.images.encode import encode, write_atomic
from maskkit.masks.classes import RoomClass
from maskkit.render.photograph import develop
from maskkit.render.renderer import Rendering, render
from maskkit.render.sample_rooms import SAMPLES
from maskkit.render.scene import Scene
from maskkit.render.view import pinhole, room_corners
from maskkit.types import Labels, Rgb8

COLUMNS = (
    "name", "file", "sha256", "width", "height", "labels", "labels_sha256", "room", "furnished", "classes", "focal_px",
    "centre_x_px", "centre_y_px", "rotation", "camera_height_m", "corners_m", "seed", "scene_sha256", "licence",
)  # fmt: skip
LICENCE = "Apache-2.0 OR CC0-1.0"
QUALITY = 92
SAMPLES_PER_PIXEL = 16
FULL_FRAME_DIAGONAL_MM = 43.2666
_FITTINGS = frozenset(
    ("sofa", "armchair", "bed", "table", "desk", "cabinet", "bookshelf", "base_units", "bath", "basin", "shower")
)  # fmt: skip

Row = dict[str, str]


def write_samples(folder: Path, *, samples: int = SAMPLES_PER_PIXEL, names: Iterable[str] = ()) -> list[Row]:
    """Renders the samples that are missing or changed into ``folder`` and returns the manifest's rows.

    Raises:
        MissingExtra: Mitsuba or the denoiser is not installed.
    """
    chosen = set(names) or set(SAMPLES)
    (folder / "labels").mkdir(parents=True, exist_ok=True)
    for name, scene in SAMPLES.items():
        if name in chosen and not is_done(folder, name, scene, samples):
            row = write_sample(folder, scene, samples=samples)
            _write_manifest(folder, {**_rows(folder), name: row})
    return list(_rows(folder).values())


def is_done(folder: Path, name: str, scene: Scene, samples: int) -> bool:
    """Whether the manifest knows this very scene and the files are as they were written."""
    row = _rows(folder).get(name)
    if row is None or row["scene_sha256"] != scene_digest(scene, samples):
        return False
    files = ((row["file"], row["sha256"]), (row["labels"], row["labels_sha256"]))
    return all((folder / file).is_file() and _digest((folder / file).read_bytes()) == known for file, known in files)


def write_sample(folder: Path, scene: Scene, *, samples: int) -> Row:
    """Renders one scene, writes its photo and label map, and returns its row."""
    rendering = render(scene, samples=samples)
    photo, labels = jpeg(photograph(scene, rendering), scene), encode(rendering.labels, format="png")
    row = manifest_row(scene, rendering.labels, photo=photo, labels_png=labels, samples=samples)
    write_atomic(folder / row["file"], photo, overwrite=True)
    write_atomic(folder / row["labels"], labels, overwrite=True)
    return row


def photograph(scene: Scene, rendering: Rendering) -> Rgb8:
    """The rendering as the photo that the scene's exposure asks for."""
    windows = rendering.labels == RoomClass.WINDOW
    light = rendering.radiance(scene.light)
    return develop(light, view=rendering.view, exposure_ev=scene.exposure_ev, windows=windows, seed=scene.seed)


def jpeg(pixels: Rgb8, scene: Scene) -> bytes:
    """The photo as a JPEG whose EXIF names the focal length (CIPA DC-008, 35 mm equivalent by the diagonal)."""
    exif = Image.Exif()
    exif[0x0131] = "maskkit renderer"
    width, height = scene.camera.size_wh
    equivalent = pinhole(scene.camera).focal_px * FULL_FRAME_DIAGONAL_MM / float(np.hypot(width, height))
    exif.get_ifd(0x8769)[0xA405] = round(equivalent)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=QUALITY, exif=exif)
    return buffer.getvalue()


def manifest_row(scene: Scene, labels: Labels, *, photo: bytes, labels_png: bytes, samples: int) -> Row:
    """One line of the manifest.

    ``rotation`` is row by row; its columns are the room's axes in camera coordinates. ``corners_m`` are the corners of
    the floor, then of the ceiling, in the room's axes with the camera at the origin, so that a corner's pixel is
    ``focal * (rotation @ corner)[:2] / (rotation @ corner)[2] + centre``.
    """
    camera, view = scene.camera, pinhole(scene.camera)
    classes = [RoomClass(value).name.lower() for value in np.unique(labels)]
    values = (
        *(scene.name, f"{scene.name}.jpg", _digest(photo), *camera.size_wh),
        *(f"labels/{scene.name}.png", _digest(labels_png)),
        *(scene.room_type, "yes" if is_furnished(scene) else "no", " ".join(classes)),
        *(f"{view.focal_px:.3f}", *(f"{value:g}" for value in view.centre_px)),
        *(" ".join(f"{value:.9f}" for value in view.rotation.ravel()), f"{camera.eye[2]:g}"),
        *(json.dumps(np.round(room_corners(scene.room, camera), 4).tolist()), scene.seed),
        *(scene_digest(scene, samples), LICENCE),
    )
    return {column: str(value) for column, value in zip(COLUMNS, values, strict=True)}


def is_furnished(scene: Scene) -> bool:
    """Whether there is more in the room than lamps, radiators and sockets."""
    return any(item.kind in _FITTINGS for item in scene.items)


def scene_digest(scene: Scene, samples: int) -> str:
    """The first 16 hex digits of the SHA-256 of the scene and its number of samples."""
    return _digest(f"{scene.to_json()} {samples}".encode())[:16]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _rows(folder: Path) -> dict[str, Row]:
    path = folder / "MANIFEST.csv"
    if not path.is_file():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def _write_manifest(folder: Path, rows: dict[str, Row]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows[name] for name in SAMPLES if name in rows)
    write_atomic(folder / "MANIFEST.csv", text.getvalue().encode(), overwrite=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m maskkit.render.samples", description="Render the sample images.")
    parser.add_argument("folder", type=Path, help="where the pictures, labels/ and MANIFEST.csv go")
    parser.add_argument("names", nargs="*", help=f"which of {', '.join(SAMPLES)}; all without a name")
    parser.add_argument("--samples", type=int, default=SAMPLES_PER_PIXEL, help="paths a pixel")
    options = parser.parse_intermixed_args(arguments)
    rows = write_samples(options.folder, samples=options.samples, names=options.names)
    print(f"{len(rows)} pictures in {options.folder}")  # noqa: T201 - a command's answer


if __name__ == "__main__":
    main()
