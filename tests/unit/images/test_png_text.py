"""A text inside a PNG file: there under its key, and nothing of it in the picture."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.images.decode import decode
from maskkit.images.encode import encode
from maskkit.images.png_text import MOST_BYTES, text_in, with_text

PIXELS = np.random.default_rng(4).integers(0, 255, (5, 7, 3), dtype=np.uint8)


@pytest.mark.parametrize("text", ["", "room", "Küche\n\x00 ✓", "x" * 10_000])
def test_a_text_comes_back_and_the_picture_stays(text: str) -> None:
    file = with_text(encode(PIXELS), "room", text)
    assert text_in(file, "room") == text
    assert np.array_equal(decode(file).pixels, PIXELS)


def test_other_keys_other_files_and_broken_ones_hold_no_text() -> None:
    file = with_text(encode(PIXELS), "room", "words")
    assert text_in(file, "roo") is None
    assert text_in(encode(PIXELS), "room") is None
    assert text_in(encode(PIXELS, format="jpeg"), "room") is None
    assert text_in(file[:50], "room") is None
    assert text_in(b"", "room") is None


def test_texts_that_are_far_too_long_are_passed_over() -> None:
    assert text_in(with_text(encode(PIXELS), "room", "x" * (MOST_BYTES + 1)), "room") is None


def test_bytes_that_are_no_text_are_none() -> None:
    file = with_text(encode(PIXELS), "room", "abc")
    assert text_in(file.replace(b"abc", b"\xff\xfe\xfd"), "room") is None


def test_only_png_files_take_a_text() -> None:
    with pytest.raises(ValueError, match="PNG files only"):
        with_text(encode(PIXELS, format="jpeg"), "room", "words")
