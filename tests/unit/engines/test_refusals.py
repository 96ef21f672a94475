"""Which photos are refused, with which words, on the real facts of small rooms."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from maskkit.engines.base import EngineRequest
from maskkit.engines.refusals import RULES, Facts, facts_of, judge, longest_foot_m, refuse_bad_photos, roll_deg
from maskkit.engines.rendered import RenderedEngine
from maskkit.errors import NoRoomFound
from maskkit.geometry.layout import Box
from maskkit.images.photo import Photo
from maskkit.masks.mask import Mask
from maskkit.masks.segment import Segmentation
from maskkit.roomapi.words import RoomType, Theme

GOOD = Facts(0.99, 0.98, 0.99, 0.5, 1.8, 3.5, 4.0, 3.0, 0.3, walls_meant=True, window_kept=False)
NAN = float("nan")

BAD = {
    "contradiction": {"agreement": 0.8, "off_ceiling": 0.85},
    "walls uncertain": {"agreement": 0.93, "off_ceiling": 0.94},
    "floor uncertain": {"floor_overlap": 0.7},
    "tilted": {"roll_deg": -6.0},
    "odd height": {"height_ratio": 6.0},
    "narrow": {"width_m": 1.1},
    "deep": {"depth_m": 20.0},
    "no foot of a wall": {"foot_m": 0.4},
    "backlit": {"light": 0.02, "window_kept": True},
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_has_its_case_and_says_what_would_help(rule: Any) -> None:
    facts = replace(GOOD, **BAD[rule.name])
    assert [found.name for found in judge(facts)] == [rule.name]
    assert "nan" not in rule.words(facts)
    assert rule.hint.endswith(".")
    assert not rule.words(facts).endswith(".")


def test_what_is_not_seen_speaks_against_nothing() -> None:
    unseen = dict.fromkeys(("floor_overlap", "height_ratio", "width_m", "depth_m", "light"), NAN)
    assert judge(replace(GOOD, **unseen)) == ()


def test_uncertain_walls_do_not_matter_to_a_mask_of_floor_and_furniture() -> None:
    assert judge(replace(GOOD, agreement=0.93, off_ceiling=0.94, walls_meant=False)) == ()


def test_under_a_sloping_roof_only_the_ceiling_is_off() -> None:
    attic = replace(GOOD, agreement=0.86, off_ceiling=0.99)
    assert judge(attic) == ()
    assert judge(replace(attic, floor_overlap=0.88))


def test_a_refusal_names_the_numbers_and_a_way_out() -> None:
    with pytest.raises(NoRoomFound, match="93%") as caught:
        refuse_bad_photos(replace(GOOD, agreement=0.93, off_ceiling=0.9))
    assert "--target floor+furniture" in caught.value.hint


def test_a_dark_room_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        refuse_bad_photos(replace(GOOD, light=0.02, window_kept=True))
    assert "very dark beside its window" in caplog.text


def test_a_plain_room_is_read_as_it_is(room: Any) -> None:
    facts = facts_of(room.photo, room.labels, room.layout, room.mask(1, 2) > 0)
    assert facts.agreement == 1.0
    assert facts.floor_overlap == 1.0
    assert facts.off_ceiling == 1.0
    assert facts.walls_meant
    assert facts.height_ratio == pytest.approx(1.85)
    assert facts.width_m == pytest.approx(2.5 * 1.4)
    assert judge(facts) == ()


def test_labels_that_the_room_does_not_explain_lower_the_agreement(room: Any) -> None:
    labels = room.labels.copy()
    rows = np.flatnonzero((labels == 1).any(axis=1))
    labels[rows[0] : rows[0] + len(rows) // 3][labels[rows[0] : rows[0] + len(rows) // 3] == 1] = 2
    facts = facts_of(room.photo, labels, room.layout, room.mask(1, 2) > 0)
    assert facts.agreement < 0.98
    assert facts.floor_overlap < 0.85


def test_roll_is_the_angle_of_the_upright_lines(room: Any) -> None:
    angle = np.radians(7.0)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    turned = replace(room.layout, camera=replace(room.layout.camera, rotation=turn @ np.eye(3)))
    assert roll_deg(turned) == pytest.approx(7.0)


def test_the_foot_in_view_is_shorter_where_the_camera_looks_up(room: Any) -> None:
    seen = longest_foot_m(room.layout)
    up = replace(room.layout, camera=replace(room.layout.camera, focal_px=5 * room.layout.camera.focal_px))
    assert 1.5 < seen <= 2.5 * 1.4 + 1e-6
    assert longest_foot_m(up) < seen


def test_the_engine_refuses_before_it_renders(room: Any) -> None:
    """A room that is too narrow, and one that is backlit but fine otherwise, by the engine itself."""
    narrow = replace(room.layout, scale_m_per_unit=0.5)
    engine = RenderedEngine(
        read_labels=lambda _: Segmentation(room.labels, None, method="labels", confidence=1.0),
        read_layout=lambda *_, **__: narrow,
    )
    request = EngineRequest(room.photo, Mask(room.mask(1, 2)), RoomType.BATHROOM, Theme.MODERN)
    with pytest.raises(NoRoomFound, match=r"1\.2 m wide") as caught:
        engine.generate(request)
    assert "--length" in str(caught.value)


def test_a_room_of_other_height_is_told_by_its_ceiling(room: Any) -> None:
    high = replace(room.layout, box=Box(1.2, 1.3, 2.4, 0.02))
    facts = facts_of(Photo(room.photo.pixels), room.labels, high, room.mask(1, 2) > 0)
    assert facts.agreement < 0.9
    assert judge(facts)
