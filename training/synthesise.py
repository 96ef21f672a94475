"""Render random rooms as photos with exact labels, to train a segmentation network on.

    python -m training.synthesise FOLDER [--count 4000] [--first 0] [--views 4] [--paths 8]

Picture NUMBER depends on NUMBER alone; places that are done are kept, so that a run that was stopped goes on where it
was, and several runs with different ``--first`` can fill one folder. Every place is seen in ``--views`` pictures.
Worker processes are started anew after some sixty pictures, because the renderer does not give all its memory back.

FOLDER gets ``images/NNNNNN.jpg``; ``labels/NNNNNN.png`` (0 other, 1 floor, 2 wall, 3 ceiling, 4 window, 5 door,
6 furniture, 7 rug, 8 fixtures, 9 mirror, 10 curtain, 11 stairs); ``walls/NNNNNN.png`` (the plane at each pixel, also
behind things: 1 and up are single walls, 100 floor, 101 ceiling); ``orient/NNNNNN.png`` (0 none, 1 up, 2 down, 3 left,
4 front or back, 5 right wall as the camera sees it); ``rooms.jsonl`` with a row for each picture. Needs mitsuba.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np

from maskkit.images.encode import encode, write_atomic
from maskkit.render.view import pinhole
from training.rooms.photo import jpeg, photograph
from training.rooms.picture import Shot, shoot
from training.rooms.views import View, views
from training.rooms.worlds import World, world

FOLDERS = ("images", "labels", "walls", "orient")
PICTURES_A_WORKER = 60


def is_done(folder: Path, number: int) -> bool:
    """Whether a place's pictures and rows were all written, or it was found to give none."""
    return (folder / "done" / f"{number:06d}").is_file()


def write_place(folder: Path, number: int, count: int, paths: int) -> int:
    """Renders the pictures of one place; gives how many there are."""
    place = world(number)
    rows = []
    for k, view in enumerate(views(np.random.default_rng([7, number]), place, count)):
        index = number * count + k
        shot = shoot(place, view, paths=paths, seed=index)
        write_picture(folder, index, shot, np.random.default_rng([9, index]))
        rows.append(row(index, number, place, view))
    with (folder / "rooms.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(told) + "\n" for told in rows)
    (folder / "done" / f"{number:06d}").touch()
    return len(rows)


def write_picture(folder: Path, index: int, shot: Shot, rng: np.random.Generator) -> None:
    """The four files of one picture; the photo last, as it says that the others are there."""
    name = f"{index:06d}"
    for kind, values in (("labels", shot.labels), ("walls", shot.planes), ("orient", shot.orientation)):
        write_atomic(folder / kind / f"{name}.png", encode(values, format="png"), overwrite=True)
    write_atomic(folder / "images" / f"{name}.jpg", jpeg(photograph(shot, rng), rng), overwrite=True)


def row(index: int, number: int, place: World, view: View) -> dict[str, object]:
    """What ``rooms.jsonl`` says of a picture."""
    camera, exact = view.camera, pinhole(view.camera)
    return {
        "number": index, "seed": number, **place.told, "height_m": round(place.shells[0].height_m, 3),
        "outline": [[round(float(x), 3) for x in corner] for corner in place.shells[0].outline],
        "size_wh": camera.size_wh, "eye": [round(x, 3) for x in camera.eye], "yaw_deg": camera.yaw_deg,
        "pitch_deg": camera.pitch_deg, "roll_deg": camera.roll_deg, "fov_deg": camera.fov_deg, "bend": view.bend,
        "focal_px": exact.focal_px, "rotation": exact.rotation.tolist(),
    }  # fmt: skip


def work(folder: Path, first: int, count: int, paths: int, places: int) -> int:
    """Renders up to ``PICTURES_A_WORKER`` pictures; gives the number of the place to go on with."""
    made = 0
    for number in range(first, first + places):
        if made >= PICTURES_A_WORKER:
            return number
        if not is_done(folder, number):
            try:
                made += write_place(folder, number, count, paths)
            except Exception as error:  # noqa: BLE001 - one odd room must not end the run
                print(f"place {number}: {type(error).__name__}: {error}", flush=True)
                (folder / "done" / f"{number:06d}").touch()
    return first + places


def run(folder: Path, first: int, places: int, views_: int, paths: int) -> None:
    """Worker after worker, each in a fresh process, until all places are done."""
    for name in (*FOLDERS, "done"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    number, last = first, first + places
    while number < last:
        start = time.monotonic()
        options = [
            str(folder),
            "--first",
            str(number),
            "--places",
            str(last - number),
            "--views",
            str(views_),
            "--paths",
            str(paths),
        ]
        told = subprocess.run(
            [sys.executable, "-m", "training.synthesise", *options, "--worker"],
            check=False,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        lines = told.stdout.strip().splitlines()
        print(*lines[:-1], sep="\n", end="\n" if lines[:-1] else "")
        number = int(lines[-1]) if told.returncode == 0 and lines else number + 1
        print(f"up to place {number} in {time.monotonic() - start:.0f} s", flush=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", type=int, default=0, help="the first place")
    parser.add_argument("--places", type=int, default=1000, help="how many places")
    parser.add_argument("--views", type=int, default=4, help="pictures of each place")
    parser.add_argument("--paths", type=int, default=8, help="light paths for every second pixel each way")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    if asked.worker:
        print(work(asked.folder, asked.first, asked.views, asked.paths, asked.places))
    else:
        run(asked.folder, asked.first, asked.places, asked.views, asked.paths)


if __name__ == "__main__":
    main()
