"""Photos at a wanted size."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import InputRefused, UnknownChoice
from maskkit.images.normalize import Bounds, normalize, plan_contain
from maskkit.images.photo import Origin, Photo
from maskkit.images.transform import Crop, Pad, Scale, Transform


def photo(width: int = 400, height: int = 300) -> Photo:
    return Photo(np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8), Origin(changes=("first",)))


def proportions(transform: Transform) -> float:
    """The aspect of a square of the photo in the outgoing picture."""
    (left, top), (right, bottom) = transform.apply_points(np.array([[100.0, 100.0], [200.0, 200.0]]))
    return float((right - left) / (bottom - top))


def test_a_photo_that_fits_is_left_alone() -> None:
    given = photo(400, 304)
    found = normalize(given)
    assert found.photo is given
    assert found.transform == Transform.identity((400, 304))


@pytest.mark.parametrize("multiple", [1, 8, 16, 64])
@pytest.mark.parametrize("size_wh", [(400, 300), (401, 299), (233, 640), (97, 98)])
def test_both_sides_become_multiples_without_stretching(size_wh: tuple[int, int], multiple: int) -> None:
    found = normalize(photo(*size_wh), multiple=multiple)
    width, height = found.transform.size_out_wh
    assert width % multiple == height % multiple == 0
    assert all(isinstance(step, Pad) for step in found.transform.steps)
    assert np.array_equal(found.photo.pixels[: size_wh[1], : size_wh[0]], photo(*size_wh).pixels)


def test_the_padding_repeats_the_edge() -> None:
    pixels = normalize(photo(400, 300), multiple=64).photo.pixels
    assert np.array_equal(pixels[300:, :400], np.broadcast_to(pixels[299, :400], (20, 400, 3)))


@pytest.mark.parametrize("long_edge_px", [64, 100, 128, 333, 399])
def test_the_long_edge_holds_with_the_padding(long_edge_px: int) -> None:
    found = normalize(photo(), long_edge_px=long_edge_px)
    assert long_edge_px - 16 < max(found.transform.size_out_wh) <= long_edge_px
    assert proportions(found.transform) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("max_mp", [0.01, 0.05, 0.0999])
def test_the_megapixels_hold_with_the_padding(max_mp: float) -> None:
    width, height = normalize(photo(), max_mp=max_mp, multiple=64).transform.size_out_wh
    assert width * height <= max_mp * 1e6


def test_all_bounds_hold_together() -> None:
    found = normalize(photo(), size_wh=(320, 320), long_edge_px=300, max_mp=0.04)
    width, height = found.transform.size_out_wh
    assert width <= 296
    assert width * height <= 40_000


def test_contain_stays_within_a_box_that_is_no_multiple() -> None:
    width, height = normalize(photo(), size_wh=(205, 150), multiple=16).transform.size_out_wh
    assert width <= 205
    assert height <= 150
    assert width % 16 == height % 16 == 0


def test_a_photo_is_not_enlarged_unless_asked() -> None:
    assert normalize(photo(), size_wh=(800, 800)).transform.size_out_wh == (400, 304)
    assert normalize(photo(), size_wh=(800, 800), upscale=True).transform.size_out_wh == (800, 600)
    assert normalize(photo(), long_edge_px=800, upscale=True).transform.size_out_wh == (800, 600)
    assert normalize(photo(), upscale=True).transform.size_out_wh == (400, 304)


def test_megapixels_can_be_grown_into() -> None:
    width, height = normalize(photo(), max_mp=1.0, upscale=True).transform.size_out_wh
    assert 0.95e6 < width * height <= 1e6


def test_pad_gives_exactly_the_size_with_the_photo_in_the_middle() -> None:
    found = normalize(photo(), size_wh=(256, 256), fit="pad")
    assert found.transform.steps == (Scale((256, 192)), Pad(0, 32, 0, 32))


def test_a_small_photo_is_padded_without_being_enlarged() -> None:
    found = normalize(photo(101, 50), size_wh=(128, 64), fit="pad")
    assert found.transform.steps == (Pad(13, 7, 14, 7),)


def test_cover_gives_exactly_the_size_and_cuts_the_middle_out() -> None:
    found = normalize(photo(), size_wh=(200, 200), fit="cover")
    assert found.transform.steps == (Crop((50, 0, 350, 300)), Scale((200, 200)))
    assert proportions(found.transform) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("size_wh", [(200, 296), (392, 104), (136, 136), (400, 296)])
def test_cover_keeps_proportions_to_within_a_pixel(size_wh: tuple[int, int]) -> None:
    assert proportions(normalize(photo(), size_wh=size_wh, fit="cover").transform) == pytest.approx(1, abs=0.02)


def test_stretch_is_the_only_fit_that_changes_proportions() -> None:
    found = normalize(photo(), size_wh=(200, 296), fit="stretch")
    assert found.transform.steps == (Scale((200, 296)),)
    assert proportions(found.transform) < 0.6


@pytest.mark.parametrize("fit", ["cover", "stretch"])
def test_an_exact_size_that_needs_enlarging_is_refused_unless_asked(fit: str) -> None:
    with pytest.raises(InputRefused, match="enlarged"):
        normalize(photo(), size_wh=(512, 512), fit=fit)  # type: ignore[arg-type]
    assert normalize(photo(), size_wh=(512, 512), fit=fit, upscale=True).transform.size_out_wh == (512, 512)  # type: ignore[arg-type]


def test_an_exact_size_off_the_multiple_is_refused_with_the_next_one() -> None:
    with pytest.raises(InputRefused, match="104x72"):
        normalize(photo(), size_wh=(100, 70), fit="cover")
    assert normalize(photo(), size_wh=(100, 70), fit="cover", multiple=1).transform.size_out_wh == (100, 70)


@pytest.mark.parametrize("bounds", [{}, {"long_edge_px": 100}, {"size_wh": (96, 96), "max_mp": 1.0}])
def test_an_exact_fit_needs_a_size_and_nothing_else(bounds: dict[str, object]) -> None:
    with pytest.raises(InputRefused, match="exact size"):
        normalize(photo(), fit="cover", **bounds)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "bounds",
    [
        {"size_wh": (0, 8)}, {"size_wh": (-8, 8)}, {"long_edge_px": 0}, {"max_mp": -1.0}, {"max_mp": float("nan")},
        {"multiple": 0}, {"long_edge_px": 7}, {"size_wh": (16, 4)},
    ],
)  # fmt: skip
def test_numbers_that_make_no_size_are_refused(bounds: dict[str, object]) -> None:
    with pytest.raises(InputRefused):
        normalize(photo(), **bounds)  # type: ignore[arg-type]


def test_an_unknown_fit_is_refused_with_the_list() -> None:
    with pytest.raises(UnknownChoice, match="contain, cover, pad and stretch"):
        normalize(photo(), size_wh=(80, 80), fit="squeeze")  # type: ignore[arg-type]


def test_the_mask_goes_the_same_way() -> None:
    found = normalize(photo(), size_wh=(256, 256), fit="pad")
    mask = np.zeros((300, 400), np.uint8)
    mask[:, 200:] = 255
    sent = found.transform.apply_mask(mask)
    assert sent.shape == (256, 256)
    assert sent[:32].max() == sent[224:].max() == 0
    assert (sent[32:224, 128:] == 255).all()
    assert (sent[:, :128] == 0).all()


def test_the_photo_tells_what_was_done() -> None:
    changes = normalize(photo(), size_wh=(256, 256), fit="pad").photo.origin.changes
    assert changes == ("first", "resized to 256x192", "padded by 0, 32, 0, 32 (left, top, right, bottom)")


@pytest.mark.parametrize("size_wh", [(1, 1), (10_000, 1), (1, 5000)])
def test_extreme_shapes_have_a_plan(size_wh: tuple[int, int]) -> None:
    transform = Transform(size_wh, plan_contain(size_wh, Bounds(long_edge_px=64, max_pixels=4096)))
    assert max(transform.size_out_wh) <= 64
    assert min(transform.size_out_wh) == 8
