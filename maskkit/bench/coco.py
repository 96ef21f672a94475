"""Data sets in the layout of COCO: one JSON file with images, annotations and categories, and a folder of photos.

The classes of a room are found by the names of the categories (``wall``, ``windows``, ``rug``). A category with another
name has to be told what it is, since a sofa that is left out would count as nothing: ``{"sofa": "furniture"}``;
``{"*": "other"}`` for all that remain.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from maskkit.bench.dataset import Sample, refuse, safe_name, twice
from maskkit.bench.layouts import PHOTO_FOLDERS
from maskkit.bench.scope import OTHER, parse_class
from maskkit.bench.truth import CocoRegions
from maskkit.errors import BadDataset, UnknownChoice
from maskkit.types import SizeWh

_HINT = "The layout is that of COCO's instances: images, annotations, categories."


def find_coco(path: Path) -> Path | None:
    """The annotation file of a data set in COCO's layout, or None: the file itself, or the only one in a folder.

    Raises:
        BadDataset: the folder has several.
    """
    if path.is_file():
        return path if path.suffix.lower() == ".json" else None
    found = sorted(path.glob("*.json")) + sorted((path / "annotations").glob("*.json"))
    if len(found) > 1:
        names = ", ".join(file.name for file in found)
        raise BadDataset(f"several annotation files: {names}", where=str(path), hint="Give the one that you mean.")
    return found[0] if found else None


def read_coco(file: Path, *, mapping: Mapping[str, str]) -> list[Sample]:
    """The samples of a COCO file.

    Args:
        file: the JSON file; photos are looked for beside it, beside its folder, and in images/ there.
        mapping: what categories are that are not called like a class; see the module's docstring.

    Raises:
        BadDataset: naming every problem at once.
    """
    document = _document(file)
    label_of = _labels_of(document, mapping, file)
    problems: list[str] = []
    of_image: defaultdict[Any, list[Mapping[str, Any]]] = defaultdict(list)
    known = {image.get("id") for image in document["images"]}
    for annotation in document["annotations"]:
        if annotation.get("image_id") not in known or annotation.get("category_id") not in label_of:
            problems.append(f"annotation {annotation.get('id', '?')}: its image or category is not in the file")
        of_image[annotation.get("image_id")].append(annotation)
    reader = _ImageReader(file, label_of, _photo_folders(file))
    samples = []
    for image in document["images"]:
        try:
            samples.append(reader.sample(image, of_image[image.get("id")]))
        except ValueError as problem:
            problems.append(f"image {image.get('id', '?')}: {problem}")
    problems += twice(samples)
    refuse(problems, file, hint=_HINT)
    return samples


@dataclass(frozen=True)
class _ImageReader:
    file: Path
    label_of: Mapping[int, int]
    folders: tuple[Path, ...]

    def sample(self, image: Mapping[str, Any], annotations: list[Mapping[str, Any]]) -> Sample:
        file_name = image.get("file_name")
        if not isinstance(file_name, str):
            raise ValueError("no file_name")  # noqa: TRY004 (told with the other problems of the data set)
        name = safe_name(str(PurePosixPath(safe_name(file_name)).with_suffix("")))
        photo = next((folder / file_name for folder in self.folders if (folder / file_name).is_file()), None)
        if photo is None:
            raise ValueError(f"there is no photo {file_name}")
        truth = CocoRegions(self.file, _size(image), tuple(annotations), self.label_of)
        fields = {key: str(value) for key, value in image.items() if isinstance(value, str | int | float)}
        return Sample(name, photo, truth, frozenset(self.label_of.values()) - {OTHER}, {**fields, "name": name})


def _document(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadDataset(f"the file is no JSON: {error}", where=str(file), hint=_HINT) from error
    except OSError as error:
        raise BadDataset(f"the file cannot be read: {error.strerror}", where=str(file), hint="") from error
    for part in ("images", "annotations", "categories"):
        entries = document.get(part) if isinstance(document, dict) else None
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise BadDataset(f"there is no list of {part} in the file", where=str(file), hint=_HINT)
    return dict(document)


def _labels_of(document: Mapping[str, Any], mapping: Mapping[str, str], file: Path) -> dict[int, int]:
    labels, unknown = {}, []
    for category in document["categories"]:
        name = str(category.get("name", ""))
        try:
            labels[category.get("id")] = _label(name, mapping)
        except UnknownChoice:
            unknown.append(name)
    refuse(
        [f"no class is called {name!r}" for name in unknown],
        file,
        hint=f"Say what each is, such as --map {unknown[0] if unknown else ''}=furniture, or --map '*=other'.",
    )
    return labels


def _label(name: str, mapping: Mapping[str, str]) -> int:
    if name in mapping:
        return _class_or_other(mapping[name])
    try:
        return int(parse_class(name))
    except UnknownChoice:
        if "*" not in mapping:
            raise
        return _class_or_other(mapping["*"])


def _class_or_other(word: str) -> int:
    return OTHER if word.strip().lower() == "other" else int(parse_class(word))


def _photo_folders(file: Path) -> tuple[Path, ...]:
    places = (file.parent, file.parent.parent)
    return tuple(folder for place in places for folder in (place, *(place / name for name in PHOTO_FOLDERS)))


def _size(image: Mapping[str, Any]) -> SizeWh:
    width, height = image.get("width"), image.get("height")
    if not (isinstance(width, int) and isinstance(height, int) and width > 0 and height > 0):
        raise ValueError("no width and height")
    return width, height
