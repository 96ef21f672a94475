"""The walk through looks: what is mended on the way, what ends it, and how changes are told."""

from __future__ import annotations

import numpy as np

from maskkit.masks.findings import Finding
from maskkit.masks.looks import Change, Found, Look, change_between, may_mend, walk
from maskkit.types import Grey8

VALUES = np.array([[0, 100, 255]], np.uint8)
SPECKS, SCALED, EMPTY = Finding("specks", "3 specks"), Finding("scaled", "half as large"), Finding("empty", "nothing")


def seeing(finding: Finding, seen: list[Grey8], *, mended: Grey8 | None = None, ends: bool = False) -> Look:
    def look(values: Grey8) -> Found:
        seen.append(values)
        return Found(finding, (lambda: mended) if mended is not None else None, ends)

    return look


def test_each_look_sees_what_the_one_before_left() -> None:
    seen: list[Grey8] = []
    hard = np.array([[0, 0, 255]], np.uint8)
    walked = walk(VALUES, [seeing(SPECKS, seen, mended=hard), seeing(EMPTY, seen)])
    assert seen[1] is hard
    assert walked.findings == (SPECKS, EMPTY)
    assert walked.changes == (Change(SPECKS, 1),)
    assert walked.values is hard


def test_a_decision_is_left_to_who_asks_for_it() -> None:
    small = VALUES[:, :1]
    assert walk(VALUES, [seeing(SCALED, [], mended=small)]).values is VALUES
    walked = walk(VALUES, [seeing(SCALED, [], mended=small)], asked=["scaled"])
    assert walked.values is small
    assert walked.changes[0].size_wh == ((3, 1), (1, 1))


def test_what_ends_the_walk_ends_it_unless_it_is_mended() -> None:
    seen: list[Grey8] = []
    assert walk(VALUES, [seeing(EMPTY, seen, ends=True), seeing(SPECKS, seen)]).findings == (EMPTY,)
    assert walk(VALUES, [seeing(SPECKS, seen, mended=VALUES, ends=True), seeing(EMPTY, seen)]).findings == (
        SPECKS,
        EMPTY,
    )
    assert walk(VALUES, [lambda _: None, seeing(EMPTY, seen)]).findings == (EMPTY,)


def test_who_may_mend() -> None:
    assert may_mend(SPECKS, ())
    assert not may_mend(SCALED, ())
    assert may_mend(SCALED, ["scaled"])
    assert not may_mend(EMPTY, ["empty"])


def test_changes_in_words() -> None:
    assert change_between(SPECKS, VALUES, VALUES | 1).sentence == "3 specks; 2 pixels changed"
    assert Change(SPECKS, 1).sentence == "3 specks; 1 pixel changed"
    assert change_between(SCALED, VALUES, VALUES[:, :2]).sentence == "half as large; 3 x 1 became 2 x 1"
