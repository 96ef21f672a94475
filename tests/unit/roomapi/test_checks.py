"""What is wrong with one field: a sentence, or nothing."""

from __future__ import annotations

from uuid import UUID

import pytest

from maskkit.roomapi.checks import (
    MAX_URL_CHARS,
    image_url_problem,
    pixels_problem,
    seed_problem,
    url_problem,
    uuid_problem,
    word_check,
)
from maskkit.roomapi.words import RoomType, Theme

SOME = UUID("8e8e149d-0ee7-4f95-b3f0-66e9d30f9b37")


@pytest.mark.parametrize("value", [str(SOME), str(SOME).upper(), "00000000-0000-0000-0000-000000000000"])
def test_uuids_in_their_usual_spelling_are_good(value: str) -> None:
    assert uuid_problem(value) is None


@pytest.mark.parametrize("value", [None, 5, "", SOME.hex, f"{{{SOME}}}", f"urn:uuid:{SOME}", f"{SOME}\n", f" {SOME}"])
def test_other_spellings_and_other_things_are_not(value: object) -> None:
    assert uuid_problem(value) == "must be a UUID"


@pytest.mark.parametrize(
    "value",
    [
        "http://a.org",
        "HTTPS://A.ORG/",
        "https://a.org:8443/p/q.jpg?X-Amz-Signature=ab%2Fc&x=1#f",
        "http://127.0.0.1:8000/a.png",
        "http://[2001:db8::1]:80/a",
        "https://bücher.example/zimmer.jpg",
        "https://a.org/" + "x" * (MAX_URL_CHARS - 14),
    ],
)
def test_urls_that_can_be_sent_are_good(value: str) -> None:
    assert url_problem(value) is None


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "http or https"),
        (b"http://a.org", "http or https"),
        ("", "http or https"),
        ("//a.org", "http or https"),
        ("a.org/x", "http or https"),
        ("ftp://a.org", "http or https"),
        ("http://[::1", "http or https"),
        ("http://a.org:99999", "http or https"),
        ("http://", "name a host"),
        ("http://:80/", "name a host"),
        ("http:a.org", "name a host"),
        ("http://a.org/a b", "spaces"),
        ("http://a.org/a\x7f", "spaces"),
        ("http://a.org\\b", "spaces"),
        ("http://u@a.org", "user name"),
        ("http://u:p@a.org", "user name"),
        ("http://:@a.org", "user name"),
        ("https://a.org/" + "x" * MAX_URL_CHARS, "characters long"),
    ],
)
def test_other_urls_are_told_why(value: object, said: str) -> None:
    assert said in (url_problem(value) or "")


@pytest.mark.parametrize("name", ["a.jpg", "a.JPEG", "a.png", "a", "", "a.bin", "image?name=x.webp", "v1.2/room"])
def test_pictures_may_have_any_name_that_does_not_say_another_format(name: str) -> None:
    assert image_url_problem(f"https://a.org/{name}") is None


@pytest.mark.parametrize("name", ["a.webp", "a.HEIC", "a.tiff", "a.gif", "a.svg", "a.pdf", "x/a.avif?x=1.jpg"])
def test_pictures_of_other_formats_are_told_by_their_names(name: str) -> None:
    assert "jpg or png" in (image_url_problem(f"https://a.org/{name}") or "")


def test_words_are_those_of_the_wire_exactly() -> None:
    room, theme = word_check(RoomType), word_check(Theme)
    assert all(room(word.value) is None for word in RoomType)
    assert all(theme(word.value) is None for word in Theme)
    assert room("kitchen") == "must be one of BATHROOM, KITCHEN, SHOWEROOM"
    assert theme("KITCHEN") == "must be one of MODERN, INDUSTRIAL, SCANDINAVIAN, LUXURIOUS"


@pytest.mark.parametrize("value", [0, -1, 1.0, "1", True, None, float("nan")])
def test_sizes_are_positive_whole_numbers(value: object) -> None:
    assert pixels_problem(value)
    assert pixels_problem(1) is None


@pytest.mark.parametrize("value", [0, 7, 2**32 - 1])
def test_seeds_that_are_taken(value: int) -> None:
    assert seed_problem(value) is None


@pytest.mark.parametrize("value", [-1, 2**32, 1.5, "1", True, []])
def test_seeds_that_are_refused(value: object) -> None:
    assert seed_problem(value) == "must be a whole number from 0 to 4294967295"
