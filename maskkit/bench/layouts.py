"""Data sets that are folders: our own layout with a table, and plain folders of photos and masks.

Our own layout: ``index.csv`` or ``MANIFEST.csv`` with a column ``name``; the photo is in the column ``file`` or is
``images/NAME.*``, its label map is in the column ``labels`` or is ``masks/NAME.png`` or ``labels/NAME.png``. The column
``classes_valid`` names the classes that the truth of a photo knows; where it is missing, it knows them all.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from maskkit.bench.dataset import Sample, Truth, refuse, safe_name, twice
from maskkit.bench.scope import parse_class
from maskkit.bench.truth import LabelFile, MaskFile
from maskkit.errors import BadDataset, UnknownChoice

TABLE_NAMES = ("index.csv", "MANIFEST.csv")
PHOTO_FOLDERS = ("images", "photos", "image", "img", "imgs")
LABEL_FOLDERS = ("labels", "label_maps")
MASK_FOLDERS = ("masks", "mask", "gt", "truth", "annotations")
PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif", ".tif", ".tiff", ".bmp"})
_PHOTO_COLUMNS = ("file", "photo", "image")
_TRUTH_COLUMNS = ("labels", "mask", "truth")


def find_table(folder: Path) -> Path | None:
    """The table of a data set in our own layout, or None."""
    return next((folder / name for name in TABLE_NAMES if (folder / name).is_file()), None)


def read_table(table: Path) -> list[Sample]:
    """The samples of a data set in our own layout.

    Raises:
        BadDataset: naming every faulty row, missing photo and missing label map at once.
    """
    reader = _TableReader.of(table)
    samples, problems = [], []
    for line, row in _rows(table):
        try:
            samples.append(reader.sample(row))
        except (ValueError, OSError) as problem:
            problems.append(f"line {line}: {problem}")
    refuse([*problems, *twice(samples)], table, hint="")
    return samples


@dataclass(frozen=True)
class _TableReader:
    """Rows to samples: the photos and label maps of the folder by name, for rows that give no path."""

    folder: Path
    photos: Mapping[str, list[Path]]
    truths: Mapping[str, list[Path]]

    @classmethod
    def of(cls, table: Path) -> _TableReader:
        folder = table.parent
        return cls(folder, _files_of(folder, PHOTO_FOLDERS), _files_of(folder, (*MASK_FOLDERS, *LABEL_FOLDERS)))

    def sample(self, row: Mapping[str, str]) -> Sample:
        name = safe_name(row.get("name") or Path(_first(row, _PHOTO_COLUMNS)).stem)
        photo = self._file(_first(row, _PHOTO_COLUMNS), self.photos, name, "photo")
        truth = self._file(_first(row, _TRUTH_COLUMNS), self.truths, name, "label map")
        return Sample(name, photo, LabelFile(truth), _valid(row.get("classes_valid")), row)

    def _file(self, given: str, files: Mapping[str, list[Path]], name: str, what: str) -> Path:
        if given:
            if not (self.folder / given).is_file():
                raise ValueError(f"there is no {what} {given}")
            return self.folder / given
        found = files.get(name, [])
        if len(found) != 1:
            names = " and ".join(path.name for path in found)
            raise ValueError(f"{name} has {len(found)} {what}s, {names}" if found else f"{name} has no {what}")
        return found[0]


def read_folders(folder: Path) -> tuple[list[Sample], bool]:
    """The samples of a folder without a table, and whether their truth are label maps.

    Raises:
        BadDataset: there are no such folders, or photos without truth and truth without photos; all are named.
    """
    photos = _present(folder, PHOTO_FOLDERS, "photos")
    truths = _present(folder, (*LABEL_FOLDERS, *MASK_FOLDERS), "truth")
    is_labels = truths.name in LABEL_FOLDERS
    return pair_files(photos, truths, LabelFile if is_labels else MaskFile), is_labels


def pair_files(photos: Path, truths: Path, truth: Callable[[Path], Truth]) -> list[Sample]:
    """Photos and truth with the same name, whatever their suffixes.

    Raises:
        BadDataset: one without the other, or two with one name; all are named.
    """
    of_photos, of_truths = _by_name(photos), _by_name(truths)
    problems = [
        f"{', '.join(str(path.relative_to(folder.parent)) for path in paths)}: all are called {name}"
        for folder, files in ((photos, of_photos), (truths, of_truths))
        for name, paths in files.items()
        if len(paths) > 1
    ]
    problems += [f"{photos.name}/{paths[0].name}: no truth in {truths.name}/"
                 for name, paths in of_photos.items() if name not in of_truths]  # fmt: skip
    problems += [f"{truths.name}/{paths[0].name}: no photo in {photos.name}/"
                 for name, paths in of_truths.items() if name not in of_photos]  # fmt: skip
    refuse(problems, photos.parent, hint="Photo and truth need the same name before the suffix.")
    return [Sample(name, of_photos[name][0], truth(of_truths[name][0])) for name in sorted(of_photos)]


def _rows(table: Path) -> Iterable[tuple[int, dict[str, str]]]:
    try:
        text = table.read_text(encoding="utf-8-sig")
        reader = csv.DictReader(text.splitlines(keepends=True), skipinitialspace=True, strict=True)
        for row in reader:
            cells = {(key or "").strip(): value for key, value in row.items() if isinstance(value, str | None)}
            yield reader.line_num, {key: (value or "").strip() for key, value in cells.items()}
    except UnicodeDecodeError as error:
        raise BadDataset("the table is not UTF-8", where=str(table), hint="Save it as UTF-8.") from error
    except csv.Error as error:
        raise BadDataset(f"the table is no CSV: {error}", where=str(table), hint="") from error


def _first(row: Mapping[str, str], columns: Iterable[str]) -> str:
    return next((row[column] for column in columns if row.get(column)), "")


def _valid(words: str | None) -> frozenset[int] | None:
    if not words:
        return None
    try:
        return frozenset(int(parse_class(word)) for word in words.replace(",", " ").replace(";", " ").split())
    except UnknownChoice as problem:
        raise ValueError(f"classes_valid: {problem.message}") from problem


def _files_of(folder: Path, names: Iterable[str]) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for name in names:
        if (folder / name).is_dir():
            for key, paths in _by_name(folder / name).items():
                found.setdefault(key, []).extend(paths)
    return found


def _present(folder: Path, names: Iterable[str], what: str) -> Path:
    found = [folder / name for name in names if (folder / name).is_dir()]
    if len(found) != 1:
        told = f"several folders for {what}: {', '.join(path.name for path in found)}" if found else f"no {what} folder"
        raise BadDataset(told, where=str(folder), hint=f"One folder is needed, called {', '.join(names)}.")
    return found[0]


def _by_name(folder: Path) -> dict[str, list[Path]]:
    """The pictures below ``folder`` by their path in it without suffix."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in PHOTO_SUFFIXES and not path.name.startswith(".") and path.is_file():
            found.setdefault(path.relative_to(folder).with_suffix("").as_posix(), []).append(path)
    return found
