"""From boxes and points to GrabCut's map."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from maskkit.masks.methods.prompts import Prompt, box_map, first_guess, surroundings

PIXELS = np.full((100, 140, 3), 120, np.uint8)
PIXELS[:, 70:] = (200, 60, 40)


def test_a_box_is_likely_and_the_rest_is_surely_kept() -> None:
    guess = first_guess(PIXELS, Prompt((20, 10, 60, 50)))
    assert np.all(guess[10:50, 20:60] == cv2.GC_PR_FGD)
    assert np.count_nonzero(guess == cv2.GC_BGD) == guess.size - 40 * 40


def test_points_make_disks_around_them() -> None:
    guess = first_guess(PIXELS, Prompt((20, 10, 60, 50), [(40, 30)], [(25, 15)]))
    assert guess[30, 40] == cv2.GC_FGD
    assert guess[15, 25] == cv2.GC_BGD
    assert 3 <= np.count_nonzero(guess == cv2.GC_FGD) <= 12


def test_without_a_box_what_resembles_the_point_is_likely() -> None:
    guess = first_guess(PIXELS, Prompt(points=[(100, 50)]))
    assert np.mean(guess[:, 75:] & 1) > 0.99
    assert np.all(guess[:, :65] == cv2.GC_PR_BGD)


def test_a_point_at_the_very_edge_counts() -> None:
    assert np.any(first_guess(PIXELS, Prompt(points=[(139.9, 99.9)])) == cv2.GC_FGD)


def test_the_middle_can_be_taken_for_granted() -> None:
    guess = first_guess(PIXELS, Prompt((20, 10, 60, 50)), sure_centre=True)
    assert guess[30, 40] == cv2.GC_FGD
    assert guess[12, 22] == cv2.GC_PR_FGD
    assert np.mean(guess[10:50, 20:60] == cv2.GC_FGD) == pytest.approx(np.pi / 16, abs=0.02)


def test_surroundings_stay_in_the_photo() -> None:
    assert surroundings((0, 0, 100, 100), (120, 110)) == (0, 0, 120, 110)


def test_a_part_of_the_photo_moves_and_scales_the_prompt() -> None:
    part = Prompt((40, 20, 80, 60), [(50, 30)]).within((20, 10, 120, 90), 0.5, (140, 100))
    assert part.box == (10, 5, 30, 25)
    assert part.points == ((15.0, 10.0),)


def test_a_frame_covers_every_pixel_that_the_box_touches() -> None:
    assert Prompt((1.2, 2.9, 7.1, 8.0)).frame((20, 20)) == (1, 2, 8, 8)
    assert Prompt(points=[(3, 3)]).frame((20, 10)) == (0, 0, 20, 10)


def test_box_map() -> None:
    assert box_map((1, 1, 3, 2), (4, 3)).astype(int).tolist() == [[0, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]]
