"""Photos in other materials: the labels stay true, and what is not a surface stays as it was."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.testing.rooms import synthetic_room
from training import redress

SIZE = (160, 120)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for kind in ("images", "masks"):
        (folder / kind).mkdir()
    for seed in (1, 2):
        photo, labels = synthetic_room(SIZE, seed)
        Image.fromarray(photo.pixels).save(folder / "images" / f"room_{seed}.jpg", quality=95)
        Image.fromarray(labels).save(folder / "masks" / f"room_{seed}.png")
    return folder


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_a_photo_is_read_with_its_labels_and_its_room(dataset: Path) -> None:
    found = redress.read(dataset, "room_1")
    assert found.pixels.shape == (120, 160, 3)
    assert np.array_equal(found.labels, synthetic_room(SIZE, 1)[1])
    assert found.scene is not None


def test_labels_change_only_where_things_were_set(dataset: Path) -> None:
    found = redress.read(dataset, "room_1")
    for seed in range(3):
        pixels, labels, told = redress.variant(found, [], rng(seed))
        assert pixels.shape == found.pixels.shape
        assert np.array_equal(labels, found.labels)
        assert "things" not in told


def test_surfaces_that_are_kept_keep_their_pixels(dataset: Path) -> None:
    found = redress.read(dataset, "room_1")
    window = found.labels == 4
    inner = window & np.roll(window, 6, 0) & np.roll(window, -6, 0) & np.roll(window, 6, 1) & np.roll(window, -6, 1)
    for seed in range(2):
        pixels, _, _ = redress.variant(found, [], rng(seed))
        assert np.abs(pixels[inner].astype(int) - found.pixels[inner]).max(initial=0) <= 1


def test_the_same_draw_gives_the_same_variant_and_another_draw_another(dataset: Path) -> None:
    found = redress.read(dataset, "room_2")
    first, again, other = (redress.variant(found, [], rng(seed))[0] for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_tint_moves_the_mean_colour_and_keeps_the_pattern() -> None:
    picture = np.full((20, 30, 3), 120, np.float32)
    picture[::2] += 20
    region = np.zeros((20, 30), bool)
    region[:, :15] = True
    new = redress.tinted(picture, region, "#a04020")
    red, _, blue = new[region].mean(axis=0)
    assert red > blue + 30
    assert (new[::2, :15, 0] > new[1::2, :15, 0]).all()


def test_things_of_another_photo_take_their_labels_along() -> None:
    labels = np.full((80, 100), 2, np.uint8)
    theirs = labels.copy()
    theirs[40:70, 30:60] = 6
    other = redress.Labelled("other", np.zeros((80, 100, 3), np.uint8), theirs, None)
    picture, new = redress.pasted(np.full((80, 100, 3), 200, np.float32), labels, other, rng(1))
    changed = new != labels
    assert changed.mean() > 0.02
    assert set(np.unique(new[changed]).tolist()) == {6}
    assert picture[changed].mean() < 60
    assert (labels == 2).all()


def test_a_dress_has_materials_of_real_colours_for_every_surface() -> None:
    for seed in range(4):
        made = redress.dress(rng(seed))
        zones = [zone.surface for zone in (*made.wall.zones, *made.feature.zones)]
        for surface in (made.floor, made.ceiling, *zones):
            assert 0 <= surface.albedo.min() <= surface.albedo.max() <= 1
            assert min(surface.size_m) > 0


def test_a_run_goes_on_where_it_was(dataset: Path, tmp_path: Path) -> None:
    photos = [(dataset, "room_1"), (dataset, "room_2")]
    redress.run(tmp_path, photos, 1)
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "images").iterdir()}
    redress.run(tmp_path, photos, 2)
    after = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "images").iterdir()}
    assert set(before) == {"000000.jpg", "001000.jpg"}
    assert set(after) == {"000000.jpg", "000001.jpg", "001000.jpg", "001001.jpg"}
    assert all(after[name] == time for name, time in before.items())
    rows = [json.loads(line) for line in (tmp_path / "rooms.jsonl").read_text().splitlines()]
    assert sorted(row["number"] for row in rows) == [0, 1, 1000, 1001]
