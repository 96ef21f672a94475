"""Data sets, predictions and results as the world has them: odd, broken, and made to harm."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maskkit import bench
from maskkit.bench.outputs import write_outputs
from maskkit.bench.predictors import Files, Function
from maskkit.bench.statistics import Resampling
from maskkit.errors import BadDataset, InputRefused, MaskkitError, UnknownChoice

NAMES = [
    '"><script>alert(1)</script>',
    "a,b",
    "=cmd|'/c calc'!A1",
    "Küche №5",
    "two words",
    "$title",
    "dots.in.it",
    "%s",
]


def save(path: Path, values: Any, **settings: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(values, np.uint8)).save(path, **settings)
    return path


def labels(height: int = 12, width: int = 16) -> np.ndarray:
    values = np.full((height, width), 2, np.uint8)
    values[height // 2 :] = 1
    return values


def write_table(root: Path, rows: list[dict[str, str]]) -> None:
    with (root / "index.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """A data set of one photo."""
    root = tmp_path / "rooms"
    save(root / "images" / "r.png", np.full((12, 16, 3), 80))
    save(root / "masks" / "r.png", labels())
    write_table(root, [{"name": "r"}])
    return root


def perfect(photo: Any) -> Any:
    return labels(*photo.pixels.shape[:2])


def score(root: Path, predict: Callable[[Any], Any] = perfect, **options: Any) -> bench.BenchResult:
    return bench.run(bench.open_dataset(root, **options), {"f": predict})


def test_names_of_every_kind_go_through_to_page_and_table(tmp_path: Path) -> None:
    """Markup, commas, formulas, dollars: shown as they are, in order, and nothing runs."""
    root, rows = tmp_path / "rooms", []
    for number, name in enumerate(NAMES):
        save(root / "images" / f"p{number}.png", np.full((12, 16, 3), 80))
        save(root / "labels" / f"t{number}.png", labels())
        rows.append({"name": name, "file": f"images/p{number}.png", "labels": f"labels/t{number}.png"})
    if os.name != "posix":
        rows = [row for row in rows if not set(row["name"]) & set('<>:"|?*')]
    write_table(root, rows)
    data, predictors = bench.open_dataset(root), [Function("<u>$f</u>", perfect)]
    page = write_outputs(bench.run(data, predictors, out=tmp_path / "out"), data, predictors, tmp_path / "out")
    kept = {path.resolve() for path in (tmp_path / "out" / "predictions").rglob("*.png")}
    assert len(kept) == len(rows)
    table = list(csv.DictReader(io.StringIO((tmp_path / "out" / "images.csv").read_text())))
    assert [row["photo"] for row in table] == [row["name"] for row in rows]
    text = page.read_text()
    assert text.count("<script") == 1
    assert "<u>" not in text
    assert "&lt;u&gt;$f&lt;/u&gt;" in text


def test_a_photo_that_lies_on_its_side_is_scored_upright(tmp_path: Path) -> None:
    """Phones store photos turned, with a note; truth is drawn on the upright photo."""
    root = tmp_path / "rooms"
    exif = Image.Exif()
    exif[0x0112] = 6
    save(root / "images" / "r.jpg", np.full((16, 12, 3), 80), exif=exif)
    save(root / "masks" / "r.png", labels(12, 16))
    write_table(root, [{"name": "r"}])
    found = score(root)
    assert found.totals("f").iou["floor"].value == 1.0
    save(root / "masks" / "r.png", labels(16, 12))
    with pytest.raises(BadDataset, match="12 x 16 pixels, the photo 16 x 12"):
        bench.open_dataset(root)


def test_a_photo_of_one_pixel_is_scored(tmp_path: Path) -> None:
    """Borders, cards and pages too."""
    root = tmp_path / "rooms"
    save(root / "images" / "r.png", [[[9, 9, 9]]])
    save(root / "masks" / "r.png", [[1]])
    write_table(root, [{"name": "r"}])
    data = bench.open_dataset(root)
    result = bench.run(data, {"f": lambda _: np.array([[1]], np.uint8)})
    assert result.totals("f").iou["floor"].value == 1.0
    assert write_outputs(result, data, {"f": perfect}, tmp_path / "out").stat().st_size > 1000
    one_mask = bench.open_dataset(root, target="floor")
    assert bench.run(one_mask, {"f": lambda _: np.array([[True]])}).totals("f").card["iou"] == 1.0


@pytest.mark.parametrize("value", [0, 255], ids=["other", "unlabelled"])
def test_a_truth_without_any_class_has_no_score_and_no_error(one: Path, value: int, tmp_path: Path) -> None:
    """Nothing to find, nothing to score."""
    save(one / "masks" / "r.png", np.full((12, 16), value))
    data = bench.open_dataset(one)
    result = bench.run(data, {"f": lambda photo: np.zeros(photo.pixels.shape[:2], np.uint8)})
    told = result.to_json()["predictors"][0]["totals"]["iou"]["mean"]
    assert told == [None, None, None]
    write_outputs(result, data, {"f": perfect}, tmp_path / "out")


def test_tables_from_a_spreadsheet_are_read(one: Path) -> None:
    """With a byte-order mark, Windows line ends, spaces and empty columns."""
    (one / "index.csv").write_bytes('\ufeffname, classes_valid,,note\r\nr, floor wall,,"a, b"\r\n'.encode())
    (sample,) = bench.open_dataset(one)
    assert sample.valid == {1, 2}
    assert sample.fields["note"] == "a, b"


@pytest.mark.parametrize("kind", ["palette", "colour", "alpha", "16 bit", "truncated", "photo", "empty", "bomb"])
def test_label_maps_that_are_none_are_told_with_the_data_set(one: Path, kind: str) -> None:
    """Never scored as something else, and never a crash."""
    path = one / "masks" / "r.png"
    whole = path.read_bytes()
    if kind == "palette":
        picture = Image.fromarray(labels()).convert("P")
        picture.putpalette([0, 0, 0, 255, 0, 0, 0, 0, 255])
        picture.save(path)
    elif kind == "colour":
        save(path, np.dstack([labels() * 100, labels(), labels()]))
    elif kind == "alpha":
        save(path, np.dstack([labels(), labels() * 20]))
    elif kind == "16 bit":
        Image.fromarray(labels().astype(np.uint16) * 5000).save(path)
    elif kind == "bomb":
        header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
        chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
        path.write_bytes(whole[:8] + chunk + whole[33:])
    else:
        path.write_bytes({"truncated": whole[: len(whole) // 2], "photo": b"not a picture", "empty": b""}[kind])
    with pytest.raises(BadDataset, match=r"r: r\.png"):
        bench.open_dataset(one)


@pytest.mark.parametrize(
    "answer",
    [None, 5, "floor", [], np.zeros((12, 16, 3), np.uint8), np.zeros((16, 12), np.uint8),
     np.full((12, 16), 99, np.uint8), np.zeros((12, 16)), np.zeros((0, 0), np.uint8)],
    ids=["None", "int", "str", "list", "colour", "turned", "no class", "float", "empty"],
)  # fmt: skip
def test_functions_that_answer_nonsense_fail_on_their_photo(one: Path, answer: Any) -> None:
    """With a record that says why."""
    result = score(one, lambda _: answer)
    (record,) = result.of("f").records
    assert record.status == "failed"
    assert record.error is not None
    assert record.error["message"]


def test_predictions_that_are_broken_fail_on_their_photo(one: Path, tmp_path: Path) -> None:
    """Not the whole bench, though a folder of them is worth little."""
    folder = tmp_path / "mine"
    folder.mkdir()
    for data in (b"", b"not a picture", (one / "masks" / "r.png").read_bytes()[:40]):
        (folder / "r.png").write_bytes(data)
        result = bench.run(bench.open_dataset(one), [Files("mine", folder)])
        assert result.of("mine").records[0].status == "failed"
        assert result.error is not None
        assert result.error.exit_code == 8


def test_links_that_lead_in_circles_are_no_trouble(one: Path) -> None:
    """A folder that holds itself."""
    (one / "images" / "again").symlink_to(one / "images", target_is_directory=True)
    assert len(bench.open_dataset(one)) == 1


@pytest.mark.parametrize("name", ["../../escape", "/etc/escape", "a/../../escape"])
def test_names_cannot_lead_out_of_the_output_folder(one: Path, name: str) -> None:
    """Not in a table, and not in COCO."""
    write_table(one, [{"name": name, "file": "images/r.png", "labels": "masks/r.png"}])
    with pytest.raises(BadDataset, match="no path below a folder"):
        bench.open_dataset(one)
    image = {"id": 1, "file_name": f"{name}.png", "width": 1, "height": 1}
    document: dict[str, Any] = {"images": [image], "annotations": [], "categories": []}
    file = one / "coco.json"
    file.write_text(json.dumps(document))
    with pytest.raises(BadDataset, match="no path below a folder"):
        bench.open_dataset(file)


def coco(root: Path, **annotation: Any) -> Path:
    document = {
        "images": [{"id": 1, "file_name": "images/r.png", "width": 16, "height": 12}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, **annotation}],
        "categories": [{"id": 1, "name": "floor"}],
    }
    file = root / "coco.json"
    file.write_text(json.dumps(document))
    return file


@pytest.mark.parametrize(
    "segmentation",
    [
        {"size": [10**9, 10**9], "counts": [10**18]},
        {"size": [12, 16], "counts": "P" * 100_000},
        {"size": [12, 16], "counts": [-5, 197]},
        {"size": "12", "counts": []},
        [[1e308, 1e308, -1e308, 1, 1, -1e308]],
        [[float("nan")] * 6],
        [[0, 0] * 3],
        [[[0, 0], [1, 1], [2, 0]]],
        "floor",
        5,
    ],
    ids=["huge", "long text", "negative", "no size", "far", "NaN", "no area", "nested", "text", "number"],
)
def test_annotations_made_to_harm_are_told_with_the_data_set(one: Path, segmentation: Any) -> None:
    """Nothing of their stated size is allocated."""
    with pytest.raises(BadDataset, match="r: "):
        bench.open_dataset(coco(one, segmentation=segmentation))


def test_documents_that_nest_without_end_are_refused(tmp_path: Path) -> None:
    """As COCO file and as result."""
    file = tmp_path / "deep.json"
    file.write_text("[" * 200_000)
    with pytest.raises(BadDataset):
        bench.open_dataset(file)
    with pytest.raises(InputRefused):
        bench.read_result(file)


def tampered(text: str, rng: random.Random) -> str:
    """The document with one of its values taken out or replaced, anywhere in it."""
    document = holder = json.loads(text)
    while True:
        key = rng.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        inner = holder[key]
        if not isinstance(inner, dict | list) or not inner or rng.random() < 0.2:
            break
        holder = inner
    if isinstance(holder, dict) and rng.random() < 0.3:
        del holder[key]
    else:
        holder[key] = rng.choice([None, -1, 0.5, "x", [], {}, 1e400, [[1]], True, 10**30])
    return json.dumps(document)


def test_results_that_were_tampered_with_are_read_or_refused(tmp_path: Path) -> None:
    """Four hundred times: totals and comparisons are made of it, or it is refused; never another error."""
    root = tmp_path / "rooms"
    for name in "abc":
        save(root / "images" / f"{name}.png", np.full((12, 16, 3), 80))
        save(root / "masks" / f"{name}.png", labels())
    write_table(root, [{"name": name, "house": "x"} for name in "abc"])
    data = bench.open_dataset(root, classes=["floor", "wall"])
    whole = bench.run(data, {"f": perfect}, group="house", resampling=Resampling(resamples=20))
    text, rng, refused = json.dumps(whole.to_json()), random.Random(3), 0
    for _ in range(400):
        (tmp_path / "bench.json").write_text(tampered(text, rng))
        try:
            result = bench.read_result(tmp_path)
            result.to_json()
            bench.compare(whole, result, intersect=True, how=Resampling(resamples=20))
        except (InputRefused, UnknownChoice):
            refused += 1
    assert refused > 40


def test_a_folder_that_cannot_be_written_is_told(one: Path, tmp_path: Path) -> None:
    """Before anything is measured."""
    (tmp_path / "out").write_text("a file")
    calls: list[int] = []

    def counted(photo: Any) -> Any:
        calls.append(1)
        return perfect(photo)

    with pytest.raises(MaskkitError):
        bench.run(bench.open_dataset(one), {"f": counted}, out=tmp_path / "out")
    assert calls == []
