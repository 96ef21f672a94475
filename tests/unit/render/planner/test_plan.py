"""A plan is data: it can be written, read, edited and read again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskkit.errors import BadPlan
from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.planner.colours import takes
from maskkit.render.planner.plan import Plan
from maskkit.render.scene import Item

METALLIC = sorted(kind for kind in FIXTURES if takes(kind, "metal_colour"))
numbers = st.floats(-9, 9)
options = st.dictionaries(st.just("metal_colour"), st.one_of(numbers, st.text(max_size=8)))
items = st.builds(Item, st.sampled_from(METALLIC), st.tuples(numbers, numbers, numbers), numbers, options)


@given(st.lists(items, max_size=4), st.lists(st.text(max_size=9), max_size=2))
def test_a_plan_survives_json(things: list[Item], missing: list[str]) -> None:
    plan = Plan(tuple(things), tuple(missing))
    assert Plan.from_json(plan.to_json()) == plan


def test_a_plan_that_was_edited_by_hand_may_leave_out_what_is_usual() -> None:
    plan = Plan.from_json('{"items": [{"kind": "wall_toilet", "at": [1, 2, 0]}]}')
    assert plan == Plan((Item("wall_toilet", (1.0, 2.0, 0.0)),))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[]", "object"),
        ('{"items": [], "seed": "x"}', "seed"),
        ("{", "line 1"),
        ('{"items": 3}', "items"),
        ('{"items": [{"at": [0, 0, 0]}]}', "items[0]: kind"),
        ('{"items": [{"kind": "throne", "at": [0, 0, 0]}]}', "throne"),
        ('{"items": [{"kind": "wall_toilet", "at": [0, 0]}]}', "items[0]: at"),
        ('{"items": [{"kind": "wall_toilet", "at": [0, 0, NaN]}]}', "items[0]: at"),
        ('{"items": [{"kind": "wall_toilet", "at": [0, 0, 0], "turn_deg": "left"}]}', "items[0]: turn_deg"),
        ('{"items": [{"kind": "wall_toilet", "at": [0, 0, 0], "options": {"seat": []}}]}', "items[0]: options"),
        ('{"items": [{"kind": "wall_toilet", "at": [0, 0, 0], "options": {"wings": 2}}]}', "wings"),
        ('{"items": [{"kind": "wall_toilet", "at": [0, 0, 0], "colour": "red"}]}', "colour"),
    ],
)
def test_what_is_no_plan_is_refused_by_what_is_wrong_with_it(text: str, word: str) -> None:
    with pytest.raises(BadPlan) as caught:
        Plan.from_json(text)
    assert word in str(caught.value)


def test_the_document_says_what_it_is() -> None:
    told = json.loads(Plan((), ("bath",), "bathroom", "modern", 3).to_json())
    assert told == {
        "maskkit_plan": 1,
        "items": [],
        "missing": ["bath"],
        "room": "bathroom",
        "theme": "modern",
        "seed": 3,
    }
