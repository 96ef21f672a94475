"""The keep guarantee, for any mask, any feather and any way there and back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from maskkit.compositing.audit import audit
from maskkit.compositing.blend import composite
from maskkit.images.normalize import normalize
from maskkit.images.photo import Photo
from maskkit.masks.mask import Mask

SIZES = st.tuples(st.integers(1, 48), st.integers(1, 48))


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Photo, Mask, np.random.Generator]:
    """A photo of noise, and a hard or soft mask of blobs, stripes or single pixels."""
    width, height = draw(SIZES)
    generator = np.random.default_rng(draw(st.integers(0, 10_000)))
    pixels = generator.integers(0, 256, (height, width, 3), np.uint8)
    values = generator.integers(0, 256, (height, width), np.uint8)
    values[generator.random((height, width)) < draw(st.sampled_from([0.0, 0.3, 0.9, 1.0]))] = 0
    if draw(st.booleans()):
        values = np.where(values > 0, np.uint8(255), np.uint8(0))
    return Photo(pixels), Mask(values), generator


@given(scenes(), st.one_of(st.none(), st.floats(0, 80)), st.booleans())
def test_nothing_outside_of_the_mask_changes(
    scene: tuple[Photo, Mask, np.random.Generator], feather_px: float | None, match_seams: bool
) -> None:
    photo, mask, generator = scene
    generated = generator.integers(0, 256, photo.pixels.shape, np.uint8)
    result = composite(photo, generated, mask, feather_px=feather_px, match_seams=match_seams)
    found = audit(photo, result, mask)
    assert found.is_clean
    assert found.pixels_outside == int((mask.values == 0).sum())
    assert found.pixels_outside + found.pixels_inside == mask.values.size


@given(scenes(), st.sampled_from([1, 8, 16]), st.sampled_from([None, 16, 32]))
def test_nothing_outside_changes_on_the_way_through_another_size(
    scene: tuple[Photo, Mask, np.random.Generator], multiple: int, long_edge_px: int | None
) -> None:
    photo, mask, generator = scene
    sent = normalize(photo, multiple=multiple, long_edge_px=long_edge_px)
    generated = generator.integers(0, 256, sent.photo.pixels.shape, np.uint8)
    assert audit(photo, composite(photo, generated, mask, transform=sent.transform), mask).is_clean


@given(scenes())
def test_each_pixel_lies_between_the_two_that_it_is_mixed_from(scene: tuple[Photo, Mask, np.random.Generator]) -> None:
    photo, mask, generator = scene
    generated = generator.integers(0, 256, photo.pixels.shape, np.uint8)
    result = composite(photo, generated, mask).pixels
    assert (result >= np.minimum(photo.pixels, generated)).all()
    assert (result <= np.maximum(photo.pixels, generated)).all()
