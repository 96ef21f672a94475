"""``maskkit bench``: what its options mean, and what it says."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maskkit.bench.reading import read_result
from maskkit.bench.records import Record
from maskkit.cli import bench as command_module
from maskkit.cli.main import run_cli
from maskkit.errors import CorruptImage

Run = Callable[..., tuple[int, str, str]]


def save(path: Path, values: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(values, np.uint8)).save(path)
    return path


def half(height: int, begin: int, *, above: int = 2, below: int = 1) -> np.ndarray:
    rows = np.arange(height)[:, None] + np.zeros(40, int)
    return np.where(rows >= begin, below, above)


@pytest.fixture
def rooms(tmp_path: Path) -> Path:
    """Four rooms in two houses; predictions in mine/ begin the floor two rows late."""
    root = tmp_path / "rooms"
    lines = ["name,house"]
    for number in range(4):
        save(root / "images" / f"r{number}.png", np.full((30, 40, 3), 100 + number))
        save(root / "masks" / f"r{number}.png", half(30, 15 + number))
        save(tmp_path / "mine" / f"r{number}.png", half(30, 17 + number))
        lines.append(f"r{number},{'ab'[number % 2]}")
    (root / "index.csv").write_text("\n".join(lines))
    return root


@pytest.fixture
def run(rooms: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """A function that runs the command on the rooms, and gives code, stdout and stderr."""

    def call(*args: object, data: object = rooms) -> tuple[int, str, str]:
        code = run_cli(["bench", str(data), *map(str, args)])
        return code, *capsys.readouterr()

    return call


def totals(out: str, place: int = 0) -> Any:
    return json.loads(out)["predictors"][place]["totals"]


def test_predictions_are_called_by_their_folder_or_as_one_says(run: Run, tmp_path: Path) -> None:
    """So that two folders of one name can be told apart."""
    code, out, _ = run("--predictions", tmp_path / "mine", "--predictions", f"again={tmp_path / 'mine'}", "--json")
    assert code == 0
    assert [one["name"] for one in json.loads(out)["predictors"]] == ["mine", "again"]


def test_two_folders_of_one_name_are_refused(run: Run, tmp_path: Path) -> None:
    """With how to name them."""
    code, _, err = run("--predictions", tmp_path / "mine", "--predictions", tmp_path / "mine")
    assert code == 2
    assert "NAME=FOLDER" in err


def test_predictors_of_one_run_are_compared_with_the_first(run: Run, rooms: Path, tmp_path: Path) -> None:
    """On stdout below the totals, and in JSON."""
    args = ("--predictions", f"mine={tmp_path / 'mine'}", "--predictions", f"truth={rooms / 'masks'}")
    _, out, _ = run(*args)
    assert "truth against mine: 4 photos, 4 better, 0 worse" in out
    _, out, _ = run(*args, "--json")
    assert json.loads(out)["comparisons"][0]["classes"]["floor"]["p"] == 0.125


def test_classes_choose_what_is_scored(run: Run, tmp_path: Path) -> None:
    """The others are part of "other" then."""
    _, out, _ = run("--predictions", tmp_path / "mine", "--classes", "walls", "--json")
    assert list(totals(out)["iou"]) == ["wall", "mean"]


def test_a_target_scores_one_mask_of_label_maps(run: Run, tmp_path: Path) -> None:
    """Floor and wall together are everything here."""
    _, out, _ = run("--predictions", tmp_path / "mine", "--target", "floor + wall", "--json")
    assert totals(out)["iou"]["floor + wall"][0] == 1.0
    assert totals(out)["card"]["hd_px"] == 0.0


def test_conditions_and_limit_choose_photos(run: Run, tmp_path: Path) -> None:
    """And the document says so."""
    _, out, _ = run("--predictions", tmp_path / "mine", "--where", "house=b", "--limit", 1, "--json")
    told = json.loads(out)
    assert [image["name"] for image in told["predictors"][0]["images"]] == ["r1"]
    assert told["dataset"]["chosen"] == ["house=b", "the first 1"]


def test_missing_predictions_have_to_be_allowed(run: Run, tmp_path: Path) -> None:
    """They then count as refused, which the table tells."""
    (tmp_path / "mine" / "r2.png").unlink()
    code, _, err = run("--predictions", tmp_path / "mine")
    assert code == 3
    assert "1 of 4 photos have no prediction: r2" in err
    code, out, _ = run("--predictions", tmp_path / "mine", "--allow-missing")
    assert code == 0
    assert "1 refused and counted as nothing found" in out


def test_groups_kinds_and_seeds_of_intervals(run: Run, tmp_path: Path) -> None:
    """Each is written into the document; groups widen the intervals, and nothing changes the values."""
    args = ("--predictions", tmp_path / "mine", "--json")
    plain = json.loads(run(*args)[1])
    given = ("--group", "house", "--interval", "percentile", "--seed", 5, "--resamples", 150)
    told = json.loads(run(*args, *given)[1])
    assert told["resampling"] == {"kind": "percentile", "resamples": 150, "seed": 5, "level": 0.95}
    assert told["groups"] == {"r0": "a", "r1": "b", "r2": "a", "r3": "b"}
    before, after = (one["predictors"][0]["totals"]["iou"]["floor"] for one in (plain, told))
    assert before[0] == after[0]
    assert before[1:] != after[1:]


def test_fresh_starts_over_and_other_classes_are_refused_without_it(run: Run, tmp_path: Path) -> None:
    """A folder holds one bench."""
    args = ("--predictions", tmp_path / "mine", "-o", tmp_path / "out")
    assert run(*args)[0] == 0
    code, _, err = run(*args, "--classes", "floor")
    assert code == 3
    assert "--fresh" in err
    assert "measured already" in run(*args)[2]
    code, _, err = run(*args, "--classes", "floor", "--fresh")
    assert code == 0
    assert "measured already" not in err
    assert read_result(tmp_path / "out").scope.names == ("other", "floor")


def test_a_folder_of_something_else_is_left_alone(run: Run, tmp_path: Path) -> None:
    """Nothing is overwritten that a bench did not write."""
    page = tmp_path / "out" / "report.html"
    page.parent.mkdir()
    page.write_text("mine")
    code, _, err = run("--predictions", tmp_path / "mine", "-o", tmp_path / "out")
    assert code == 3
    assert "report.html" in err
    assert page.read_text() == "mine"


def test_no_worst_photos_when_none_are_asked_for(run: Run, tmp_path: Path) -> None:
    """The page is small then, and there is no sheet."""
    run("--predictions", tmp_path / "mine", "-o", tmp_path / "out", "--worst", 0)
    assert "<article" not in (tmp_path / "out" / "report.html").read_text()
    assert not (tmp_path / "out" / "worst.png").exists()


def test_plain_masks_are_scored_without_a_word(run: Run, tmp_path: Path) -> None:
    """A folder of photos, one of masks, and predictions that are soft."""
    data = tmp_path / "plain"
    for number in range(3):
        save(data / "images" / f"m{number}.png", np.full((30, 40, 3), 90))
        save(data / "masks" / f"m{number}.png", half(30, 15, above=0, below=255))
        save(tmp_path / "soft" / f"m{number}.png", half(30, 15, above=30, below=220))
    code, out, _ = run("--predictions", tmp_path / "soft", "--json", data=data)
    assert code == 0
    assert totals(out)["iou"]["mask"][0] == 1.0
    assert 0 < totals(out)["card"]["mae"] < 0.2
    code, _, err = run("--method", "geometry", data=data)
    assert code == 2
    assert "plain masks" in err


def test_coco_is_scored_with_its_categories_told(run: Run, rooms: Path, tmp_path: Path) -> None:
    """By the file; predictions are found by the names of the images."""
    corners = [[0, 15, 40, 15, 40, 30, 0, 30]]
    document = {
        "images": [{"id": 1, "file_name": "r0.png", "width": 40, "height": 30}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 3, "segmentation": corners}],
        "categories": [{"id": 3, "name": "parquet"}],
    }
    file = rooms / "coco.json"
    file.write_text(json.dumps(document))
    code, _, err = run("--predictions", rooms / "masks", data=file)
    assert code == 3
    assert "--map parquet=furniture" in err
    code, out, _ = run("--predictions", rooms / "masks", "--map", "parquet=floor", "--json", data=file)
    assert code == 0
    assert totals(out)["iou"]["floor"][0] == 1.0
    assert totals(out)["iou"]["wall"][0] is None


def test_comparing_needs_two_runs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Or a data set."""
    for args in (["bench"], ["bench", "--compare", str(tmp_path)]):
        assert run_cli(args) == 2
        assert "DATASET" in capsys.readouterr().err


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_a_bar_and_failures_as_they_come() -> None:
    """Each reason once, though several predictors fail over it."""
    failed = Record.failure("r1", CorruptImage("cut off", where="r1.png"))
    screen = Terminal()
    with command_module._showing(screen) as watch:
        watch(0, 2, [])
        watch(1, 2, [Record("r0", "scored")])
        watch(2, 2, [failed, failed])
    text = screen.getvalue()
    assert text.count("r1: cut off") == 1
    assert "2/2" in text


def test_checking_is_shown_on_a_terminal_alone_and_goes_away() -> None:
    """A log has no line that moves."""
    screen, log = Terminal(), io.StringIO()
    for stream in (screen, log):
        watch = command_module._checking(stream)
        watch(1, 2)
        watch(2, 2)
    assert "photo 1 of 2" in screen.getvalue()
    assert screen.getvalue().endswith("\r\x1b[K")
    assert log.getvalue() == ""


@pytest.mark.parametrize(("out", "expected"), [(None, "Nothing was kept"), (Path("out"), "goes on where it stopped")])
def test_an_interrupt_is_told_with_the_line_that_goes_on(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, out: Path | None, expected: str
) -> None:
    """If there is one: without a folder nothing was kept."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("maskkit.bench.runner.run", interrupted)
    more = [] if out is None else ["-o", tmp_path / out]
    code, printed, err = run("--predictions", tmp_path / "mine", "--fresh", "--json", *more)
    assert code == 130
    assert expected in err
    told = json.loads(printed)
    assert told["exit_code"] == 130
    assert (told["resume"] is None) == (out is None)
    assert "--fresh" not in err
