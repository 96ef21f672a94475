"""``maskkit bench`` as people run it: whole, interrupted, killed, on bad data, and compared."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import maskkit as mk
from maskkit import bench
from maskkit.cli.main import run_cli

SAMPLES = Path(__file__).parents[2] / "sample_images"
WH = (160, 120)


def save(path: Path, values: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(values, np.uint8)).save(path)


@pytest.fixture
def rooms(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes photos with truth, and a folder of predictions that are some rows off."""

    def build(count: int, *, off: int = 6) -> Path:
        root, rng = tmp_path / "rooms", np.random.default_rng(1)
        rows = np.arange(WH[1])[:, None] + np.zeros(WH[0], int)
        for number in range(count):
            begin = int(rng.integers(50, 80))
            save(root / "images" / f"r{number:03}.png", rng.integers(0, 255, (*WH[::-1], 3)))
            save(root / "masks" / f"r{number:03}.png", np.where(rows >= begin, 1, 2))
            moved = begin + int(rng.integers(0, off + 1))
            save(tmp_path / "mine" / f"r{number:03}.png", np.where(rows >= moved, 1, 2))
        names = "\n".join(f"r{number:03},floor wall" for number in range(count))
        (root / "index.csv").write_text(f"name,classes_valid\n{names}\n")
        return root

    return build


def shown(out: str) -> Any:
    return json.loads(out.strip().splitlines()[-1])


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "maskkit", "bench", *map(str, args)]


def without_times(path: Path) -> Any:
    told = json.loads(path.read_text())
    for one in told["predictors"]:
        one.pop("seconds")
        for image in one["images"]:
            image.pop("seconds", None)
    return told


def test_a_bench_prints_its_totals_and_leaves_its_files(
    rooms: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Text on stdout, the page's path on stderr, everything else in the folder."""
    out = tmp_path / "out"
    args = ["bench", str(rooms(4)), "--predictions", str(tmp_path / "mine"), "-o", str(out), "--classes", "floor,wall"]
    assert run_cli(args) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("mine: 4 photos")
    assert str(out / "report.html") in printed.err
    assert {path.name for path in out.iterdir()} >= {
        "bench.json",
        "bench.sqlite",
        "images.csv",
        "report.html",
        "worst.png",
    }
    rows = list(csv.DictReader((out / "images.csv").read_text().splitlines()))
    total = json.loads((out / "bench.json").read_text())["predictors"][0]["totals"]["iou"]["floor"]
    assert total[1] < total[0] < total[2]
    assert min(float(row["iou_floor"]) for row in rows) <= total[0] <= max(float(row["iou_floor"]) for row in rows)


def test_json_is_one_document_that_can_be_compared_later(
    rooms: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also without a folder to write to."""
    args = ["bench", str(rooms(3)), "--predictions", f"a={tmp_path / 'mine'}", "--json"]
    assert run_cli(args) == 0
    (tmp_path / "run.json").write_text(capsys.readouterr().out)
    assert bench.read_result(tmp_path / "run.json").names == ("a",)


def test_a_wrong_photo_ends_nothing_but_the_code_is_8(
    rooms: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is named with its reason; the others are scored."""
    root = rooms(3)
    (root / "images" / "r001.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    args = ["bench", str(root), "--predictions", str(tmp_path / "mine"), "--json", "-o", str(tmp_path / "out")]
    assert run_cli(args) == 8
    printed = capsys.readouterr()
    told = shown(printed.out)
    assert [one["status"] for one in told["predictors"][0]["images"]] == ["scored", "failed", "scored"]
    assert "1 of 3 photos could not be measured" in printed.err
    assert "r001" in printed.err


def test_an_interrupted_bench_says_how_it_goes_on_and_does(rooms: Callable[..., Path], tmp_path: Path) -> None:
    """Ctrl-C ends it with 130 and the line to repeat; the result is that of an uninterrupted one."""
    root, out = rooms(60), tmp_path / "out"
    args = command(root, "--predictions", tmp_path / "mine", "-o", out, "--resamples", 100)
    process = subprocess.Popen(args, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("[25/60]"):
            process.send_signal(signal.SIGINT)
            break
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert f"maskkit bench {root}" in told
    again = subprocess.run(args, capture_output=True, text=True, timeout=60, check=True)
    done = int(again.stderr.split(" of 60 photos are measured already")[0].split()[-1])
    assert 25 <= done < 60
    whole = tmp_path / "whole"
    assert run_cli([*map(str, args[3:-4]), "-o", str(whole), "--resamples", "100"]) == 0
    assert without_times(out / "bench.json") == without_times(whole / "bench.json")


@pytest.mark.kill
def test_a_killed_bench_goes_on(rooms: Callable[..., Path], tmp_path: Path) -> None:
    """With two photos at a time; nothing is asked of the process that dies, and its own processes end with it."""
    root, out = rooms(60), tmp_path / "out"
    args = command(root, "--predictions", tmp_path / "mine", "-o", out, "--resamples", 100, "--jobs", 2)
    process = subprocess.Popen(args, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("[25/60]"):
            process.kill()
            break
    process.communicate(timeout=60)  # also ends only when its children have closed stderr
    again = subprocess.run(args, capture_output=True, text=True, timeout=60, check=True)
    assert "photos are measured already" in again.stderr
    assert len(json.loads((out / "bench.json").read_text())["predictors"][0]["images"]) == 60


def test_every_problem_of_a_dataset_is_told_at_once(
    rooms: Callable[..., Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """With code 3, before anything is measured."""
    root = rooms(4)
    save(root / "masks" / "r000.png", np.full(WH[::-1], 77))
    save(root / "masks" / "r001.png", np.ones((5, 5)))
    save(root / "masks" / "r003.png", np.dstack([np.full(WH[::-1], value) for value in (1, 200, 3)]))
    assert run_cli(["bench", str(root), "--predictions", str(tmp_path / "mine"), "--json"]) == 3
    printed = capsys.readouterr()
    assert shown(printed.out)["error"]["code"] == "bad_dataset"
    for name in ("r000", "r001", "r003"):
        assert name in printed.err


def test_two_runs_are_compared_side_by_side(
    rooms: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """While measuring, and afterwards; other photos are refused unless the shared ones will do."""
    root = rooms(12)
    truth, mine = root / "masks", tmp_path / "mine"
    assert run_cli(["bench", str(root), "--predictions", f"p={mine}", "-o", str(tmp_path / "old")]) == 0
    args = ["bench", str(root), "--predictions", f"p={truth}", "-o", str(tmp_path / "new")]
    assert run_cli([*args, "--compare", str(tmp_path / "old")]) == 0
    capsys.readouterr()
    runs = ["bench", "--compare", str(tmp_path / "old"), "--compare", str(tmp_path / "new")]
    assert run_cli([*runs, "--json"]) == 0
    found = shown(capsys.readouterr().out)["comparisons"][0]
    written = json.loads((tmp_path / "new" / "bench.json").read_text())["comparisons"][0]
    assert found["classes"] == written["classes"]
    floor = found["classes"]["floor"]
    assert floor["iou"][1] == 1.0
    assert floor["iou_difference"][1] > 0
    assert floor["p"] < 0.01
    assert "p against p (old)" in (tmp_path / "new" / "report.html").read_text()
    few = ["bench", str(root), "--predictions", f"p={mine}", "--limit", "5", "--compare", str(tmp_path / "old")]
    assert run_cli(few) == 3
    assert "--intersect" in capsys.readouterr().err
    assert run_cli([*few, "--intersect"]) == 0


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["--compare", "one.json"],
        ["nowhere"],
        ["SAMPLES", "--method", "grabcut"],
        ["SAMPLES", "--method", "auto", "--method", "auto"],
        ["SAMPLES", "--where", "name"],
        ["SAMPLES", "--where", "house=1"],
        ["SAMPLES", "--where", "name=nothing"],
        ["SAMPLES", "--classes", "sofa"],
        ["SAMPLES", "--target", "floor", "--classes", "wall"],
        ["SAMPLES", "--predictions", "nowhere"],
        ["SAMPLES", "--predictions", "SAMPLES/.."],
        ["SAMPLES", "--map", "sofa"],
        ["SAMPLES", "--compare", "nowhere"],
        ["SAMPLES", "--limit", "0"],
    ],
)
def test_wrong_arguments_are_refused_in_words(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """With code 2 or 3, nothing measured, no traceback."""
    code = run_cli(["bench", *(arg.replace("SAMPLES", str(SAMPLES)) for arg in args)])
    printed = capsys.readouterr()
    assert code in {2, 3}
    assert printed.out == ""
    assert "Error" in printed.err


def test_the_example_of_the_documentation_measures_what_it_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It runs as it stands there, and prints what the comment says and what the label maps give."""
    text = (SAMPLES.parent / "docs" / "bench.md").read_text()
    code = text.split("```python\n")[1].split("```")[0]
    monkeypatch.chdir(SAMPLES.parent)
    exec(compile(code, "bench.md", "exec"), {})
    right = union = 0
    for path in sorted((SAMPLES / "labels").glob("*.png")):
        truth = np.asarray(Image.open(path))
        scored, low = truth != 255, np.arange(truth.shape[0])[:, None] >= truth.shape[0] // 2
        right += int((scored & low & (truth == 1)).sum())
        union += int((scored & (low | (truth == 1))).sum())
    printed = capsys.readouterr().out.strip()
    assert printed.startswith(f"{right / union:.3f} (")
    assert f"# {printed}" in code


def test_the_totals_agree_with_sums_over_the_pixels(rooms: Callable[..., Path], tmp_path: Path) -> None:
    """The whole way from files to totals, against NumPy on the files."""
    root = rooms(5)
    result = bench.run(bench.open_dataset(root), [bench.Files("mine", tmp_path / "mine")])
    truth, found = (
        np.stack([np.asarray(Image.open(path)) for path in sorted(folder.glob("*.png"))])
        for folder in (root / "masks", tmp_path / "mine")
    )
    for label, name in ((1, "floor"), (2, "wall")):
        both, either = (truth == label) & (found == label), (truth == label) | (found == label)
        each = both.sum(axis=(1, 2)) / either.sum(axis=(1, 2))
        assert result.totals("mine").iou[name].value == pytest.approx(both.sum() / either.sum(), abs=1e-12)
        assert result.totals("mine").image_iou[name].value == pytest.approx(each.mean(), abs=1e-12)


def test_a_method_is_measured_as_it_answers(tmp_path: Path) -> None:
    """On one of the samples: matrix and kept prediction are those of ``mk.segment``, and its probabilities are told."""
    dataset = bench.open_dataset(SAMPLES, where=["name=kitchen-empty"])
    result = bench.run(dataset, ["geometry"], out=tmp_path)
    (record,) = result.of("geometry").records
    found = mk.segment(mk.open_photo(SAMPLES / "kitchen-empty.jpg"), method="geometry")
    truth = np.asarray(Image.open(SAMPLES / "labels" / "kitchen-empty.png"))
    assert record.matrix is not None
    assert record.matrix.trace() == int(((truth == found.labels) & (truth != 255)).sum())
    assert record.confidence == found.confidence
    kept = np.asarray(Image.open(tmp_path / "predictions" / "geometry" / "kitchen-empty.png"))
    assert np.array_equal(kept, found.labels)
    calibration = result.totals("geometry").reliability
    assert calibration is not None
    assert calibration.pixels.sum() == int((truth != 255).sum())
    again = bench.run(dataset, [bench.Files("kept", tmp_path / "predictions" / "geometry")])
    assert again.totals("kept").matrix.tolist() == result.totals("geometry").matrix.tolist()
