"""From light to a photo."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.photograph import KEY, LUMINANCE, balance, bloom, develop, exposed_view, film, meter, srgb, vignette

ROOM = np.random.default_rng(0).uniform(0.05, 0.4, (48, 64, 3)).astype(np.float32)


def test_metering_does_not_care_how_bright_the_lamp_was() -> None:
    assert meter(ROOM) == pytest.approx(meter(ROOM * 8) + 3, abs=1e-4)


def test_metering_brings_the_wall_to_its_key() -> None:
    grey = np.full((8, 8, 3), 0.02, np.float32)
    assert grey[0, 0] @ LUMINANCE * 2.0 ** meter(grey) == pytest.approx(KEY)


def test_windows_are_left_out_of_the_metering() -> None:
    windows = np.zeros((48, 64), bool)
    windows[:30] = True
    blown = np.where(windows[..., None], np.float32(50), ROOM)
    assert meter(blown, windows) == pytest.approx(meter(ROOM, windows))
    assert meter(blown) < meter(blown, windows)


def test_a_picture_that_is_all_window_is_metered_whole() -> None:
    assert meter(ROOM, np.ones((48, 64), bool)) == meter(ROOM)


def test_film_rises_from_black_and_never_passes_white() -> None:
    ramp = np.repeat(np.linspace(0, 60, 500, dtype=np.float32)[None, :, None], 3, axis=2)
    values = film(ramp)[0, :, 0]
    assert values[0] == 0
    assert (np.diff(values) >= 0).all()
    assert 0.95 < values[-1] <= 1


def test_film_keeps_grey_grey() -> None:
    assert np.ptp(film(np.full((1, 1, 3), 0.4, np.float32))) == pytest.approx(0, abs=1e-6)


def test_srgb_keeps_black_and_white_and_order() -> None:
    ramp = np.repeat(np.linspace(0, 1, 256, dtype=np.float32)[None, :, None], 3, axis=2)
    values = srgb(ramp)[0, :, 0]
    assert values[0] == pytest.approx(0, abs=1e-6)
    assert values[-1] == pytest.approx(1, abs=1e-6)
    assert (np.diff(values) > 0).all()


def test_bloom_spreads_light_and_keeps_an_even_wall() -> None:
    even = np.full((32, 32, 3), 0.5, np.float32)
    assert bloom(even) == pytest.approx(even, abs=1e-5)
    spot = np.zeros((65, 65, 3), np.float32)
    spot[32, 32] = 8
    assert bloom(spot)[32, 40].max() > 0


def test_vignette_darkens_corners_only_a_little() -> None:
    even = vignette(np.ones((60, 80, 3), np.float32))
    assert even[30, 40].min() > 0.999
    assert 0.85 < even[0, 0, 0] < 0.95


def test_white_balance_takes_out_most_of_a_tint() -> None:
    tinted = ROOM * np.float32([1.3, 1.0, 0.7])
    before, after = (picture.mean(axis=(0, 1)) for picture in (tinted, balance(tinted)))
    assert np.ptp(after) / after.mean() < 0.5 * np.ptp(before) / before.mean()


def test_the_view_is_exposed_on_its_own() -> None:
    view = np.zeros((10, 10, 3), np.float32)
    view[2:5] = 0.3
    assert np.array_equal(exposed_view(view * 40), exposed_view(view * 40))
    assert exposed_view(view * 40) == pytest.approx(exposed_view(view))
    assert exposed_view(np.zeros((4, 4, 3), np.float32)).max() == 0


def test_develop_gives_the_same_bytes_for_the_same_seed() -> None:
    one, again, other = (develop(ROOM, seed=seed) for seed in (1, 1, 2))
    assert one.dtype == np.uint8
    assert np.array_equal(one, again)
    assert 0 < np.abs(one.astype(int) - other).max() < 12


def test_exposure_compensation_brightens() -> None:
    assert develop(ROOM, exposure_ev=1.0).mean() > develop(ROOM).mean() + 20


def test_the_view_shows_in_the_windows() -> None:
    view = np.zeros_like(ROOM)
    view[:20] = 0.5
    assert develop(ROOM * 0.001 + 0.001, view=view)[:20].mean() > develop(ROOM * 0.001 + 0.001)[:20].mean()


def test_faint_reflections_of_the_view_do_not_brighten_the_windows() -> None:
    view = np.zeros((20, 20, 3), np.float32)
    view[:10] = 4.0
    windows = view[..., 0] > 0
    reflected = view.copy()
    reflected[10:] = 0.3
    assert exposed_view(reflected, windows)[:10] == pytest.approx(exposed_view(view, windows)[:10])
    assert exposed_view(reflected)[:10].max() > exposed_view(view)[:10].max()
