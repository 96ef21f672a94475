"""Masks from words and files: set algebra, soft values, sizes, and when a word is asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskkit.errors import ImageNotFound, MaskRefused, SizeMismatch, UnknownChoice
from maskkit.masks.classes import RoomClass
from maskkit.masks.expressions import Classes, evaluate
from maskkit.masks.mask import Mask
from maskkit.masks.words import TARGETS

FLOOR, WALL, WINDOW = RoomClass.FLOOR, RoomClass.WALL, RoomClass.WINDOW
LABELS = np.array([[2, 4, 2, 3], [1, 1, 7, 2]], np.uint8)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    made = {name: rng.choice([0, 255], (2, 4)).astype(np.uint8) for name in ("a.png", "b-2.png", "my c.png")}
    made["soft.png"] = np.array([[0, 60, 120, 180], [255, 200, 100, 1]], np.uint8)
    for name, values in made.items():
        Mask(values).save(tmp_path / name)
    Mask(np.zeros((3, 4), np.uint8)).save(tmp_path / "taller.png")
    monkeypatch.chdir(tmp_path)
    return made


def mark(classes: Classes) -> Mask:
    return Mask.from_bool(np.isin(LABELS, list(classes)))


def test_files_like_sets(files: dict[str, np.ndarray]) -> None:
    a, b, c = (files[name] > 0 for name in ("a.png", "b-2.png", "my c.png"))
    assert np.array_equal(evaluate("a.png + b-2.png - 'my c.png'").to_bool(), (a | b) & ~c)
    assert np.array_equal(evaluate("a.png + (b-2.png - 'my c.png')").to_bool(), a | (b & ~c))
    assert np.array_equal(evaluate("a.png & ~b-2.png").to_bool(), a & ~b)


def test_soft_masks_stay_soft(files: dict[str, np.ndarray]) -> None:
    soft, hard = files["soft.png"], files["a.png"]
    assert np.array_equal(evaluate("soft.png + a.png").values, np.maximum(soft, hard))
    assert np.array_equal(evaluate("soft.png & a.png").values, np.minimum(soft, hard))
    assert np.array_equal(evaluate("a.png - soft.png").values, np.minimum(hard, 255 - soft))
    assert np.array_equal(evaluate("~soft.png").values, 255 - soft)


def test_words_and_files(files: dict[str, np.ndarray]) -> None:
    a = files["a.png"] > 0
    expected = ((LABELS == FLOOR) | a) & ~((LABELS == WINDOW) & a)
    assert np.array_equal(evaluate("floor + a.png - (window & a.png)", mark=mark).to_bool(), expected)


def test_neighbouring_words_cost_one_mask(files: dict[str, np.ndarray]) -> None:
    asked: list[Classes] = []

    def remember(classes: Classes) -> Mask:
        asked.append(classes)
        return mark(classes)

    evaluate("floor + wall - a.png + (window - window)", mark=remember)
    assert asked == [{FLOOR, WALL}, frozenset()]


def test_files_alone_ask_for_no_word(files: dict[str, np.ndarray]) -> None:
    def refuse(classes: Classes) -> Mask:
        raise AssertionError(classes)

    assert evaluate("a.png - b-2.png", mark=refuse) == evaluate("a.png - b-2.png")


def test_without_a_photo_words_are_refused(files: dict[str, np.ndarray]) -> None:
    with pytest.raises(UnknownChoice, match="what floor is can only be told in a photo"):
        evaluate("floor + a.png")


def test_without_a_photo_a_bare_name_is_a_file(files: dict[str, np.ndarray]) -> None:
    Mask(files["a.png"]).save("a.png", overwrite=True)
    Path("a.png").rename("plain")
    assert np.array_equal(evaluate("plain").values, files["a.png"])


def test_files_of_two_sizes(files: dict[str, np.ndarray]) -> None:
    with pytest.raises(SizeMismatch, match=r"taller\.png: the mask is 4 x 3 pixels, a\.png is 4 x 2"):
        evaluate("a.png + taller.png")


def test_a_file_that_does_not_fit_the_photo(files: dict[str, np.ndarray]) -> None:
    with pytest.raises(SizeMismatch, match=r"taller\.png: the mask is 4 x 3 pixels, the upright photo 4 x 2"):
        evaluate("floor + taller.png", mark=mark, size_wh=(4, 2))


def test_a_missing_file_tells_how_names_are_quoted(files: dict[str, np.ndarray]) -> None:
    with pytest.raises(ImageNotFound, match=r"plan\.png: there is no such file\. .* goes into quotes"):
        evaluate("floor-plan.png", mark=mark)


def test_a_file_that_is_no_mask(files: dict[str, np.ndarray], tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (4, 2), (200, 30, 30)).save(tmp_path / "red.png")
    with pytest.raises(MaskRefused, match=r"red\.png: the mask is coloured"):
        evaluate("a.png + red.png")


@given(st.data())
def test_words_alone_and_words_as_masks_agree(data: st.DataObject) -> None:
    """Combining the classes first gives what combining their masks gives."""
    words = st.sampled_from(["floor", "wall", "window", "room", "rug", "ceiling"])
    parts = data.draw(st.lists(st.tuples(st.sampled_from("+-&"), st.booleans(), words), min_size=1, max_size=5))
    text = "room " + " ".join(f"{sign} {'~' if turned else ''}{word}" for sign, turned, word in parts)
    one_by_one = mark(TARGETS["room"])
    for sign, turned, word in parts:
        part = evaluate(f"{'~' if turned else ''}{word}", mark=mark)
        one_by_one = {"+": one_by_one | part, "-": one_by_one - part, "&": one_by_one & part}[sign]
    assert evaluate(text, mark=mark) == one_by_one
