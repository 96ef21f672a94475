"""How fast masks are scored, coded and traced, beside the packages that people use for it.

All contenders get the same pair of masks in one run, with one thread each, in turns: every round runs each of them
once, in an order that moves on from round to round, so that a busy moment of the machine hits all of them. The clock is
that of the processor, which stands still while other programs have their turn; MedPy runs in a process of its own, on
the same kind of clock. What counts are the ratios; a machine's milliseconds are only illustration.

Masks lie in memory row by row, as everybody holds them. pycocotools counts column by column and is also timed with the
columns laid out for it beforehand, which is what the goal for run lengths is set against; it writes text only.

    python benchmarks/metrics_speed.py                                  # both sizes, all rows
    python benchmarks/metrics_speed.py --size 1024x768 --only "boundary" --rounds 15
    python benchmarks/metrics_speed.py --json figures.json

The rivals: ``pip install '.[bench]'``, in an environment of its own. Without them ours is measured alone.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from rivals.medpy_process import MedPy, is_installed, medpy
from rivals.pairs import Bools, frame_share, room_pair
from rivals.references import ALL_FOUR, CARD_ONE_BY_ONE, CARD_SHARED, Clock, clocked, references, summed

SizeWh = tuple[int, int]
SMALL, LARGE = (1024, 768), (4000, 3000)
OURS = "maskkit"
CARD = "the full card"
ONE_BY_ONE, SHARED = "the references, one by one", "the same, distances shared"
MOST_BYTES_A_PIXEL = 12


class Row(NamedTuple):
    """A line of the table: its rivals, the first of which the goal is set against, and the milliseconds of that goal.

    ``goals_ms`` holds the rival's and our milliseconds at the small and the large size; only their ratio counts, and
    None sets no goal.
    """

    name: str
    rivals: tuple[str, ...]
    goals_ms: tuple[tuple[float, float] | None, tuple[float, float] | None] = (None, None)

    def goal(self, size_wh: SizeWh) -> float | None:
        """How many times as fast as the first rival ours is to be."""
        found = dict(zip((SMALL, LARGE), self.goals_ms, strict=True)).get(size_wh)
        return found and found[0] / found[1]


ROWS = (
    Row(
        "IoU, Dice, precision, recall, MCC",
        (
            "NumPy, IoU alone",
            "NumPy count_nonzero, IoU alone",
            "MedPy jc",
            "pycocotools, IoU alone",
            "hotcoco, IoU alone",
        ),
        ((0.4, 0.3), (7.7, 5)),
    ),
    Row("Boundary IoU, 2 %", ("boundary-iou-api",), ((1.6, 0.8), (129, 30))),
    Row("boundary F, 0.8 %", ("davis2017",), ((6.9, 1.5), (1280, 60))),
    Row(
        "HD, HD95, ASSD, surface Dice",
        (ALL_FOUR, "MedPy hd95", "MedPy assd", "scikit-image, HD of borders alone"),
        ((87, 15), (1608, 200)),
    ),
    Row("MAE", ("pysodmetrics MAE",), ((2.0, 0.3), (71, 6))),
    Row("S-measure", ("pysodmetrics Smeasure",), ((16, 3), (261, 50))),
    Row("E-measure", ("pysodmetrics Emeasure",), ((18, 2), (238, 25))),
    Row("weighted F", ("pysodmetrics WeightedFmeasure",), ((87, 15), (1273, 200))),
    Row("human correction effort", ("pysodmetrics HumanCorrectionEffortMeasure",), ((154, 20), (8939, 900))),
    Row(CARD, (ONE_BY_ONE, SHARED), ((470, 40), (7700, 500))),
    Row(
        "RLE encode, rows to text",
        ("pycocotools from columns", "pycocotools from rows", "hotcoco encode"),
        ((0.3, 0.15), (3.9, 2)),
    ),
    Row("RLE encode, columns to text", ("pycocotools from columns",)),
    Row("RLE encode, rows to counts", ("pycocotools from rows",)),
    Row("RLE decode", ("pycocotools decode", "hotcoco decode")),
    Row("mask to polygons", ("supervision, outer rings only",), (None, (18.3, 40))),
)


class Timing(NamedTuple):
    """Seconds of one contender in one row."""

    size_wh: SizeWh
    row: str
    name: str
    minimum_s: float
    median_s: float


class Memory(NamedTuple):
    """What the full card takes over its inputs at its peak, in a process of its own."""

    size_wh: SizeWh
    bytes_a_pixel: float


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", action="append", help="WIDTHxHEIGHT; left out, 1024x768 and 4000x3000")
    parser.add_argument("--only", action="append", help="rows whose name has this in it")
    parser.add_argument("--json", metavar="FILE", help="write all figures to this file as well")
    parser.add_argument("--card-of", nargs=2, metavar="NPY", help=argparse.SUPPRESS)
    options = parser.parse_args()
    limit_threads()
    if options.card_of:
        print(json.dumps(peak_bytes_of_card(*map(np.load, options.card_of))))
        return
    timings, memories = [], []
    for size_wh in [parse_size(text) for text in options.size or ()] or [SMALL, LARGE]:
        pred, truth = room_pair(size_wh)
        rows = [row for row in ROWS if any(part.lower() in row.name.lower() for part in options.only or [""])]
        print_head(size_wh, pred, truth, options.rounds)
        for timing in measure_all(rows, size_wh, pred, truth, options.rounds):
            timings += timing
            print_row(timing)
        if any(row.name == CARD for row in rows):
            memories.append(measure_memory(size_wh, pred, truth))
            print_memory(memories[-1])
    if options.json:
        document = as_document(timings, memories, options.rounds)
        Path(options.json).write_text(json.dumps(document, indent=2) + "\n")


def limit_threads() -> None:
    """One thread for everybody, and for the processes started from here; rivals are loaded only after this."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
        os.environ[name] = "1"
    cv2.setNumThreads(1)


def parse_size(text: str) -> SizeWh:
    """The size that ``1024x768`` stands for."""
    width, height = map(int, text.split("x"))
    return width, height


def measure_all(rows: Sequence[Row], size_wh: SizeWh, pred: Bools, truth: Bools, rounds: int) -> Iterable[list[Timing]]:
    """The timings of each row, as soon as it is measured."""
    with contextlib.ExitStack() as stack:
        other = stack.enter_context(medpy({"pair": (pred, truth)})) if is_installed() else None
        clocks = all_clocks(pred, truth, other)
        for row in rows:
            names = (f"{OURS}: {row.name}", *(name for name in row.rivals if name in clocks))
            if names[0] in clocks:
                yield measure(size_wh, row.name, {name: clocks[name] for name in names}, rounds)


def all_clocks(pred: Bools, truth: Bools, other: MedPy | None) -> dict[str, Clock]:
    """Every contender of every row by its name; a sum of references only where all of its parts are there."""
    clocks = references(pred, truth, other)
    for name, parts in ((ONE_BY_ONE, CARD_ONE_BY_ONE), (SHARED, (*CARD_SHARED, ALL_FOUR))):
        if set(parts) <= set(clocks):
            clocks[name] = summed([clocks[part] for part in parts])
    return clocks | {f"{OURS}: {row}": clock for row, clock in ours(pred, truth).items()}


def measure(size_wh: SizeWh, row: str, clocks: dict[str, Clock], rounds: int) -> list[Timing]:
    """Run every contender once a round, each round beginning with another one; the first run of all is for warming."""
    names, taken = list(clocks), {name: [] for name in clocks}
    for clock in clocks.values():
        clock()
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            taken[name].append(clocks[name]())
    return [Timing(size_wh, row, name, min(found), statistics.median(found)) for name, found in taken.items()]


def ours(pred: Bools, truth: Bools) -> dict[str, Clock]:
    """Our work for each row, on what people hold: bool, and uint8 as read from a file for the soft measures."""
    from maskkit.masks.regions import mask_to_regions
    from maskkit.masks.rle import Rle, rle_decode, rle_encode
    from maskkit.metrics import boundary, card, effort, overlap, saliency, surface
    from maskkit.metrics.pair import Pair

    def five() -> tuple[float, ...]:
        counts = overlap.confusion(pred, truth)
        return counts.iou, counts.dice, counts.precision, counts.recall, counts.mcc

    def distances() -> tuple[float, ...]:
        pair = Pair.of(pred, truth)
        far, most = surface.hausdorff_distance(pair), surface.hausdorff_distance(pair, percentile=95)
        return far, most, surface.average_surface_distance(pair), surface.surface_dice(pair, tolerance_px=2)

    grey, code, columns = pred.astype(np.uint8) * 255, rle_encode(truth).to_coco(), np.asfortranarray(truth)
    works = (
        five,
        lambda: boundary.boundary_iou(pred, truth),
        lambda: boundary.boundary_f(pred, truth),
        distances,
        lambda: saliency.mae(grey, truth),
        lambda: saliency.s_measure(grey, truth),
        lambda: saliency.e_measure(grey, truth),
        lambda: saliency.weighted_f(grey, truth),
        lambda: effort.human_correction_effort(grey, truth),
        lambda: card.score(grey, truth),
        lambda: rle_encode(truth).to_coco(),
        lambda: rle_encode(columns).to_coco(),
        lambda: rle_encode(truth),
        lambda: rle_decode(Rle.from_coco(code)),
        lambda: mask_to_regions(truth),
    )
    return {row.name: clocked(work) for row, work in zip(ROWS, works, strict=True)}


def measure_memory(size_wh: SizeWh, pred: Bools, truth: Bools) -> Memory:
    """Score the pair in a fresh process that holds nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder) / f"{side}.npy") for side in ("pred", "truth")]
        for file, mask in zip(files, (pred, truth), strict=True):
            np.save(file, mask.astype(np.uint8) * 255)
        command = [sys.executable, __file__, "--card-of", *files]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Memory(size_wh, json.loads(answer) / pred.size)


def peak_bytes_of_card(pred: Any, truth: Any) -> int:
    """The most memory that the full card holds at a time, beyond what the process held with its inputs."""
    from maskkit.metrics.card import score

    score(pred[:99, :99], truth[:99, :99])  # imports, and the buffers that libraries keep
    before = resident_bytes("RssAnon")
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here on
    score(pred, truth)
    return resident_bytes("VmHWM") - resident_bytes("RssFile") - before  # without the code that was read meanwhile


def resident_bytes(field: str) -> int:
    """What Linux says that this process holds of its own (RssAnon) and of files (RssFile), or held at most (VmHWM).

    The peak of getrusage would be that of the process that started this one, if that was higher.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))


def print_head(size_wh: SizeWh, pred: Bools, truth: Bools, rounds: int) -> None:
    """What was measured, and the heads of the columns."""
    iou = np.count_nonzero(pred & truth) / np.count_nonzero(pred | truth)
    about = f"IoU {iou:.3f}, {frame_share(truth):.0%} of the border on the frame"
    print(f"{size_wh[0]} x {size_wh[1]}: {about}; one thread each, {rounds} rounds in turns")
    print(f"{'':35}{'with':42}{'min ms':>9}{'median ms':>11}{'maskkit is':>12}  goal")


def print_row(timings: Sequence[Timing]) -> None:
    """One line a contender; the ratio is how many times as fast ours is, by minima. The best rival has a star.

    A minimum is what is left when nothing else disturbs; a median, on a machine that others use too, often is not.
    """
    mine, *others = timings
    row = next(row for row in ROWS if row.name == mine.row)
    best = min((other.minimum_s for other in others), default=None)
    print_line(mine.row, OURS, mine)
    for other in others:
        ratio = f"{other.minimum_s / mine.minimum_s:.2f} x" + ("*" if other.minimum_s == best else " ")
        print_line("", other.name, other, ratio, verdict(row, mine, other))


def verdict(row: Row, mine: Timing, other: Timing) -> str:
    """The goal and whether it holds, for the rival that it is set against; else nothing."""
    goal = row.goal(mine.size_wh)
    if goal is None or other.name != row.rivals[0]:
        return ""
    return f"  {goal:.2f} x {'holds' if other.minimum_s / mine.minimum_s >= goal else 'misses'}"


def print_line(row: str, contender: str, timing: Timing, ratio: str = "", told: str = "") -> None:
    """One line of the table."""
    figures = f"{timing.minimum_s * 1e3:>9.2f}{timing.median_s * 1e3:>11.2f}"
    print(f"{row:35}{contender:42}{figures}{ratio:>12}{told}".rstrip(), flush=True)


def print_memory(memory: Memory) -> None:
    """The memory of the card, and the limit for it."""
    holds = "holds" if memory.bytes_a_pixel <= MOST_BYTES_A_PIXEL else "misses"
    print(f"{CARD}: {memory.bytes_a_pixel:.1f} bytes a pixel over the inputs at the peak; ", end="")
    print(f"at most {MOST_BYTES_A_PIXEL}: {holds}\n")


def as_document(timings: Sequence[Timing], memories: Sequence[Memory], rounds: int) -> dict[str, Any]:
    """All figures, with what they were measured on."""
    goals = [(row.name, size_wh, row.rivals[0], row.goal(size_wh)) for row in ROWS for size_wh in (SMALL, LARGE)]
    return {
        "threads": 1,
        "rounds": rounds,
        "machine": platform.machine(),
        "versions": {"Python": platform.python_version(), "NumPy": np.__version__, "OpenCV": cv2.__version__},
        "timings": [timing._asdict() for timing in timings],
        "memory": [memory._asdict() for memory in memories],
        "goals": [
            dict(zip(("row", "size_wh", "rival", "ratio"), goal, strict=True)) for goal in goals if goal[3] is not None
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
