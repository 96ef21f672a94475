"""MedPy, in a process of its own: it is under the GPL, so nothing else here imports it.

Run as a script. Each line of stdin is a question, ``{"file": pairs.npz, "name": room, "metric": hd95}``; the file holds
``pred/room`` and ``truth/room``. Each line of stdout is the answer, ``{"value": 19.2, "seconds": 0.13}``; the value is
null where MedPy refuses the masks, as it does with empty ones, or divides by zero.
"""

from __future__ import annotations

import json
import math
import sys
import time
import warnings
from typing import Any

import numpy as np
from medpy.metric import binary

METRICS = ("dc", "jc", "precision", "recall", "specificity", "hd", "hd95", "assd", "asd")


def main() -> None:
    """Answer until stdin ends."""
    warnings.simplefilter("ignore")  # divisions by zero, which the answer tells
    kept: dict[tuple[str, str], Any] = {}
    for line in sys.stdin:
        question = json.loads(line)
        asked = question["file"], question["name"]
        if asked not in kept:
            with np.load(question["file"]) as pairs:
                kept = {asked: tuple(pairs[f"{side}/{question['name']}"] for side in ("pred", "truth"))}
        print(json.dumps(answer(question["metric"], *kept[asked])), flush=True)


def answer(metric: str, pred: Any, truth: Any) -> dict[str, float | None]:
    """The value of one metric, and how long it took."""
    if metric not in METRICS:
        raise ValueError(metric)
    start = time.process_time()
    try:
        value = float(getattr(binary, metric)(pred, truth))
    except RuntimeError:  # an empty mask
        value = math.nan
    return {"value": None if math.isnan(value) else value, "seconds": time.process_time() - start}


if __name__ == "__main__":
    main()
