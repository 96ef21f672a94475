"""The names of YOLO's classes, in every file and spelling, and which of the text files are labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from maskkit.errors import BadAnnotation
from maskkit.masks.formats.yolo_folder import label_files, read_names, yolo_pictures

THREE = {"0": "floor", "1": "left wall", "2": "rug"}


@pytest.mark.parametrize(
    "text",
    [
        "names: [floor, left wall, rug]\n",
        "path: ../rooms # root\nnames: ['floor', \"left wall\",\n  rug]\nnc: 3\n",
        "nc: 3\nnames:\n- floor\n- left wall # a note\n- 'rug'\ntrain: images\n",
        'names: # all of them\n  # first\n  0: floor\n\n  1: left wall\n  2: "rug"\nnc: 3\n',
        "names: {0: floor, 1: 'left wall', 2: rug}\n",
        "train: a\r\nnames:\r\n  0: floor\r\n  1: left wall\r\n  2: rug\r\n",
    ],
)
def test_yaml_in_every_spelling(text: str, tmp_path: Path) -> None:
    (tmp_path / "data.yaml").write_bytes(text.encode())
    assert read_names(tmp_path) == THREE


def test_lists_of_names(tmp_path: Path) -> None:
    assert read_names(tmp_path) == {}
    (tmp_path / "classes.txt").write_text("floor\nleft wall\n\nrug\n")
    assert read_names(tmp_path) == THREE


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"nc: 3\n", "there are no names"),
        (b"names:\nnc: 3\n", "there are no names"),
        (b"names: [floor, wall\n", "does not end"),
        (b"\xff\xfe", "no text"),
    ],
)
def test_names_that_cannot_be_read(content: bytes, what: str, tmp_path: Path) -> None:
    (tmp_path / "data.yaml").write_bytes(content)
    with pytest.raises(BadAnnotation, match=what):
        read_names(tmp_path)


def test_only_label_files_are_read(tmp_path: Path) -> None:
    for name in ("classes.txt", "train.txt", "README.dataset.txt", "labels/val/b.txt", "labels/a.txt", "other/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("0 0 0 1 0 1 1\n")
    assert [path.relative_to(tmp_path).as_posix() for path in label_files(tmp_path)] == [
        "labels/a.txt",
        "labels/val/b.txt",
    ]
    pictures = list(yolo_pictures(tmp_path))
    assert [picture.names for picture in pictures] == [("a", "a"), ("val/b", "b")]
    assert pictures[0].read((4, 4)).labels == ("0 0 0 1 0 1 1",)  # as classes.txt says


def test_files_without_a_folder_called_labels(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("0 0 0 1 0 1 1\n")
    (tmp_path / "notes.txt").write_text("remember\n")
    assert [path.name for path in label_files(tmp_path)] == ["a.txt"]
