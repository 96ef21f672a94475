"""``maskkit score``: the values in its JSON, its table, and what it refuses."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.cli.main import run_cli

KEYS = {
    *("iou", "dice", "precision", "recall", "mcc"),
    *("boundary_iou", "boundary_f", "hd_px", "hd95_px", "assd_px", "surface_dice"),
    *("s_measure", "e_measure", "weighted_f", "mae"),
}
Output = pytest.CaptureFixture[str]


def save(path: Path, values: np.ndarray) -> str:
    Image.fromarray(values).save(path)
    return str(path)


def square(left: int, top: int, *, value: int = 255) -> np.ndarray:
    """A square of 20 pixels in a mask of 60 x 50."""
    values = np.zeros((50, 60), np.uint8)
    values[top : top + 20, left : left + 20] = value
    return values


@pytest.fixture
def truth(tmp_path: Path) -> str:
    return save(tmp_path / "truth.png", square(20, 15))


@pytest.fixture
def shifted(tmp_path: Path) -> str:
    return save(tmp_path / "shifted.png", square(25, 15))


def scored(capsys: Output, *words: str) -> dict[str, object]:
    assert run_cli(["score", *words, "--json"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    document: dict[str, object] = json.loads(told.out)
    return document


class TestJson:
    """One document, with the keys that scripts lean on."""

    def test_all_metrics_of_a_shifted_square(self, shifted: str, truth: str, capsys: Output) -> None:
        told = scored(capsys, shifted, truth)
        assert told.keys() >= KEYS
        assert told["iou"] == 0.6
        assert told["dice"] == 0.75
        assert (told["hd_px"], told["pred"], told["truth"]) == (5.0, shifted, truth)
        assert told["size_wh"] == [60, 50]
        assert told["mae"] == pytest.approx(200 / 3000)

    def test_equal_masks_are_perfect(self, truth: str, capsys: Output) -> None:
        told = scored(capsys, truth, truth)
        for key in KEYS - {"hd_px", "hd95_px", "assd_px", "mae"}:
            assert told[key] == pytest.approx(1.0, abs=1e-3), key
        assert [told[key] for key in ("hd_px", "hd95_px", "assd_px", "mae")] == [0, 0, 0, 0]

    def test_what_does_not_exist_is_null_and_never_nan_or_infinity(
        self, truth: str, tmp_path: Path, capsys: Output
    ) -> None:
        empty = save(tmp_path / "empty.png", np.zeros((50, 60), np.uint8))
        assert run_cli(["score", empty, truth, "--json"]) == 0
        text = capsys.readouterr().out
        assert json.loads(text, parse_constant=pytest.fail)["hd_px"] is None
        assert scored(capsys, empty, empty)["iou"] == 1.0

    def test_greys_count_in_the_soft_metrics_and_are_cut_in_the_others(
        self, truth: str, tmp_path: Path, capsys: Output
    ) -> None:
        soft = save(tmp_path / "soft.png", square(20, 15, value=204))
        told = scored(capsys, soft, truth)
        assert told["iou"] == 1.0
        assert told["mae"] == pytest.approx(400 * 0.2 / 3000, abs=1e-6)
        assert scored(capsys, soft, truth, "--threshold", "0.9")["iou"] == 0.0

    def test_the_options_that_were_in_effect_are_told(self, shifted: str, truth: str, capsys: Output) -> None:
        told = scored(capsys, shifted, truth, "--boundary-distance", "3", "--boundary-tolerance", "10%")
        used = told["options"]
        assert isinstance(used, dict)
        assert (used["boundary_distance_px"], used["boundary_tolerance_px"]) == (3, 8)
        assert (used["frame"], used["threshold"], used["tolerance_px"]) == ("count", 0.5, 2.0)

    def test_a_tolerance_as_wide_as_the_shift_forgives_it(self, shifted: str, truth: str, capsys: Output) -> None:
        strict = scored(capsys, shifted, truth, "--tolerance", "1", "--boundary-tolerance", "1")
        lenient = scored(capsys, shifted, truth, "--tolerance", "5", "--boundary-tolerance", "5")
        for key in ("surface_dice", "boundary_f"):
            assert strict[key] < 0.9  # type: ignore[operator]
            assert lenient[key] == 1.0

    def test_the_frame_counts_as_border_or_not(self, tmp_path: Path, capsys: Output) -> None:
        left, half = np.zeros((2, 50, 60), np.uint8)
        left[:, :20], half[:, :30] = 255, 255
        pred, true = save(tmp_path / "left.png", left), save(tmp_path / "half.png", half)
        assert scored(capsys, pred, true)["hd_px"] == 10
        assert scored(capsys, pred, true)["assd_px"] < scored(capsys, pred, true, "--frame", "ignore")["assd_px"]  # type: ignore[operator]

    def test_only_what_is_valid_is_scored(self, shifted: str, truth: str, tmp_path: Path, capsys: Output) -> None:
        middle = np.zeros((50, 60), np.uint8)
        middle[:, 25:40] = 255
        valid = save(tmp_path / "valid.png", middle)
        assert scored(capsys, shifted, truth, "--valid", valid)["iou"] == 1.0

    def test_a_mask_through_stdin(
        self, shifted: str, truth: str, monkeypatch: pytest.MonkeyPatch, capsys: Output
    ) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(shifted).read_bytes())))
        assert scored(capsys, "-", truth)["iou"] == 0.6


class TestTable:
    """What people read."""

    def test_it_has_each_metric_with_its_value_and_its_reach(self, shifted: str, truth: str, capsys: Output) -> None:
        assert run_cli(["score", shifted, truth, "--boundary-distance", "3"]) == 0
        told = capsys.readouterr()
        assert told.err == ""
        lines = [line.split() for line in told.out.splitlines()]
        assert ["IoU", "0.6000"] in [line[:2] for line in lines]
        assert ["HD", "5.00", "px"] in [line[:3] for line in lines]
        assert "the 3 px inside either border" in told.out
        assert "60 x 50" in told.out

    @pytest.mark.parametrize("columns", ["80", "120"])
    def test_it_fits_the_terminal(
        self, columns: str, shifted: str, truth: str, monkeypatch: pytest.MonkeyPatch, capsys: Output
    ) -> None:
        monkeypatch.setenv("COLUMNS", columns)
        monkeypatch.chdir(Path(truth).parent)
        assert run_cli(["score", Path(shifted).name, "truth.png"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= int(columns)
        assert len(lines) < 26, "no meaning is broken over two lines"

    def test_a_file_name_is_never_taken_for_markup(self, truth: str, tmp_path: Path, capsys: Output) -> None:
        odd = save(tmp_path / "[red]a.png", square(20, 15))
        assert run_cli(["score", odd, truth]) == 0
        assert "[red]a.png" in capsys.readouterr().out


class TestLabels:
    """Two label maps."""

    @pytest.fixture
    def maps(self, tmp_path: Path) -> tuple[str, str]:
        true = np.full((50, 60), 2, np.uint8)
        true[30:] = 1
        true[0, :10] = 255
        pred = true.copy()
        pred[25:30] = 1
        pred[0, :10] = 7
        pred[1, :10] = 40
        return save(tmp_path / "pred.png", pred), save(tmp_path / "true.png", true)

    def test_every_class_that_occurs_by_its_name(self, maps: tuple[str, str], capsys: Output) -> None:
        told = scored(capsys, *maps, "--labels")
        classes = {row["name"]: row for row in told["classes"]}  # type: ignore[attr-defined]
        assert classes.keys() == {"floor", "wall", "rug", "40"}
        floor = 20 * 60
        assert classes["floor"]["iou"] == floor / (floor + 5 * 60)
        assert (classes["floor"]["recall"], classes["floor"]["pixels"]) == (1.0, floor)
        assert (classes["40"]["iou"], classes["40"]["recall"], classes["40"]["predicted_pixels"]) == (0.0, None, 10)
        assert classes["rug"]["iou"] is None, "what is unlabelled in the truth is not scored"

    def test_only_the_classes_that_are_asked_for(self, maps: tuple[str, str], capsys: Output) -> None:
        told = scored(capsys, *maps, "--labels", "--classes", "floor,2")
        rows = told["classes"]
        assert [row["class"] for row in rows] == [1, 2]  # type: ignore[attr-defined]
        assert told["mean_iou"] == pytest.approx(sum(row["iou"] for row in rows) / 2)  # type: ignore[attr-defined]

    def test_a_prediction_may_leave_pixels_unlabelled_and_misses_them(self, tmp_path: Path, capsys: Output) -> None:
        true = np.full((4, 5), 1, np.uint8)
        pred = true.copy()
        pred[0] = 255
        told = scored(capsys, save(tmp_path / "p.png", pred), save(tmp_path / "t.png", true), "--labels")
        assert [row["name"] for row in told["classes"]] == ["floor"]  # type: ignore[attr-defined]
        assert told["classes"][0]["recall"] == 0.75  # type: ignore[index]

    def test_its_table(self, maps: tuple[str, str], capsys: Output) -> None:
        assert run_cli(["score", *maps, "--labels"]) == 0
        lines = [line.split() for line in capsys.readouterr().out.splitlines()]
        assert ["floor", "0.8000", "0.8000", "1.0000", "1,200", "1,500"] in lines
        assert any(line[:2] == ["mean", "IoU"] for line in lines)

    def test_an_unknown_class(self, maps: tuple[str, str], capsys: Output) -> None:
        assert run_cli(["score", *maps, "--labels", "--classes", "lamp"]) == 2
        assert "'lamp' is no class. Classes: other, floor, wall" in capsys.readouterr().err


class TestRefusals:
    """The code, and a sentence that says what to do."""

    @pytest.mark.parametrize("more", [[], ["--labels"]])
    def test_sizes_that_differ(self, more: list[str], truth: str, tmp_path: Path, capsys: Output) -> None:
        small = save(tmp_path / "small.png", square(20, 15)[:40])
        assert run_cli(["score", small, truth, *more, "--json"]) == 3
        told = capsys.readouterr()
        assert "it is 60 x 50 pixels, but" in told.err
        assert json.loads(told.out)["error"]["code"] == "size_mismatch"

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["-", "-"], "only one input can be - (stdin)"),
            (["{folder}", "{truth}"], "`maskkit bench` scores a folder against a folder"),
            (["{truth}", "{truth}", "--classes", "floor"], "--classes belongs to --labels"),
            (["{truth}", "{truth}", "--threshold", "1.5"], "1.5 is not in the range"),
            (["{truth}", "{truth}", "--boundary-distance", "wide"], "'wide' is no length"),
            (["{truth}", "{truth}", "--frame", "maybe"], "'maybe' is not one of"),
        ],
    )
    def test_usage(self, words: list[str], sentence: str, truth: str, tmp_path: Path, capsys: Output) -> None:
        given = [word.format(folder=tmp_path, truth=truth) for word in words]
        assert run_cli(["score", *given]) == 2
        assert sentence in capsys.readouterr().err

    def test_a_photo_is_no_mask(self, truth: str, tmp_path: Path, capsys: Output) -> None:
        photo = save(tmp_path / "photo.png", np.random.default_rng(0).integers(0, 256, (50, 60, 3), np.uint8))
        assert run_cli(["score", photo, truth]) == 3
        assert "photo.png: the mask is coloured" in capsys.readouterr().err

    def test_there_is_no_such_file(self, truth: str, capsys: Output) -> None:
        assert run_cli(["score", "missing.png", truth]) == 3
        assert "missing.png" in capsys.readouterr().err
