"""The looks at values: what JPEG leaves is told from what a brush, a blur or a resize leaves."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from maskkit.masks.levels import (
    find_everything_marked,
    find_faint,
    find_grey,
    find_nothing_marked,
    find_numbers,
    find_ringing,
    find_shifted_ends,
    hardened,
)
from maskkit.types import Grey8


def shapes(seed: int) -> Grey8:
    """Hard polygons, disks and a slanted edge."""
    rng = np.random.default_rng(seed)
    picture = Image.new("L", (400, 300))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 300), (0, int(rng.integers(150, 250))), (400, int(rng.integers(120, 220))), (400, 300)], fill=255)
    for _ in range(5):
        x, y, r = (int(rng.integers(40, limit)) for limit in (360, 260, 42))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=int(rng.choice([0, 255])))
    return np.asarray(picture)


def lossy(values: Grey8, kind: str, quality: int) -> Grey8:
    buffer = io.BytesIO()
    Image.fromarray(values).convert("RGB").save(buffer, kind, quality=quality)
    return np.asarray(Image.open(buffer).convert("L"))


def resized(values: Grey8, factor: float, how: Image.Resampling) -> Grey8:
    picture = Image.fromarray(values)
    return np.asarray(picture.resize((round(picture.width * factor), round(picture.height * factor)), how))


RINGING = {
    "jpeg 30": lambda values: lossy(values, "JPEG", 30),
    "jpeg 75": lambda values: lossy(values, "JPEG", 75),
    "jpeg 92": lambda values: lossy(values, "JPEG", 92),
    "jpeg 98": lambda values: lossy(values, "JPEG", 98),
    "lanczos down": lambda values: resized(values, 0.6, Image.Resampling.LANCZOS),
    "lanczos up": lambda values: resized(values, 1.6, Image.Resampling.LANCZOS),
}
SOFT = {
    "blur 0.5": lambda values: cv2.GaussianBlur(values, (0, 0), 0.5),
    "blur 1": lambda values: cv2.GaussianBlur(values, (0, 0), 1),
    "blur 4": lambda values: cv2.GaussianBlur(values, (0, 0), 4),
    "blur 15": lambda values: cv2.GaussianBlur(values, (0, 0), 15),
    "by area": lambda values: resized(values, 0.37, Image.Resampling.BOX),
    "bilinear": lambda values: resized(values, 1.7, Image.Resampling.BILINEAR),
    "smooth brush": lambda values: resized(resized(values, 4, Image.Resampling.NEAREST), 0.25, Image.Resampling.BOX),
}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", RINGING)
def test_ringing_is_found(name: str, seed: int) -> None:
    found = find_ringing(RINGING[name](shapes(seed)))
    assert found is not None
    assert found.finding.numbers["greys"] > 100


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", SOFT)
def test_soft_edges_are_no_ringing(name: str, seed: int) -> None:
    assert find_ringing(SOFT[name](shapes(seed))) is None
    assert find_ringing(shapes(seed)) is None


@pytest.mark.parametrize("seed", range(4))
def test_a_jpeg_file_needs_fewer_signs(seed: int) -> None:
    values = lossy(shapes(seed), "JPEG", 100)
    assert find_ringing(values) is None
    assert find_ringing(values, is_jpeg=True) is not None


def test_mended_ringing_is_hard_and_near_what_was_drawn() -> None:
    drawn = shapes(1)
    found = find_ringing(lossy(drawn, "JPEG", 75))
    assert found is not None
    assert found.mended is not None
    mended = found.mended()
    assert set(np.unique(mended)) == {0, 255}
    assert np.count_nonzero(mended != drawn) < 0.001 * drawn.size


def flat(**shares: float) -> Grey8:
    """Stripes of values, named ``v0``, ``v255`` and so on, of the given shares of 100 rows."""
    rows = [np.full((round(100 * share), 50), int(name[1:]), np.uint8) for name, share in shares.items()]
    return np.concatenate(rows)


@pytest.mark.parametrize(
    ("values", "code", "mended"),
    [
        (flat(v0=0.5, v1=0.5), "zero_one", {0, 255}),
        (flat(v1=1), "zero_one", {255}),
        (flat(v0=0.5, v1=0.3, v2=0.2), "label_map", None),
        (flat(v0=0.5, v7=0.3, v255=0.2), "label_map", None),
        (flat(v0=0.5, v255=0.5), None, None),
        (flat(v0=0.5, v90=0.3, v255=0.2), None, None),
        (flat(v0=0.5, v7=0.5), None, None),
    ],
)
def test_small_numbers(values: Grey8, code: str | None, mended: set[int] | None) -> None:
    found = find_numbers(values)
    assert (found and found.finding.code) == code
    assert (set(np.unique(found.mended())) if found and found.mended else None) == mended


def test_a_few_dark_pixels_are_no_classes() -> None:
    values = flat(v0=0.5, v255=0.5)
    values[10, 10:14] = 3, 9, 17, 30
    assert find_numbers(values) is None


@pytest.mark.parametrize(
    ("values", "ends", "mended"),
    [
        (flat(v16=0.6, v235=0.4), (16, 235), {0, 255}),
        (flat(v0=0.6, v254=0.4), (0, 254), {0, 255}),
        (flat(v3=0.6, v255=0.4), (3, 255), {0, 255}),
        (flat(v250=1), (0, 250), {255}),
        (flat(v0=0.6, v255=0.4), None, None),
        (flat(v0=0.3, v90=0.3, v160=0.2, v200=0.2), None, None),
        (flat(v0=0.6, v128=0.25, v255=0.15), None, None),
    ],
)
def test_ends_that_are_not_0_and_255(values: Grey8, ends: tuple[int, int] | None, mended: set[int] | None) -> None:
    found = find_shifted_ends(values)
    assert (found and (found.finding.numbers["low"], found.finding.numbers["high"])) == ends
    assert (set(np.unique(found.mended())) if found and found.mended else None) == mended


def test_a_faint_mask_is_scaled_up() -> None:
    found = find_faint(flat(v0=0.5, v50=0.3, v100=0.2))
    assert found is not None
    assert found.mended is not None
    assert np.unique(found.mended()).tolist() == [0, 127, 255]
    assert find_faint(flat(v0=0.5, v128=0.5)) is None


def test_nothing_and_everything() -> None:
    assert find_nothing_marked(flat(v0=1)) is not None
    assert find_nothing_marked(flat(v0=0.9, v1=0.1)) is None
    assert find_everything_marked(flat(v128=1)) is not None
    assert find_everything_marked(flat(v127=0.1, v255=0.9)) is None


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (flat(v0=0.5, v255=0.5), None),
        (flat(v0=0.4, v255=0.3, v99=0.3), "grey"),
        (flat(v0=0.4, v255=0.4, v99=0.2), "even_grey"),
        (cv2.GaussianBlur(flat(v0=0.5, v255=0.5), (0, 0), 1.5), "soft"),
        (cv2.GaussianBlur(flat(v0=0.5, v255=0.5), (0, 0), 4), "soft"),
    ],
)
def test_greys(values: Grey8, code: str | None) -> None:
    found = find_grey(values)
    assert (found and found.finding.code) == code


def test_the_even_grey_is_named_with_its_place() -> None:
    values = flat(v0=0.5, v255=0.5)
    values[10:40, 10:40] = 77
    found = find_grey(values)
    assert found is not None
    assert found.finding.numbers["value"] == 77
    assert found.finding.place == (14, 14, 36, 36), "the places around which nine by nine are even"


def test_the_threshold_is_128() -> None:
    assert hardened(np.array([[0, 127, 128, 255]], np.uint8)).tolist() == [[0, 0, 255, 255]]
