"""A data set of YOLO's: a text file for each picture, and the names of the classes in a file of their own.

Ultralytics keeps the names in ``data.yaml``; Label Studio and LabelImg write ``classes.txt``, Darknet ``obj.names``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from maskkit.errors import BadAnnotation
from maskkit.masks.formats.areas import Annotation, Picture, Source
from maskkit.masks.formats.yolo import read_yolo
from maskkit.types import SizeWh

_TABLES = ("data.yaml", "data.yml", "dataset.yaml", "dataset.yml")
_LISTS = ("classes.txt", "obj.names", "classes.names", "labels.names")
_NOT_LABELS = re.compile(r"(classes|train|val|valid|test|labels|readme.*|license.*|notes)", re.IGNORECASE)
_ENTRY = re.compile(r"^\s*(?:-|(\d+)\s*:)\s*(.+?)\s*$")


def yolo_pictures(folder: Path) -> Iterator[Picture]:
    """The pictures of the text files below ``folder``, or below the folders called labels in it where there are any.

    Raises:
        BadAnnotation: the names of the classes cannot be read.
    """
    names = read_names(folder)
    for path in label_files(folder):
        name = path.relative_to(folder).with_suffix("")
        parts = [part for part in name.parts if part != "labels"]
        yield Picture(("/".join(parts), name.name), partial(_read_file, path, names))


def label_files(folder: Path) -> list[Path]:
    """The label files of a data set, sorted."""
    files = [path for path in folder.rglob("*.txt") if not _NOT_LABELS.fullmatch(path.stem) and path.is_file()]
    inside = [path for path in files if "labels" in path.relative_to(folder).parts[:-1]]
    return sorted(inside or files)


def read_names(folder: Path) -> dict[str, str]:
    """The names of the class numbers; none where no file tells them.

    Raises:
        BadAnnotation: there is such a file, and no names are found in it.
    """
    for name in _TABLES:
        if (folder / name).is_file():
            return _names_in_yaml(_text(folder / name), folder / name)
    for name in _LISTS:
        if (folder / name).is_file():
            lines = (line.strip() for line in _text(folder / name).splitlines())
            return {str(number): line for number, line in enumerate(line for line in lines if line)}
    return {}


def _read_file(path: Path, names: dict[str, str], size_wh: SizeWh | None) -> Annotation:
    return read_yolo(Source(path.read_bytes(), str(path), size_wh)).renamed(names)


def _names_in_yaml(text: str, path: Path) -> dict[str, str]:
    """The entry ``names`` of YAML, in the three ways in which it is written: [a, b], a line each, or 0: a."""
    found = re.search(r"^names\s*:[ \t]*(.*)$", text, re.MULTILINE)
    if found is None:
        raise BadAnnotation("there are no names", where=str(path), hint="A line `names: [floor, wall]` says them.")
    inline, below = found[1].split(" #")[0].strip(), text[found.end() :]
    if inline.startswith(("[", "{")):
        return _inline_names(inline + below, path)
    names: dict[str, str] = {}
    for line in below.splitlines()[1:]:
        entry = _ENTRY.match(line.split(" #")[0])
        if entry is None:
            if line.strip() and not line.lstrip().startswith("#"):
                break
            continue
        names[entry[1] or str(len(names))] = _plain(entry[2])
    if not names:
        raise BadAnnotation("there are no names", where=str(path), hint="A line `names: [floor, wall]` says them.")
    return names


def _inline_names(text: str, path: Path) -> dict[str, str]:
    end = text.find("]" if text.startswith("[") else "}")
    if end < 0:
        raise BadAnnotation("the list of names does not end", where=str(path))
    entries = [entry.strip() for entry in text[1:end].split(",") if entry.strip()]
    if text.startswith("["):
        return {str(number): _plain(entry) for number, entry in enumerate(entries)}
    pairs = [entry.partition(":") for entry in entries]
    return {number.strip(): _plain(name.strip()) for number, _, name in pairs}


def _plain(name: str) -> str:
    """A name without its quotes."""
    return name[1:-1] if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"" else name


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadAnnotation("the file is no text", where=str(path)) from None
