"""How fast and how lossless mask tools are: outlines, run lengths, parts, growing, shrinking, feathering.

Every contender gets the same mask, with one thread, in turns: each round runs each of them once, in an order that moves
on from round to round. "kept" is the IoU between what comes back and what should: the mask itself after a round trip,
else the exact answer by Euclidean distances. Ratios count; a machine's milliseconds are only illustration. "bytes/px"
is the memory at the peak over what was held before, in a process of its own (Linux only).

    python benchmarks/mask_tools.py                              # 1024x768 and 4000x3000
    python benchmarks/mask_tools.py --size 4000x3000 --only grow --rounds 9 --no-memory
    python benchmarks/mask_tools.py --mask floor.png --json figures.json

The rivals: ``pip install '.[bench]'``. Those that are missing are left out.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Work = Callable[[], Any]

OURS = "maskkit"
PX = 8


class Contender(NamedTuple):
    """One way to do a task: what is timed, and how its result is turned into the mask to compare, if into any."""

    name: str
    work: Work
    mask: Callable[[Any], Bools] | None = None
    needs: str = "maskkit"


class Figure(NamedTuple):
    """What was measured of one contender."""

    task: str
    name: str
    size: str
    minimum_s: float
    median_s: float
    kept: float | None
    bytes_a_pixel: float | None


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", action="append", help="WIDTHxHEIGHT; left out, 1024x768 and 4000x3000")
    parser.add_argument("--mask", help="a mask file to measure with, instead of a drawn one")
    parser.add_argument("--only", default="", help="tasks with this in their name")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-memory", action="store_true", help="do not start a process for each contender")
    parser.add_argument("--json", metavar="FILE", help="write the figures to this file as well")
    parser.add_argument("--peak-of", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    limit_threads()
    sizes = options.size or ["1024x768", "4000x3000"]
    if options.peak_of:
        print(peak_bytes(options.mask, sizes[0], *options.peak_of))
        return
    figures = [figure for size in (["as it is"] if options.mask else sizes) for figure in measure_size(options, size)]
    if options.json:
        Path(options.json).write_text(json.dumps([figure._asdict() for figure in figures], indent=2) + "\n")


def limit_threads() -> None:
    """One thread for everybody; rivals are loaded only after this."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
        os.environ[name] = "1"
    cv2.setNumThreads(1)


def measure_size(options: argparse.Namespace, size: str) -> list[Figure]:
    """The figures of all tasks for one mask, printed as they come."""
    marked = load(options.mask, size)
    print(f"\n{marked.shape[1]} x {marked.shape[0]}, {marked.mean():.0%} marked, one thread, {options.rounds} rounds")
    print(f"{'':28}{'with':32}{'min ms':>9}{'median ms':>11}{'maskkit is':>12}{'kept':>9}{'bytes/px':>10}")
    figures = []
    for task, contenders in tasks(marked).items():
        here = [one for one in contenders if importlib.util.find_spec(one.needs)]
        if options.only in task and here:
            figures += measure(task, here, exact(task, marked), options, size)
            print_task([figure for figure in figures if figure.task == task])
    return figures


def load(mask: str | None, size: str) -> Bools:
    """The mask of a file, or one like a room's floor: slanting borders, ragged things on it, holes and specks."""
    if mask:
        from maskkit.masks.mask import Mask

        return Mask.open(mask).to_bool()
    width, height = map(int, size.split("x"))
    rng = np.random.default_rng(0)
    floor = np.array([(0, 0.8), (0.3, 0.45), (0.75, 0.5), (1, 0.85), (1, 1), (0, 1)]) * (width, height)
    drawn = np.zeros((height, width), np.uint8)
    cv2.fillPoly(drawn, [np.int32(floor)], 1)
    things = cv2.resize(rng.random((20, 28)), (width, height), interpolation=cv2.INTER_CUBIC)
    marked = (drawn > 0) & (things < 0.75)
    for x, y in rng.integers(0, (width - 6, height - 6), (60, 2)):
        marked[y : y + 1 + x % 5, x : x + 1 + y % 5] ^= True
    return marked


def exact(task: str, marked: Bools) -> Bools:
    """What should come back."""
    from scipy import ndimage

    near = ndimage.distance_transform_edt
    if task.startswith("grow"):
        return np.asarray(near(~marked) <= PX)
    if task.startswith("shrink"):
        return np.asarray(near(marked) > PX)
    if task.startswith("fill"):
        return np.asarray(ndimage.binary_fill_holes(marked))
    if task.startswith("drop"):
        labels, _ = ndimage.label(marked, np.ones((3, 3)))
        return np.asarray((np.bincount(labels.ravel()) >= 100)[labels] & marked)
    return marked


def tasks(marked: Bools) -> dict[str, list[Contender]]:
    """The contenders of each task, ours first."""
    return {**coding(marked), **outlines(marked), **parts(marked), **lengths(marked)}


def coding(marked: Bools) -> dict[str, list[Contender]]:
    """Run lengths as COCO writes them, and Label Studio's."""
    from rivals import coco

    from maskkit.masks.label_studio_rle import brush_decode, brush_encode
    from maskkit.masks.rle import Rle, rle_decode, rle_encode

    grey, size_wh = marked.view(np.uint8) * np.uint8(255), (marked.shape[1], marked.shape[0])
    code, brush = rle_encode(marked).to_coco(), brush_encode(grey)
    theirs = {"size": code["size"], "counts": code["counts"].encode()}

    def of_supervision(counts: Any) -> Bools:
        import supervision

        return supervision.rle_to_mask(counts, size_wh)

    return {
        "run lengths, writing": [
            Contender(OURS, lambda: rle_encode(marked).to_coco(), lambda found: rle_decode(Rle.from_coco(found))),
            Contender("pycocotools", lambda: coco.encode(marked), as_bool(coco.decode), "pycocotools"),
            Contender("hotcoco", lambda: coco.encode_rust(marked), as_bool(coco.decode_rust), "hotcoco"),
            Contender("supervision", lambda: supervision_rle(marked), of_supervision, "supervision"),
        ],
        "run lengths, reading": [
            Contender(OURS, lambda: rle_decode(Rle.from_coco(code)), as_bool()),
            Contender("pycocotools", lambda: coco.decode(theirs), as_bool(), "pycocotools"),
            Contender("hotcoco", lambda: coco.decode_rust(theirs), as_bool(), "hotcoco"),
        ],
        "Label Studio brush, writing": [
            Contender(OURS, lambda: brush_encode(grey), lambda found: brush_decode(found, size_wh) > 127)
        ],
        "Label Studio brush, reading": [
            Contender(OURS, lambda: brush_decode(brush, size_wh), lambda found: found > 127)
        ],
    }


def outlines(marked: Bools) -> dict[str, list[Contender]]:
    """Polygons with holes and parts, exact and with fewer corners."""
    from maskkit.masks.mask import Mask
    from maskkit.masks.polygon import rasterize_each

    mask, size_wh = Mask.from_bool(marked), (marked.shape[1], marked.shape[0])
    regions, found_by_cv2 = mask.to_regions(), contours(marked)

    def fill(regions: Any) -> Bools:
        return rasterize_each([region.rings for region in regions], size_wh)

    def of_supervision(polygons: Any) -> Bools:
        import supervision

        drawn = [supervision.polygon_to_mask(np.int32(polygon), size_wh) > 0 for polygon in polygons]
        return np.any(drawn, axis=0) if drawn else np.zeros_like(marked)

    return {
        "polygons": [
            Contender(OURS, mask.to_regions, fill),
            Contender("cv2 findContours", lambda: contours(marked), lambda found: fill_contours(found, marked.shape)),
            Contender("supervision", lambda: supervision_polygons(marked), of_supervision, "supervision"),
            Contender("skimage find_contours", lambda: skimage_contours(marked), fill_skimage(marked.shape), "skimage"),
        ],
        "polygons, filling": [
            Contender(OURS, lambda: fill(regions), np.asarray),
            Contender("cv2 fillPoly", lambda: fill_contours(found_by_cv2, marked.shape), np.asarray),
        ],
        "polygons within 1 px": [
            Contender(OURS, lambda: mask.to_regions(tolerance_px=1.0), fill),
            Contender(
                "cv2 approxPolyDP", lambda: contours(marked, 1.0), lambda found: fill_contours(found, marked.shape)
            ),
        ],
    }


def parts(marked: Bools) -> dict[str, list[Contender]]:
    """Connected parts, and what is done with them."""
    from scipy import ndimage
    from skimage import measure
    from skimage import morphology as theirs

    from maskkit.masks.components import connected_components
    from maskkit.masks.morphology import drop_specks, fill_holes

    bytes_, grey = marked.view(np.uint8), marked.view(np.uint8) * np.uint8(255)
    square = np.ones((3, 3))
    return {
        "parts and their areas": [
            Contender(OURS, lambda: connected_components(marked, corners=True).areas),
            Contender("cv2 with statistics", lambda: cv2.connectedComponentsWithStats(bytes_)),
            Contender("scipy label, bincount", lambda: np.bincount(ndimage.label(marked, square)[0].ravel())),
            Contender("skimage label, bincount", lambda: np.bincount(measure.label(marked).ravel()), needs="skimage"),
        ],
        "parts, a label for each pixel": [
            Contender(OURS, lambda: connected_components(marked, corners=True).label_map(), as_bool()),
            Contender("cv2", lambda: cv2.connectedComponents(bytes_)[1], as_bool()),
            Contender("scipy", lambda: ndimage.label(marked, square)[0], as_bool()),
            Contender("skimage", lambda: measure.label(marked), as_bool(), "skimage"),
        ],
        "drop specks under 100 px": [
            Contender(OURS, lambda: drop_specks(grey, 100), as_bool()),
            Contender(
                "skimage",
                lambda: theirs.remove_small_objects(marked, max_size=99, connectivity=2),
                as_bool(),
                "skimage",
            ),
        ],
        "fill holes": [
            Contender(OURS, lambda: fill_holes(grey), as_bool()),
            Contender("scipy", lambda: ndimage.binary_fill_holes(marked), as_bool()),
        ],
    }


def lengths(marked: Bools) -> dict[str, list[Contender]]:
    """What is done by distance."""
    from scipy import ndimage
    from skimage import morphology as theirs

    from maskkit.masks.morphology import feather, grow, shrink

    bytes_, grey = marked.view(np.uint8), marked.view(np.uint8) * np.uint8(255)
    ellipse = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * PX + 1, 2 * PX + 1))
    disk = theirs.disk(PX)
    near = ndimage.distance_transform_edt
    return {
        f"grow by {PX} px": [
            Contender(OURS, lambda: grow(grey, PX), as_bool()),
            Contender("cv2 dilate, ellipse", lambda: cv2.dilate(bytes_, ellipse), as_bool()),
            Contender("scipy distances", lambda: near(~marked) <= PX, as_bool()),
            Contender("skimage dilation, disk", lambda: theirs.dilation(marked, disk), as_bool(), "skimage"),
        ],
        f"shrink by {PX} px": [
            Contender(OURS, lambda: shrink(grey, PX), as_bool()),
            Contender("cv2 erode, ellipse", lambda: cv2.erode(bytes_, ellipse), as_bool()),
            Contender("scipy distances", lambda: near(marked) > PX, as_bool()),
            Contender("skimage erosion, disk", lambda: theirs.erosion(marked, disk), as_bool(), "skimage"),
        ],
        f"feather over {PX} px": [
            Contender(OURS, lambda: feather(grey, PX), as_bool()),
            Contender("scipy distances", lambda: np.clip((near(marked) - 0.5) / PX, 0, 1), as_bool()),
            Contender("cv2 Gaussian, both ways", lambda: cv2.GaussianBlur(grey, (0, 0), PX / 2), lambda f: f > 127),
        ],
    }


def as_bool(read: Callable[[Any], Any] = np.asarray) -> Callable[[Any], Bools]:
    """What is not 0 in what ``read`` makes of a result."""
    return lambda found: np.asarray(read(found)) != 0


def supervision_rle(marked: Bools) -> Any:
    """The run lengths of supervision."""
    import supervision

    return supervision.mask_to_rle(marked)


def supervision_polygons(marked: Bools) -> Any:
    """The polygons of supervision."""
    import supervision

    return supervision.mask_to_polygons(marked)


def contours(marked: Bools, tolerance_px: float = 0) -> Any:
    """OpenCV's contours with holes, through the centres of border pixels."""
    found, _ = cv2.findContours(marked.view(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return [cv2.approxPolyDP(one, tolerance_px, closed=True) for one in found] if tolerance_px else found


def fill_contours(found: Any, shape: tuple[int, ...]) -> Bools:
    """OpenCV's filling of its own contours."""
    drawn = np.zeros(shape, np.uint8)
    cv2.fillPoly(drawn, found, 1)
    return drawn > 0


def skimage_contours(marked: Bools) -> Any:
    """The contours of scikit-image at half height."""
    from skimage import measure

    return measure.find_contours(np.pad(marked, 1), 0.5)


def fill_skimage(shape: tuple[int, ...]) -> Callable[[Any], Bools]:
    """Fills contours of scikit-image by the even-odd rule."""
    from skimage import draw

    def fill(found: Any) -> Bools:
        drawn = np.zeros((shape[0] + 2, shape[1] + 2), bool)
        for contour in found:
            rows, columns = draw.polygon(*contour.T, drawn.shape)
            drawn[rows, columns] ^= True
        return drawn[1:-1, 1:-1]

    return fill


def measure(task: str, contenders: list[Contender], wanted: Bools, options: Any, size: str) -> list[Figure]:
    """Time all contenders in turns, then compare what they found and weigh their memory."""
    kept = {one.name: iou(one.mask(one.work()), wanted) if one.mask else None for one in contenders}
    taken: dict[str, list[float]] = {one.name: [] for one in contenders}
    for turn in range(options.rounds):
        for at in range(len(contenders)):
            one = contenders[(turn + at) % len(contenders)]
            start = time.perf_counter()
            one.work()
            taken[one.name].append(time.perf_counter() - start)
    return [
        Figure(task, one, size, min(found), statistics.median(found), kept[one], memory(task, one, options, size))
        for one, found in taken.items()
    ]


def iou(found: Bools, wanted: Bools) -> float:
    """The share that both have of what either has."""
    return float((found & wanted).sum() / max(1, (found | wanted).sum()))


def memory(task: str, name: str, options: Any, size: str) -> float | None:
    """The bytes a pixel that a contender takes in a process of its own; None where that cannot be told."""
    if options.no_memory or not Path("/proc/self/clear_refs").exists():
        return None
    command = [sys.executable, __file__, "--peak-of", task, name]
    command += ["--mask", options.mask] if options.mask else ["--size", size]
    # Freed memory must go back to the system, or it would be used again without being counted.
    environment = {**os.environ, "MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    return float(told.split()[-1])


def peak_bytes(mask: str | None, size: str, task: str, name: str) -> float:
    """The bytes a pixel that one contender holds at most, beyond what is held before and after a first small run."""
    marked = load(mask, size)
    find(np.ascontiguousarray(marked[:64, :64]), task, name)()
    work = find(marked, task, name)
    before = resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    found = work()
    peak = resident("VmHWM") - before
    del found
    return round(max(0, peak) / marked.size, 1)


def find(marked: Bools, task: str, name: str) -> Work:
    """What one contender does at one task."""
    return next(one.work for one in tasks(marked)[task] if one.name == name)


def resident(field: str) -> int:
    """The bytes that Linux says this process holds, or has held at most."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))


def print_task(figures: list[Figure]) -> None:
    """A line a contender; the ratio is how many times as fast ours is, by medians."""
    for place, one in enumerate(figures):
        ratio = "" if place == 0 else f"{one.median_s / figures[0].median_s:.2f} x"
        kept = "" if one.kept is None else "all" if one.kept == 1 else f"{one.kept:.4f}"
        weight = "" if one.bytes_a_pixel is None else f"{one.bytes_a_pixel:.1f}"
        times = f"{one.minimum_s * 1e3:>9.2f}{one.median_s * 1e3:>11.2f}"
        print(f"{'' if place else one.task:28}{one.name:32}{times}{ratio:>12}{kept:>9}{weight:>10}", flush=True)


if __name__ == "__main__":
    main()
