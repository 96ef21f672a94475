"""Do plans of rooms keep the rules, how much do they place, and how long do they take?

    python benchmarks/plans.py [--plans N] [--from N] [--room NAME] [--json]

Plans random rooms (boxes and L-shapes of 3 to 40 m², any doors, windows, cameras and masks) in all room types and
themes by turns, and judges every plan by the things' own meshes: what shares a place with something else, leaves the
room, shows outside the mask or nowhere, stands in a door's swing or before a window. Times are of the process alone.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from maskkit.render.planner.checking import faults
from maskkit.render.planner.planning import plan_room
from maskkit.render.planner.trials import random_space
from maskkit.roomapi.words import RoomType, Theme, parse_room_type


@dataclass
class Tally:
    """What was planned."""

    plans: int = 0
    items: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    whole: int = 0
    faults: list[str] = field(default_factory=list)
    times_ms: list[float] = field(default_factory=list)


def plan_many(first: int, count: int, rooms: list[RoomType]) -> Tally:
    """The tally of ``count`` random rooms."""
    tally, themes = Tally(), list(Theme)
    for number in range(first, first + count):
        space = random_space(np.random.default_rng(number))
        room, theme = rooms[number % len(rooms)], themes[number // 3 % len(themes)]
        start = time.process_time()
        plan = plan_room(space, room, theme, seed=number)
        tally.times_ms.append(1000 * (time.process_time() - start))
        tally.plans += 1
        tally.items += len(plan.items)
        tally.whole += not plan.missing
        tally.kinds.update(item.kind for item in plan.items)
        tally.missing.update(f"{room.value}: {name}" for name in plan.missing)
        tally.faults += [f"{number} {room.value} {theme.value}: {fault.text}" for fault in faults(space, plan.items)]
    return tally


def show(tally: Tally) -> None:
    """Print the tally as a table."""
    times = np.array(tally.times_ms)
    print(f"plans                        {tally.plans}")
    print(f"faults                       {len(tally.faults)}")
    print(f"things a plan                {tally.items / tally.plans:.1f}")
    print(f"kinds in use                 {len(tally.kinds)}")
    print(f"rooms with all essentials    {tally.whole / tally.plans:.0%}")
    print(f"ms a plan, median / p90      {np.median(times):.0f} / {np.quantile(times, 0.9):.0f}")
    for title, counts in (("essentials without a place", tally.missing), ("placed", tally.kinds)):
        print(f"\n{title}:")
        print("  " + ", ".join(f"{name} {count}" for name, count in counts.most_common()))
    for fault in tally.faults:
        print(fault)


def main() -> None:
    """Plan, judge and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=1000)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--room", type=parse_room_type)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    tally = plan_many(given.first, given.plans, [given.room] if given.room else list(RoomType))
    if given.json:
        told = {"plans": tally.plans, "faults": tally.faults, "kinds": tally.kinds, "missing": tally.missing}
        print(json.dumps({**told, "whole": tally.whole, "median_ms": float(np.median(tally.times_ms))}))
    else:
        show(tally)


if __name__ == "__main__":
    main()
