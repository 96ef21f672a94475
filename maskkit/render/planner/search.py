"""The search for a plan: wish after wish, with the best few of all ways so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from maskkit.render.planner.offers import Offers, Place
from maskkit.render.planner.rules import clear_of, keeps_clear
from maskkit.render.planner.walking import Walk
from maskkit.render.planner.wishes import Rank, Wish
from maskkit.render.planner.worth import together
from maskkit.types import BoolMap, Floats

BEAM, BRANCHES, ALIKE, OF_ONE, APART_M = 14, 24, 3, 3, 0.45
MISSED = 8.0
"""What a plan loses for each essential thing that has no place in it."""


@dataclass(frozen=True, eq=False)
class Draft:
    """A plan on its way: the things placed, their worth, and what is essential and had no place.

    ``free`` says for each wish that is still to come which of its offers the things placed leave.
    """

    placed: tuple[Place, ...]
    score: float
    missing: tuple[str, ...] = ()
    free: tuple[BoolMap, ...] = ()


@dataclass(frozen=True, eq=False)
class Order:
    """A wish with all its offers, the best first."""

    wish: Wish
    offers: Offers


def best_draft(walk: Walk, orders: Sequence[Order], starts: Sequence[Draft]) -> Draft:
    """The best plan that fulfils the orders in their order, from any of the ``starts``.

    Each step keeps the drafts that promise most: what they have, and what the best free offers of the wishes to come
    would add.
    """
    drafts = [replace(one, free=tuple(clear_of(order.offers, one.placed) for order in orders)) for one in starts]
    for index, order in enumerate(orders):
        later = orders[index + 1 :]
        children = [child for draft in drafts for child in _children(draft, order, later)]
        drafts = _reachable(walk, sorted(children, key=lambda child: -child.score - _hope(child, later)))
    return max(drafts, key=lambda draft: draft.score)


def _reachable(walk: Walk, promised: Sequence[Draft]) -> list[Draft]:
    kept: list[Draft] = []
    alike: Counter[tuple[object, ...]] = Counter()
    for draft in promised:
        kind = _kind(draft)
        if alike[kind] < ALIKE and walk.reaches(draft.placed):
            kept.append(draft)
            alike[kind] += 1
        if len(kept) == BEAM:
            break
    return kept or [min(promised, key=lambda draft: len(draft.placed))]


def _kind(draft: Draft) -> tuple[object, ...]:
    """What drafts are told apart by: a few of each keep the search from trying one large bath everywhere."""
    if not draft.placed:
        return ()
    last = draft.placed[-1]
    return last.name, last.item.kind, last.item.options.get("width_m"), last.wall, len(draft.placed)


def _children(draft: Draft, order: Order, later: Sequence[Order]) -> Iterator[Draft]:
    """The draft without the order, and with it at its best few places that lie well apart."""
    wish = order.wish
    essential = wish.rank is Rank.ESSENTIAL
    lost = (*draft.missing, wish.name) if essential else draft.missing
    yield Draft(draft.placed, draft.score - MISSED * essential, lost, draft.free[1:])
    some = order.offers.of(np.flatnonzero(draft.free[0]))
    if not len(some) or any(one.name in wish.unless for one in draft.placed):
        return
    worth = some.worth + together(some, wish, draft.placed)
    for at in apart(some, worth, least=-MISSED if essential else 0.0):
        place = some.place(at, wish.name)
        free = [left & keeps_clear(one.offers, place) for left, one in zip(draft.free[1:], later, strict=True)]
        yield Draft((*draft.placed, place), draft.score + float(worth[at]), draft.missing, tuple(free))


def apart(offers: Offers, worth: Floats, least: float = 0.0) -> list[int]:
    """The best places that are worth more than ``least`` and lie well apart from each other."""
    left, found = worth.copy(), []
    taken: Counter[int] = Counter()
    middle = (offers.box[:, :2] + offers.box[:, 3:5]) / 2
    for _ in range(BRANCHES):
        best = int(np.argmax(left))
        if left[best] <= least:
            break
        found.append(best)
        near = (np.abs(middle - middle[best]).max(axis=1) < APART_M) & (offers.article == offers.article[best])
        left[near] = -np.inf
        taken[int(offers.article[best])] += 1
        if taken[int(offers.article[best])] == OF_ONE:
            left[offers.article == offers.article[best]] = -np.inf
    return found


def _hope(draft: Draft, later: Sequence[Order]) -> float:
    """What the wishes to come may add at most."""
    total = 0.0
    for free, order in zip(draft.free, later, strict=True):
        first = int(np.argmax(free)) if free.any() else -1
        if first >= 0:
            total += float(order.offers.worth[first])
        elif order.wish.rank is Rank.ESSENTIAL:
            total -= MISSED
    return total
