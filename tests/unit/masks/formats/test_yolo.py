"""YOLO's label files, line by line."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import MaskRefused
from maskkit.masks.formats.areas import ROOM_CLASSES, Annotation, Source
from maskkit.masks.formats.drawing import draw_label_map
from maskkit.masks.formats.yolo import read_yolo, write_yolo, write_yolo_rle

LABELS = np.array([[1, 1, 0, 7], [1, 77, 77, 7]], np.uint8)


def read(text: str) -> Annotation:
    return read_yolo(Source(text.encode(), "a.txt", (8, 4)))


def test_corners_are_shares_of_the_picture() -> None:
    found = read("0 0 0 0.5 0 0.5 1 0 1\n\n3 0.5 0 1 0 1 0.5 0.5 0.5\r\n")
    assert found.labels == ("0", "3")
    assert found.part("0").draw().tolist() == [[255] * 4 + [0] * 4] * 4
    assert int((found.part("3").draw() > 0).sum()) == 8


def test_corners_a_hair_outside_are_rounding() -> None:
    assert int((read("0 -0.000001 0 1.000001 0 1 1 0 1").draw() > 0).sum()) == 32


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("0 0.5 0.5 0.2 0.2", "four numbers are a box"),
        ("0 1 2 3 4 5 6", "lies outside the picture"),
        ("0 0 0 1 0 1", "5 numbers are no pairs"),
        ("0 0 0 1 0 nan 1", "lies outside the picture"),
        ("0 0 0 1 0 1 x", "'x' is no number"),
        ("floor 0 0 1 0 1 1", "'floor' is no class number"),
        ("-1 0 0 1 0 1 1", "'-1' is no class number"),
        ("1.0 0 0 1 0 1 1", "no class number"),
        ("0", "different points"),
        ("0 0 0 1 1 0.5 0.5", "one line"),
        ("0 rle 4 8", "not of the form"),
        ("0 rle 4 8 ~", "none of the code"),
        ("0 rle 4 x 08", "not of the form"),
    ],
)
def test_a_bad_line_is_named(line: str, what: str) -> None:
    with pytest.raises(MaskRefused, match=what) as refused:
        read(f"0 0 0 1 0 1 1\n{line}\n")
    assert refused.value.where == "a.txt: line 2"


def test_the_size_has_to_be_known() -> None:
    with pytest.raises(MaskRefused, match=r"line 1: the corners are shares .* Give the photo with --photo"):
        read_yolo(Source(b"0 0 0 1 0 1 1\n", "a.txt"))
    with pytest.raises(MaskRefused, match="no text"):
        read_yolo(Source(b"\xff\xfe0", "a.txt", (8, 4)))


def test_an_empty_file_marks_nothing() -> None:
    assert read("").areas == ()


def test_numbers_are_those_of_the_classes() -> None:
    for write in (write_yolo, write_yolo_rle):
        written = write(draw_label_map(LABELS, ROOM_CLASSES)).decode()
        assert {line.split()[0] for line in written.splitlines()} == {"1", "7", "77"}
        back = read_yolo(Source(written.encode(), size_wh=(4, 2)))
        assert np.array_equal(back.draw_labels({label: int(label) for label in back.labels}, (4, 2)), LABELS)


def test_run_lengths_tell_the_size() -> None:
    written = write_yolo_rle(draw_label_map(LABELS, ROOM_CLASSES))
    assert read_yolo(Source(written)).size_wh == (4, 2)
