"""What must hold for the linter whatever the mask is."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.findings import CODES
from maskkit.masks.lint import ASKABLE, is_fixable, lint, repair
from maskkit.masks.mask import Mask
from maskkit.masks.segment import Segmentation
from maskkit.types import Grey8


@st.composite
def masks(draw: st.DrawFn) -> Grey8:
    """Blocks, lines, dots and noise, hard or not, at the frame and away from it; from one pixel to 120 x 90."""
    width, height = draw(st.integers(1, 120)), draw(st.integers(1, 90))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    values = np.full((height, width), draw(st.sampled_from([0, 255])), np.uint8)
    for _ in range(draw(st.integers(0, 8))):
        x, y = rng.integers(0, width + 1, 2), rng.integers(0, height + 1, 2)
        if rng.random() < 0.4:
            x[1], y[1] = rng.choice([(x[0] + 1, y[1]), (x[1], y[0] + 1), (x[0] + 2, y[0] + 2)])
        values[min(y) : max(y), min(x) : max(x)] = draw(st.sampled_from([0, 255, 255, 0, 1, 100, 128, 254]))
    kind = draw(st.sampled_from(["plain", "plain", "dots", "noise", "jpeg", "low"]))
    if kind == "dots":
        values ^= np.where(rng.random(values.shape) < draw(st.floats(0, 0.3)), np.uint8(255), np.uint8(0))
    elif kind == "noise":
        values = np.where(rng.random(values.shape) < 0.5, rng.integers(0, 256, values.shape, np.uint8), values)
    elif kind == "jpeg":
        buffer = io.BytesIO()
        Image.fromarray(values).save(buffer, "JPEG", quality=draw(st.integers(20, 100)))
        values = np.asarray(Image.open(buffer))
    elif kind == "low":
        values = values // draw(st.sampled_from([2, 3, 60, 255]))
    return values


@given(masks())
def test_what_is_mended_has_nothing_left_to_mend(values: Grey8) -> None:
    once = repair(Mask(values))
    assert [finding.code for finding in once.left if is_fixable(finding)] == []
    assert lint(once.mask) == once.left


@given(masks())
def test_mending_twice_is_mending_once(values: Grey8) -> None:
    once = repair(Mask(values)).mask
    twice = repair(once)
    assert twice.mask == once
    assert twice.changes == ()


@given(masks())
def test_the_changes_are_told_to_the_pixel(values: Grey8) -> None:
    mended = repair(Mask(values))
    different = int(np.count_nonzero(mended.mask.values != values))
    assert different <= sum(change.pixels for change in mended.changes)
    assert bool(different) == bool(mended.changes)


@given(masks(), st.sets(st.sampled_from(ASKABLE)))
def test_whatever_is_asked_for_can_be_done(values: Grey8, also: set[str]) -> None:
    mended = repair(Mask(values), also=also)
    assert mended.mask.values.shape == values.shape


@given(masks(), st.integers(1, 130), st.integers(1, 100), st.integers(1, 8))
def test_any_photo_may_stand_beside_it(values: Grey8, width: int, height: int, orientation: int) -> None:
    from maskkit.images.photo import Origin

    rng = np.random.default_rng(width)
    photo = Photo(rng.integers(0, 255, (height, width, 3), np.uint8), Origin(orientation=orientation))
    labels = rng.choice([1, 2, 3, 6], (height, width)).astype(np.uint8)
    room = Segmentation(labels, None, method="test", confidence=1.0)
    mended = repair(Mask(values), photo, also=ASKABLE, segmentation=room)
    assert {finding.code for finding in mended.left} <= set(CODES)
    assert mended.mask.size_wh in {photo.size_wh, Mask(values).size_wh}


@given(hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=12)))
def test_small_arrays_of_anything(values: Grey8) -> None:
    once = repair(Mask(values))
    assert repair(once.mask).mask == once.mask


@given(st.binary(max_size=200))
def test_any_bytes_are_told_about(data: bytes) -> None:
    assert [finding.code for finding in lint(data)] == ["unreadable"]


@pytest.mark.parametrize("room_class", [RoomClass.FLOOR, RoomClass.WALL])
def test_a_mask_of_the_right_size_is_never_resized(room_class: RoomClass) -> None:
    labels = np.full((60, 80), 2, np.uint8)
    labels[30:] = 1
    made = Mask.from_bool(labels == room_class)
    assert repair(made, Photo(np.zeros((60, 80, 3), np.uint8)), also=["scaled", "turned", "padded"]).mask == made
