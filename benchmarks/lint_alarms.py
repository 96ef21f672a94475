"""How often does the linter cry wolf on masks that are right, and how often does it find what is broken?

    python benchmarks/lint_alarms.py [DATASET] [--limit N] [--trim PX] [--without-photos]

A DATASET holds ``images/NAME.jpg``, ``masks/NAME.png`` (label maps) and ``index.csv`` (name, classes_valid); without
one the sample rooms are taken. ``--trim`` cuts so many pixels off all sides of photo and labels: some data sets leave
their frame unlabelled, which the linter is right to report. "Loud" are errors and warnings.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from maskkit.errors import NoRoomFound
from maskkit.images.decode import decode
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.findings import Finding, Severity
from maskkit.masks.lint import lint
from maskkit.masks.mask import Mask
from maskkit.masks.segment import Segmentation, segment
from maskkit.masks.words import TARGETS, classes_of
from maskkit.types import Grey8, Labels

SAMPLES = Path(__file__).parents[1] / "sample_images"
LEAST_SHARE = 0.01


@dataclass(frozen=True)
class Room:
    """One photo, its labels and the classes that may be trusted in them."""

    name: str
    photo: Photo
    labels: Labels
    valid: frozenset[RoomClass]


def rooms(dataset: Path | None, limit: int | None, trim: int) -> Iterator[Room]:
    """The photos of a data set, or the samples."""
    folder = dataset or SAMPLES
    table = folder / ("index.csv" if dataset else "MANIFEST.csv")
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))[:limit]
    inner = np.s_[trim:-trim, trim:-trim] if trim else np.s_[:, :]
    for row in rows:
        name = row["name"]
        photo = decode(folder / "images" / f"{name}.jpg" if dataset else folder / f"{name}.jpg")
        labels = np.asarray(Image.open(folder / ("masks" if dataset else "labels") / f"{name}.png"))
        valid = frozenset().union(*map(classes_of, row["classes_valid" if dataset else "classes"].split()))
        yield Room(name, Photo(np.ascontiguousarray(photo.pixels[inner])), np.ascontiguousarray(labels[inner]), valid)


def jpeg(values: Grey8) -> Grey8:
    """The mask after a trip through JPEG."""
    buffer = io.BytesIO()
    Image.fromarray(values).save(buffer, "JPEG", quality=85)
    return np.asarray(Image.open(buffer))


def dotted(values: Grey8) -> Grey8:
    """The mask with 200 pixels turned over."""
    places = np.random.default_rng(1).choice(values.size, 200, replace=False)
    broken = values.copy().ravel()
    broken[places] ^= 255
    return broken.reshape(values.shape)


BREAKS: dict[str, Callable[[Grey8], Grey8]] = {
    "inverted": lambda values: 255 - values,
    "ringing": jpeg,
    "border_gap": lambda values: np.pad(values[2:-2, 2:-2], 2),
    "specks": dotted,
    "turned": lambda values: np.ascontiguousarray(values.T),
    "scaled": lambda values: np.ascontiguousarray(values[::2, ::2]),
    "zero_one": lambda values: values // 255,
}


def loud(findings: tuple[Finding, ...]) -> set[str]:
    """The codes of errors and warnings."""
    return {finding.code for finding in findings if finding.severity is not Severity.NOTE}


def read_room(room: Room) -> Segmentation | None:
    """What the linter would read from the photo, once for all its masks."""
    try:
        return segment(room.photo)
    except NoRoomFound:
        return None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path, nargs="?")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--trim", type=int, default=0)
    parser.add_argument("--without-photos", action="store_true")
    given = parser.parse_args()
    alarms: dict[str, Counter[str]] = defaultdict(Counter)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    count: Counter[str] = Counter()
    for room in rooms(given.dataset, given.limit, given.trim):
        known = None if given.without_photos else read_room(room)
        beside = {} if known is None else {"photo": room.photo, "segmentation": known}
        for word, classes in TARGETS.items():
            marked = np.isin(room.labels, list(classes))
            if not classes <= room.valid or marked.mean() < LEAST_SHARE:
                continue
            mask = Mask.from_bool(marked)
            count[word] += 1
            codes = loud(lint(mask, **beside))
            alarms[word].update([*codes, *(["any"] if codes else [])])
            found[word].update(
                code for code, way in BREAKS.items() if code in loud(lint(Mask(way(mask.values)), **beside))
            )
    show("of the masks that are right these are loud, per cent", alarms, count)
    show("of the masks that were broken these are found, per cent", found, count)


def show(title: str, hits: dict[str, Counter[str]], count: Counter[str]) -> None:
    """One row for each target, one column for each code, and a last row for all."""
    columns = sorted({code for counted in hits.values() for code in counted})
    print(f"\n{title}\n{'':12}{'masks':>6}" + "".join(f"{code:>16}" for code in columns))
    together: Counter[str] = Counter()
    for word, number in count.items():
        together += hits[word]
        print(f"{word:12}{number:6}" + "".join(f"{100 * hits[word][code] / number:16.1f}" for code in columns))
    print(f"{'all':12}{count.total():6}" + "".join(f"{100 * together[code] / count.total():16.1f}" for code in columns))


if __name__ == "__main__":
    main()
