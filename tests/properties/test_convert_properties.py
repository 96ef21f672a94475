"""What holds for every conversion, whatever the mask: lossless forms lose no bit, and what is lost is told exactly."""

from __future__ import annotations

import os
from contextlib import suppress

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from maskkit.errors import FullMask, InputRefused
from maskkit.images.encode import encode
from maskkit.images.photo import Photo
from maskkit.masks.conventions import CONVENTIONS
from maskkit.masks.convert import convert
from maskkit.masks.formats.catalogue import FORMATS
from maskkit.masks.forms import FORMS, read_contents, read_labels, read_mask
from maskkit.masks.mask import Mask
from maskkit.types import Grey8

ROWS = {**CONVENTIONS, **FORMATS}
MASK_FORMS = [name for name in FORMS if name not in {"labels", "palette"}]
LABEL_FORMS = ["labels", "palette", *(name for name, form in FORMATS.items() if form.labels != "none")]
SHAPES = array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12)
HARD = arrays(np.bool_, SHAPES).filter(lambda marked: bool(marked.any()) and not marked.all())
SOFT = arrays(np.uint8, SHAPES).filter(lambda values: int(values.max()) > 1 and int(values.min()) < 255)


def as_file(values: Grey8) -> bytes:
    return encode(values)


def photo_of(mask: Mask) -> Photo:
    width, height = mask.size_wh
    return Photo(np.arange(3 * width * height, dtype=np.uint8).reshape(height, width, 3))


@settings(max_examples=8)
@given(HARD)
@pytest.mark.parametrize("name", MASK_FORMS)
def test_a_hard_mask_comes_back_bit_for_bit_from_every_form(name: str, marked: np.ndarray) -> None:
    mask = Mask.from_bool(marked)
    made = convert(as_file(mask.values), name, form="white", label="floor", photo=photo_of(mask))
    assert made.is_lossless
    assert made.iou == 1
    assert read_mask(made.data, form=name, size_wh=mask.size_wh) == mask


@settings(max_examples=8)
@given(SOFT, st.integers(1, 255))
@pytest.mark.parametrize("name", MASK_FORMS)
def test_greys_come_back_or_cost_what_is_said(name: str, values: Grey8, threshold: int) -> None:
    mask = Mask(values)
    try:
        made = convert(as_file(values), name, form="white", photo=photo_of(mask), threshold=threshold)
    except InputRefused:
        assert ROWS[name].name == "ideogram-edit"  # which refuses one colour alone
        return
    back = read_mask(made.data, form=name, size_wh=mask.size_wh)
    assert back == (mask if ROWS[name].is_soft else mask.hard(threshold))
    lesser, greater = (int(how(values, back.values).sum(dtype=int)) for how in (np.minimum, np.maximum))
    assert made.iou == (lesser / greater if greater else 1)
    assert made.is_lossless == (back == mask)


@settings(max_examples=8)
@given(arrays(np.uint8, SHAPES, elements=st.sampled_from([0, 1, 2, 7, 77, 255])))
@pytest.mark.parametrize("name", LABEL_FORMS)
def test_a_label_map_comes_back_from_every_form_that_has_labels(name: str, labels: Grey8) -> None:
    made = convert(as_file(labels), name, form="labels")
    assert made.is_lossless
    size_wh = (labels.shape[1], labels.shape[0])
    assert np.array_equal(read_labels(made.data, form=name, size_wh=size_wh), labels)


@settings(max_examples=8)
@given(HARD, st.floats(0.1, 4))
@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if form.outlines])
def test_the_loss_of_fewer_corners_is_the_one_that_is_measured(name: str, marked: np.ndarray, tolerance: float) -> None:
    mask = Mask.from_bool(marked)
    made = convert(as_file(mask.values), name, form="white", tolerance_px=tolerance)
    back = read_mask(made.data, form=name, size_wh=mask.size_wh).to_bool()
    assert made.iou == np.sum(back & marked) / np.sum(back | marked)
    assert made.agreement.pixels == np.sum(back != marked)
    assert made.is_lossless == np.array_equal(back, marked)


EIGHTHS = st.integers(-16, 112).map(lambda eighth: eighth / 8)
RINGS = st.lists(st.tuples(EIGHTHS, EIGHTHS), min_size=3, max_size=6)


@settings(max_examples=10)
@given(st.lists(RINGS, min_size=1, max_size=3))
@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if form.labels == "names"])
def test_polygons_that_somebody_drew_come_through(name: str, rings: list[list[tuple[float, float]]]) -> None:
    """Crossing themselves and each other, reaching out of the picture: they mark the same, or the loss is told."""
    points = ", ".join(str([list(corner) for corner in ring]) for ring in rings)
    source = f'{{"polygons": [{points}]}}'.encode()
    try:
        before = read_mask(source, size_wh=(12, 9))
    except InputRefused:
        return
    made = convert(source, name, size_wh=(12, 9))
    after = read_mask(made.data, form=name, size_wh=(12, 9))
    assert made.is_lossless == (after == before)
    assert made.is_lossless or name in {"label-studio-polygons", "svg"}  # per cent are rounded


@settings(max_examples=15)
@given(st.data())
@pytest.mark.parametrize("name", FORMS)
def test_a_damaged_file_is_refused_or_read_but_never_crashes(name: str, data: st.DataObject) -> None:
    mask = Mask.from_bool(np.eye(6, dtype=bool))
    label = "floor" if name in {"labels", "palette"} else None
    whole = bytearray(convert(as_file(mask.values), name, photo=photo_of(mask), label=label).data)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=3)):
        whole[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    for damaged in (bytes(whole), bytes(whole[:cut])):
        for form in (name, None):
            with suppress(InputRefused):
                contents = read_contents(damaged, form=form, size_wh=(6, 6))
                assert contents.annotation.draw(contents.annotation.sized(None)).dtype == np.uint8


@pytest.mark.slow
@pytest.mark.parametrize("name", MASK_FORMS)
def test_larger_masks_come_back_bit_by_bit(name: str) -> None:
    """Blobs with noise up to 160 pixels a side; the environment variable MASKKIT_FUZZ asks for more than 20."""
    rng = np.random.default_rng(17)
    for _ in range(int(os.environ.get("MASKKIT_FUZZ", "20"))):
        height, width = rng.integers(1, 161, 2)
        blobs = cv2.GaussianBlur(rng.random((height, width)), (0, 0), rng.uniform(0.5, 9)).reshape(height, width) > 0.5
        marked = blobs ^ (rng.random((height, width)) < rng.choice([0, 0.01, 0.2]))
        mask = Mask.from_bool(marked)
        try:
            made = convert(as_file(mask.values), name, form="white", photo=photo_of(mask), label="floor")
        except (FullMask, InputRefused):
            assert mask.is_empty or mask.is_full
            continue
        assert made.is_lossless
        assert read_mask(made.data, form=name, size_wh=mask.size_wh) == mask
