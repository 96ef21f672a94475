"""Files of masks from strangers, through the command: each ends with code 3, a sentence and its name, and no output."""

from __future__ import annotations

import io
import json
import resource
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.cli.main import run_cli

MARKED = np.zeros((60, 80), np.uint8)
MARKED[20:50, 10:60] = 255
RING = [[0, 0], [9, 0], [9, 9]]


def stored(picture: np.ndarray | Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def palette(*colours: int, transparent: int | None = None) -> bytes:
    image = Image.fromarray(MARKED // 255)
    image.putpalette(colours)
    return stored(image, **({} if transparent is None else {"transparency": transparent}))


def document(value: object) -> bytes:
    return json.dumps(value).encode()


def coco(segmentation: object, **size: object) -> bytes:
    image = {"id": 1, "file_name": "a.jpg", "width": 80, "height": 60, **size}
    annotation = {"id": 1, "image_id": 1, "category_id": 1, "segmentation": segmentation}
    return document({"images": [image], "annotations": [annotation], "categories": []})


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "the file is empty"),
    "bytes": (lambda: bytes(range(256)) * 9, "neither a picture nor an annotation"),
    "cmyk": (lambda: stored(Image.fromarray(MARKED).convert("CMYK"), "JPEG"), "in CMYK"),
    "photo": (lambda: stored(np.random.default_rng(1).integers(0, 256, (60, 80, 3), np.uint8)), "is coloured"),
    "jpeg": (lambda: stored(MARKED, "JPEG", quality=70), "holds no greys"),
    "low-16-bit": (lambda: stored((MARKED // 255).astype(np.uint16)), "16 bits and no value over 1"),
    "zero-one": (lambda: stored(MARKED // 255), "0 and 1"),
    "transparent-palette": (lambda: palette(0, 0, 0, 255, 255, 255, transparent=0), "is transparent"),
    "cut-picture": (lambda: stored(np.random.default_rng(2).integers(0, 256, (60, 80), np.uint8))[:900], "ends before"),
    "many-pixels": (lambda: stored(Image.new("1", (11_000, 11_000))), "more than 40 megapixels"),
    "wide": (lambda: stored(Image.new("L", (12_001, 4))), "a side of more than 12000 px"),
    "tiff": (lambda: stored(MARKED, "TIFF"), "TIFF"),
    "cut-json": (lambda: coco([[0, 0, 9, 0, 9, 9]])[:-40], "cut off"),
    "deep-json": (lambda: b"[" * 200_000, "nested too deeply"),
    "long-number": (lambda: b'{"counts": ' + b"9" * 9000 + b"}", "too many digits"),
    "not-a-number": (lambda: coco([[0, 0, float("nan"), 0, 9, 9]]), "not finite"),
    "infinite": (lambda: b"[[0, 0], [9, 0], [9, 1e999]]", "not finite"),
    "far": (lambda: coco([[0, 0, 1e10, 0, 9, 9]]), "too far away"),
    "two-points": (lambda: coco([[0, 0, 9, 9]]), "only 2 different points"),
    "no-area": (lambda: coco([[0, 0, 4, 4, 9, 9]]), "lie on one line"),
    "odd": (lambda: coco([[0, 0, 9]]), "is no list x, y"),
    "short-counts": (lambda: coco({"size": [60, 80], "counts": [10, 10]}), "sum to 20, not to 4800"),
    "negative-counts": (lambda: coco({"size": [60, 80], "counts": [-5, 4805]}), "count 0 is -5"),
    "other-size": (lambda: coco({"size": [80, 60], "counts": [4800]}), "run lengths are of 60 x 80"),
    "huge-code": (lambda: document({"size": [4_000_000_000, 4], "counts": [1]}), "cannot be"),
    "large-code": (lambda: document({"size": [12_000, 12_000], "counts": [144_000_000]}), "over the limit"),
    "huge-picture": (lambda: coco([[0, 0, 9, 0, 9, 9]], width=10**7, height=10**7), "10000000 x 10000000 pixels there"),
    "text-as-size": (lambda: coco([[0, 0, 9, 0, 9, 9]], width="80"), '"80" is no number'),
    "line": (lambda: document({"shapes": [{"label": "a", "points": RING, "shape_type": "linestrip"}]}), "no area"),
    "bad-base64": (
        lambda: document(
            {"shapes": [{"points": RING, "shape_type": "mask", "mask": "%"}], "imageWidth": 9, "imageHeight": 9}
        ),
        "no base64",
    ),
    "picture-in-picture": (
        lambda: document({"shapes": [{"points": RING, "shape_type": "mask", "mask": "/9j/4AAQ"}]}),
        "cannot be read",
    ),
    "box": (lambda: b"0 0.5 0.5 0.2 0.2\n", "four numbers are a box"),
    "pixels-as-shares": (lambda: b"0 10 10 60 10 60 40\n", "lies outside the picture"),
    "entities": (
        lambda: b'<!DOCTYPE a [<!ENTITY a "xx"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>',
        "declares the entity",
    ),
    "other-xml": (lambda: b"<annotation><size/></annotation>", "not <svg>"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_its_name_and_a_reason(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    make, reason = REFUSED[name]
    Path("strange").write_bytes(make())
    assert run_cli(["convert", "strange", "--to", "coco", "--size", "80x60", "-o", "out.json", "--json"]) == 3
    captured = capsys.readouterr()
    assert captured.err.startswith("Error: strange")
    assert reason in captured.err
    error = json.loads(captured.out)["error"]
    assert error["where"].startswith("strange")
    assert not Path("out.json").exists()


@pytest.mark.parametrize("path", [".", "/dev/null", "none.png", "a\0b"])
def test_what_is_no_file_is_refused(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["convert", path, "--to", "coco", "-o", "out.json"]) == 3
    assert "Error: " in capsys.readouterr().err


ODD = {
    "a crowded spiral": lambda: [[x % 80, (x * 7) % 60] for x in range(20_000)],
    "far corners": lambda: [[-1e9, -1e9], [1e9, -1e9], [1e9, 1e9], [40, 30]],
    "one row of crossings": lambda: [[x / 100, 30 + (-1) ** x] for x in range(8000)] + [[80, 60], [0, 60]],
}


@pytest.mark.parametrize("to", ["coco-polygons", "labelme-polygons", "yolo", "svg", "geojson", "white"])
@pytest.mark.parametrize("name", ODD)
def test_odd_polygons_are_filled_in_little_memory(name: str, to: str, tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_bytes(document(ODD[name]()))
    out = tmp_path / ("out.png" if to == "white" else "out.txt")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert run_cli(["convert", str(tmp_path / "odd.json"), "--to", to, "--size", "80x60", "-o", str(out)]) == 0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600_000
