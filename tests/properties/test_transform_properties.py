"""What must hold for every transform: sizes agree, points come back, nothing lossless loses anything."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from maskkit.images.normalize import normalize
from maskkit.images.photo import Photo
from maskkit.images.steps import Crop, Orient, Pad, Scale, Step
from maskkit.images.transform import Transform

SIDES = st.integers(1, 40)
SIZES = st.tuples(SIDES, SIDES)


@st.composite
def steps(draw: st.DrawFn, size_wh: tuple[int, int], kinds: tuple[str, ...]) -> Step:
    kind = draw(st.sampled_from(kinds))
    if kind == "orient":
        return Orient(draw(st.integers(1, 8)))
    if kind == "scale":
        return Scale(draw(SIZES))
    if kind == "pad":
        return Pad(*(draw(st.integers(0, 9)) for _ in range(4)))
    left, top = draw(st.integers(0, size_wh[0] - 1)), draw(st.integers(0, size_wh[1] - 1))
    return Crop((left, top, draw(st.integers(left + 1, size_wh[0])), draw(st.integers(top + 1, size_wh[1]))))


@st.composite
def transforms(draw: st.DrawFn, *kinds: str, most: int = 5) -> Transform:
    transform = Transform(draw(SIZES))
    for _ in range(draw(st.integers(0, most))):
        step = draw(steps(transform.size_out_wh, kinds or ("orient", "crop", "scale", "pad")))
        transform = Transform(transform.size_in_wh, (*transform.steps, step))
    return transform


def photo_for(transform: Transform, seed: int) -> np.ndarray:
    width, height = transform.size_in_wh
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


@given(transforms(), st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=5))
def test_points_come_back(transform: Transform, shares: list[tuple[float, float]]) -> None:
    points = np.array(shares, np.float64).reshape(-1, 2) * transform.size_in_wh
    back = transform.invert_points(transform.apply_points(points))
    assert np.abs(back - points).max(initial=0) <= 1e-6


@given(transforms(), st.integers(0, 9))
def test_sizes_agree_for_photos_masks_and_json(transform: Transform, seed: int) -> None:
    pixels = photo_for(transform, seed)
    width, height = transform.size_out_wh
    assert transform.apply_photo(pixels).shape == (height, width, 3)
    assert transform.apply_mask(pixels[..., 0]).shape == (height, width)
    assert transform.invert_photo(np.zeros((height, width, 3), np.uint8)).shape == pixels.shape
    assert transform.invert_mask(np.zeros((height, width), np.uint8)).shape == pixels.shape[:2]


@given(transforms("orient", "pad"), st.integers(0, 9))
def test_turning_and_padding_lose_nothing(transform: Transform, seed: int) -> None:
    pixels = photo_for(transform, seed)
    assert np.array_equal(transform.invert_photo(transform.apply_photo(pixels)), pixels)
    assert np.array_equal(transform.invert_mask(transform.apply_mask(pixels[..., 0])), pixels[..., 0])


@given(transforms("orient", "pad", "crop"), st.integers(0, 9))
def test_with_the_photo_as_fill_a_crop_loses_nothing_either(transform: Transform, seed: int) -> None:
    pixels = photo_for(transform, seed)
    assert np.array_equal(transform.invert_photo(transform.apply_photo(pixels), fill=pixels), pixels)


@given(transforms(), st.integers(0, 9))
def test_outside_of_the_covered_box_there_is_only_the_fill(transform: Transform, seed: int) -> None:
    pixels = photo_for(transform, seed)
    width, height = transform.size_out_wh
    back = transform.invert_photo(np.full((height, width, 3), 9, np.uint8), fill=pixels)
    left, top, right, bottom = transform.covered_box
    outside = np.ones(pixels.shape[:2], bool)
    outside[top:bottom, left:right] = False
    assert np.array_equal(back[outside], pixels[outside])
    assert (back[~outside] == 9).all()


@given(transforms(), st.integers(0, 9))
def test_hard_masks_stay_hard(transform: Transform, seed: int) -> None:
    mask = np.where(photo_for(transform, seed)[..., 0] > 127, np.uint8(255), np.uint8(0))
    assert set(np.unique(transform.apply_mask(mask))) <= {0, 255}


@given(transforms())
def test_flat_photos_stay_flat(transform: Transform) -> None:
    width, height = transform.size_in_wh
    flat = np.full((height, width, 3), 140, np.uint8)
    assert (transform.apply_photo(flat) == 140).all()
    assert (transform.invert_photo(transform.apply_photo(flat)) == 140).all()


@given(transforms())
def test_json_comes_back_equal(transform: Transform) -> None:
    assert Transform.from_json(transform.to_json()) == transform


@given(transforms(most=3), st.data(), st.integers(0, 9))
def test_composition_is_one_after_the_other(first: Transform, data: st.DataObject, seed: int) -> None:
    second = Transform(first.size_out_wh)
    for _ in range(data.draw(st.integers(0, 3))):
        step = data.draw(steps(second.size_out_wh, ("orient", "crop", "scale", "pad")))
        second = Transform(second.size_in_wh, (*second.steps, step))
    both, pixels = first.then(second), photo_for(first, seed)
    assert np.array_equal(both.apply_photo(pixels), second.apply_photo(first.apply_photo(pixels)))
    points = np.array([[0.0, 0.0], first.size_in_wh])
    assert np.allclose(both.apply_points(points), second.apply_points(first.apply_points(points)))


@settings(max_examples=60)
@given(
    st.tuples(st.integers(1, 300), st.integers(1, 300)),
    st.sampled_from([1, 8, 16, 64]),
    st.one_of(st.none(), st.integers(64, 400)),
    st.one_of(st.none(), st.floats(0.01, 0.1)),
)
def test_normalized_sizes_keep_every_bound(
    size_wh: tuple[int, int], multiple: int, long_edge_px: int | None, max_mp: float | None
) -> None:
    photo = Photo(np.zeros((size_wh[1], size_wh[0], 3), np.uint8))
    found = normalize(photo, long_edge_px=long_edge_px, max_mp=max_mp, multiple=multiple)
    width, height = found.transform.size_out_wh
    assert found.photo.size_wh == (width, height)
    assert width % multiple == height % multiple == 0
    assert long_edge_px is None or max(width, height) <= long_edge_px
    assert max_mp is None or width * height <= max(max_mp * 1e6, multiple**2)
    scales = [step.size_wh for step in found.transform.steps if isinstance(step, Scale)]
    assert all(scaled[0] <= size_wh[0] and scaled[1] <= size_wh[1] for scaled in scales)
    assert all(abs(scaled[0] * size_wh[1] - scaled[1] * size_wh[0]) <= max(size_wh) for scaled in scales)
