"""Each reference's work on one pair of masks, with a clock around it; what is not installed is left out."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rivals import boundaries, coco, saliency, surfaces
from rivals.medpy_process import MedPy

Bools = NDArray[np.bool_]
Work = Callable[[], object]
Clock = Callable[[], float]
"""Does some work and says how many seconds of the processor it took."""
ENOUGH_S = 0.01

ALL_FOUR = "surface-distance, all four"
CARD_ONE_BY_ONE = (
    *(f"MedPy {metric}" for metric in ("jc", "dc", "precision", "recall", "hd95", "assd")),
    *("surface-distance, surface Dice", "boundary-iou-api", "davis2017"),
    *(f"pysodmetrics {meter}" for meter in ("MAE", "Smeasure", "Emeasure", "WeightedFmeasure")),
)
"""A score card by today's means: each metric by the package that is named for it, one call after the other."""
CARD_SHARED = (*(name for name in CARD_ONE_BY_ONE if name not in {"MedPy hd95", "MedPy assd"}),)
"""The same by a user who takes all distances from one pass of surface-distance."""


def references(pred: Bools, truth: Bools, medpy: MedPy | None) -> dict[str, Clock]:
    """The clocks of all references by their names, for one pair; MedPy holds the same pair under the name ``pair``."""
    return {
        "NumPy, IoU alone": clocked(lambda: (pred & truth).sum() / (pred | truth).sum()),
        "NumPy count_nonzero, IoU alone": clocked(
            lambda: np.count_nonzero(pred & truth) / np.count_nonzero(pred | truth)
        ),
        **_of_medpy(medpy),
        **_of_coco(pred, truth),
        "boundary-iou-api": clocked(lambda: boundaries.boundary_iou(pred, truth)),
        "davis2017": clocked(lambda: boundaries.boundary_f(pred, truth)),
        **_of_distances(pred, truth),
        **_of_pysodmetrics(pred, truth),
    }


def clocked(work: Work) -> Clock:
    """The work with a clock around it: the seconds of a call, which is made again until the clock has moved enough.

    Like timeit, so that what takes microseconds is not measured as the way to it: caches that the contender before has
    filled with its own.
    """

    def run() -> float:
        start, calls, taken = time.process_time(), 0, 0.0
        while taken < ENOUGH_S:
            work()
            calls += 1
            taken = time.process_time() - start
        return taken / calls

    return run


def summed(clocks: list[Clock]) -> Clock:
    """Several works, one after the other."""
    return lambda: sum(clock() for clock in clocks)


def _if_installed(module: str, works: dict[str, Work]) -> dict[str, Clock]:
    found = importlib.util.find_spec(module) is not None
    return {name: clocked(work) for name, work in works.items()} if found else {}


def _of_medpy(medpy: MedPy | None) -> dict[str, Clock]:
    """Seconds as MedPy's own process counts them."""
    if medpy is None:
        return {}

    def clock(metric: str) -> Clock:
        return lambda: medpy.ask(metric, "pair").seconds

    return {f"MedPy {metric}": clock(metric) for metric in ("jc", "dc", "precision", "recall", "hd", "hd95", "assd")}


def _of_coco(pred: Bools, truth: Bools) -> dict[str, Clock]:
    columns = np.asfortranarray(truth, dtype=np.uint8)
    code = {"size": list(truth.shape), "counts": b""}
    if importlib.util.find_spec("pycocotools") is not None:
        code = coco.encode(truth)
    return {
        **_if_installed(
            "pycocotools",
            {
                "pycocotools, IoU alone": lambda: coco.iou(pred, truth),
                "pycocotools from rows": lambda: coco.encode(truth),
                "pycocotools from columns": lambda: coco.encode(columns),
                "pycocotools decode": lambda: coco.decode(code),
            },
        ),
        **_if_installed(
            "hotcoco",
            {
                "hotcoco, IoU alone": lambda: coco.iou_rust(pred, truth),
                "hotcoco encode": lambda: coco.encode_rust(truth),
                "hotcoco decode": lambda: coco.decode_rust(code),
            },
        ),
        **_if_installed("supervision", {"supervision, outer rings only": lambda: _outer_rings(truth)}),
    }


def _of_distances(pred: Bools, truth: Bools) -> dict[str, Clock]:
    def all_four() -> tuple[float, ...]:
        found = surfaces.distances(pred, truth)
        far, most = (surfaces.hausdorff(found, percentile=part) for part in (100, 95))
        return far, most, *surfaces.average_both_ways(found), surfaces.surface_dice(found, tolerance_px=2)

    def only_dice() -> float:
        return surfaces.surface_dice(surfaces.distances(pred, truth), tolerance_px=2)

    def hausdorff() -> float:
        return surfaces.hausdorff_of_pixels(*(surfaces.inner_border(mask, frame=True) for mask in (pred, truth)))

    return {
        **_if_installed("surface_distance", {ALL_FOUR: all_four, "surface-distance, surface Dice": only_dice}),
        "scikit-image, HD of borders alone": clocked(hausdorff),
    }


def _of_pysodmetrics(pred: Bools, truth: Bools) -> dict[str, Clock]:
    """It gets 0 and 255, as it reads them from files."""
    grey, true = pred.astype(np.uint8) * 255, truth.astype(np.uint8) * 255

    def work(meter: str) -> Work:
        return lambda: saliency.meter_of_file(meter, grey, true)

    meters = ("MAE", "Smeasure", "Emeasure", "WeightedFmeasure", "HumanCorrectionEffortMeasure")
    return _if_installed("py_sod_metrics", {f"pysodmetrics {meter}": work(meter) for meter in meters})


def _outer_rings(mask: Bools) -> object:
    import supervision

    return supervision.mask_to_polygons(mask)
