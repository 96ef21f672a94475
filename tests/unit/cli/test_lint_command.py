"""``maskkit lint``: what it says, how it ends, and what the copy holds."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.cli.main import run_cli
from maskkit.masks.mask import Mask

GOOD = np.zeros((120, 160), np.uint8)
GOOD[60:, 20:140] = 255


def save(values: np.ndarray, name: str, **options: object) -> None:
    Image.fromarray(values).save(name, **options)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save(GOOD, "good.png")
    save(GOOD, "jpeg.jpg", quality=80)
    save(GOOD * 0, "empty.png")
    save(np.where(np.arange(160) % 2 == 0, GOOD, GOOD // 255 * 200), "soft.png")
    save(np.ascontiguousarray(GOOD.T), "turned.png")
    save(np.dstack([GOOD, GOOD, GOOD, 255 - GOOD]), "clear.png")
    Path("cut.png").write_bytes(Path("good.png").read_bytes()[:90])
    save(np.full((120, 160, 3), 128, np.uint8), "photo.png")


def lint(*words: str) -> int:
    return run_cli(["lint", *words])


def test_a_right_mask(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint("good.png", "--strict") == 0
    told = capsys.readouterr()
    assert told.err == "good.png: 160 x 120 pixels, 37.5% marked, hard; no findings\n"
    assert told.out == ""


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["jpeg.jpg"], 0),
        (["jpeg.jpg", "--strict"], 3),
        (["jpeg.jpg", "--strict", "--ignore", "ringing"], 0),
        (["empty.png"], 3),
        (["empty.png", "--ignore", "empty"], 0),
        (["cut.png"], 3),
        (["clear.png"], 3),
        (["turned.png"], 0),
        (["turned.png", "--photo", "photo.png"], 3),
        (["good.png", "jpeg.jpg"], 0),
        (["good.png", "empty.png"], 3),
    ],
)
def test_errors_fail_and_warnings_only_if_strict(words: list[str], code: int) -> None:
    assert lint(*words) == code


def test_a_finding_is_told_with_its_code_its_place_and_its_fix(capsys: pytest.CaptureFixture[str]) -> None:
    lint("jpeg.jpg")
    told = capsys.readouterr().err
    assert "jpeg.jpg: warning ringing: " in told
    assert "(in " in told
    assert "`--fix FILE` makes everything from 128 on 255" in told


def test_json_lines_one_a_mask(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint("jpeg.jpg", "empty.png", "good.png", "--json") == 3
    jpeg, empty, good = map(json.loads, capsys.readouterr().out.splitlines())
    assert [finding["code"] for finding in jpeg["findings"]] == ["stored", "ringing"]
    assert "error" not in jpeg
    assert empty["error"]["code"] == "lint_found"
    facts = {"size_wh": [160, 120], "coverage": 0.375, "grey_share": 0.0}
    assert good == {"mask": "good.png", "photo": None, **facts, "findings": []}
    assert lint("cut.png", "clear.png", "--json") == 3
    cut, clear = map(json.loads, capsys.readouterr().out.splitlines())
    assert (cut["size_wh"], clear["size_wh"]) == (None, [160, 120])
    assert "coverage" not in clear


def test_the_copy_is_mended_and_the_changes_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    before = Path("jpeg.jpg").read_bytes()
    assert lint("jpeg.jpg", "--fix", "mended.png", "--strict", "--json") == 0
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert np.array_equal(np.asarray(Image.open("mended.png")), GOOD)
    assert Path("jpeg.jpg").read_bytes() == before
    assert [change["code"] for change in document["changes"]] == ["stored", "ringing"]
    assert document["changes"][1]["pixels"] == np.count_nonzero(np.asarray(Image.open("jpeg.jpg")) != GOOD)
    assert document["findings"] == []
    assert "mended.png: mended ringing: " in told.err


def test_a_copy_of_a_right_mask_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint("good.png", "--fix", "copy.png") == 0
    assert capsys.readouterr().err.startswith("copy.png: a copy of good.png; nothing had to be mended\n")
    assert Mask.open("copy.png") == Mask(GOOD)


def test_decisions_are_made_only_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint("turned.png", "--photo", "photo.png", "--fix", "a.png") == 3
    assert Mask.open("a.png") == Mask(GOOD.T)
    assert lint("turned.png", "--photo", "photo.png", "--fix", "b.png", "--also", "turned,inverted") == 0
    assert Mask.open("b.png").size_wh == (160, 120)
    assert Mask.open("b.png").coverage == pytest.approx(1 - GOOD.mean() / 255)
    assert "mended inverted: inverted, as asked" in capsys.readouterr().err
    assert lint("good.png", "--fix", "c.png", "--also", "scaled") == 0
    assert "scaled was asked for, and not found" in capsys.readouterr().err


def test_what_is_no_mask_writes_no_copy(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint("clear.png", "--fix", "mended.png") == 3
    assert not Path("mended.png").exists()
    assert "there is nothing to mend" in capsys.readouterr().err


def test_photos_by_name() -> None:
    Path("photos").mkdir()
    save(np.full((120, 160, 3), 128, np.uint8), "photos/turned.jpg")
    save(np.full((120, 160, 3), 128, np.uint8), "photos/good.jpg")
    save(GOOD, "good_mask.png")
    assert lint("turned.png", "--photo", "photos") == 3
    assert lint("good.png", "good_mask.png", "--photo", "photos", "--strict") == 0
    assert lint("empty.png", "--photo", "photos") == 3


def test_pipes(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path("jpeg.jpg").read_bytes())))
    assert lint("-", "--fix", "-") == 0
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(capfdbinary.readouterr().out))), GOOD)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["gone.png"], 3, "there is no such file"),
        (["good.png", "--photo", "gone.jpg"], 3, "gone.jpg: there is no such file"),
        (["good.png", "--photo", "cut.png"], 3, "cut.png"),
        (["good.png", "jpeg.jpg", "--photo", "photo.png"], 2, "one photo cannot belong to several masks"),
        (["good.png", "jpeg.jpg", "--fix", "m.png"], 2, "--fix writes one file"),
        (["good.png", "--fix", "m.jpg"], 2, "must be .png"),
        (["good.png", "--fix", "good.png"], 3, "pass --overwrite"),
        (["good.png", "--also", "inverted"], 2, "--also goes with --fix"),
        (["good.png", "--fix", "m.png", "--also", "empty"], 2, "empty cannot be asked for"),
        (["good.png", "--ignore", "speck"], 2, "speck is no code of a finding"),
        (["good.png", "--fix", "-", "--json"], 2, "both write to stdout"),
        (["-", "--photo", "-"], 2, "only one input can be -"),
        ([], 2, "Missing argument"),
    ],
)
def test_refusals(words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(*words) == code
    assert said in capsys.readouterr().err
    assert not Path("m.png").exists()


def test_in_place_only_with_overwrite() -> None:
    save(GOOD, "again.png")
    assert lint("again.png", "--fix", "again.png") == 3
    assert lint("again.png", "--fix", "again.png", "--also", "inverted", "--overwrite") == 0
    assert Mask.open("again.png") == ~Mask(GOOD)
