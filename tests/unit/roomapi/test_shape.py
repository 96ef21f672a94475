"""Retrieve's answer is read by shape, because its field names are not documented."""

from __future__ import annotations

import logging

import pytest

from maskkit.errors import BadAnswer
from maskkit.roomapi import shape
from maskkit.roomapi.shape import find_shape

URLS = ["https://a.org/1.png", "https://a.org/2.jpg?sig=x"]


@pytest.mark.parametrize(
    "body",
    [
        {"status": "SUCCEEDED", "images": URLS, "variations": 2},
        {"generation_status": "SUCCEEDED", "generated_images": URLS, "nb_variations": 2},
        {"state": "succeeded", "urls": URLS, "n": 2},
        {"status": "Succeeded", "output": URLS, "count": 2, "generation_id": "5b1e", "user": "someone", "ok": True},
        {"data": {"status": "SUCCEEDED", "images": URLS, "variations": 2}},
        {"result": {"generation": {"s": "SUCCEEDED", "i": URLS, "v": 2}}},
        {"status": "SUCCEEDED", "images": URLS, "variations": 2, "seeds": [1, 2], "width": 1024},
        {"variations": 2, "images": URLS, "sources": ["https://a.org/in.jpg"], "status": "SUCCEEDED"},
    ],
)
def test_status_images_and_variations_are_found(body: dict[str, object]) -> None:
    found = find_shape(body)
    assert (found.status, found.images, found.variations) == ("SUCCEEDED", tuple(URLS), 2)


def test_without_pictures_or_numbers_there_are_none() -> None:
    found = find_shape({"status": "PROCESSING"})
    assert (found.images, found.variations) == ((), None)
    assert find_shape({"status": "PROCESSING", "images": None, "variations": None}).images == ()


def test_two_numbers_under_strange_names_are_not_guessed_at() -> None:
    assert find_shape({"status": "STARTING", "a": 1, "b": 2}).variations is None


def test_an_unknown_status_word_is_kept_as_it_came() -> None:
    assert find_shape({"status": "In-Queue", "images": []}).status == "In-Queue"
    assert find_shape({"phase": "WARMING_UP", "images": []}).status == "WARMING_UP"


def test_a_known_word_wins_over_other_words() -> None:
    """The status of the generation, not the name of an engine."""
    assert find_shape({"engine": "surface", "phase": "failed", "mode": "fast"}).status == "FAILED"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"images": URLS},
        {"message": "it goes on, please wait a little longer for us."},
        {"a": "x", "b": "y"},
        [],
        [{"status": "SUCCEEDED"}],
        None,
        "SUCCEEDED",
        7,
    ],
)
def test_an_answer_without_status_is_bad(body: object) -> None:
    with pytest.raises(BadAnswer):
        find_shape(body)


def test_two_arrays_of_urls_under_strange_names_are_not_guessed_at() -> None:
    with pytest.raises(BadAnswer, match="before, after"):
        find_shape({"status": "SUCCEEDED", "before": URLS, "after": URLS})


def test_arrays_of_anything_but_urls_are_no_pictures() -> None:
    assert find_shape({"status": "SUCCEEDED", "images": ["javascript:alert(1)"]}).images == ()


def test_deep_nesting_ends() -> None:
    body: dict[str, object] = {"status": "SUCCEEDED"}
    for _ in range(9):
        body = {"data": body}
    with pytest.raises(BadAnswer):
        find_shape(body)


def test_names_that_differ_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    shape._tell.cache_clear()
    with caplog.at_level(logging.INFO, logger="maskkit.roomapi.shape"):
        for _ in range(3):
            find_shape({"fase": "SUCCEEDED", "fotos": URLS, "variations": 1})
        find_shape({"status": "SUCCEEDED", "images": URLS, "variations": 1})
    assert len(caplog.records) == 1
    assert "status = 'fase'" in caplog.text
    assert "images = 'fotos'" in caplog.text
