"""``maskkit run``: what the command adds to the library call."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from maskkit.batch import runner as runner_module
from maskkit.cli.main import run_cli


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    (tmp_path / "my photo.jpg").write_bytes(b"never opened here")
    return tmp_path / "my photo.jpg"


def line(photo: Path, *extra: str) -> list[str]:
    return ["run", str(photo), "-o", str(photo.parent / "out"), "--room", "bath", "--theme", "scandi", *extra]


def test_interrupting_prints_the_line_that_resumes(
    photo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runner_module, "run", interrupted)
    assert run_cli(line(photo, "--fresh", "--json")) == 130
    told = capsys.readouterr()
    resume = json.loads(told.out.splitlines()[-1])
    assert resume["event"] == "interrupted"
    assert f"maskkit run '{photo}' -o" in resume["resume"]
    assert "--fresh" not in resume["resume"]
    assert resume["resume"] in told.err


@pytest.mark.parametrize(
    "extra",
    [
        ("--variations", "-1"),
        ("--jobs", "0"),
        ("--max-photos", "-1"),
        ("--deadline", "0"),
        ("--long-edge", "1"),
        ("--multiple", "0"),
        ("--nonsense",),
    ],
)
def test_numbers_out_of_range_are_usage(extra: tuple[str, ...], photo: Path) -> None:
    assert run_cli(line(photo, *extra)) == 2
    assert not (photo.parent / "out").exists()


def test_a_photo_that_is_not_there_and_a_folder_without_photos(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_cli(line(tmp_path / "gone.jpg", "--json")) == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "image_not_found"
    (tmp_path / "empty").mkdir()
    assert run_cli(line(tmp_path / "empty", "--json")) == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "nothing_to_do"


def test_one_mask_for_many_photos_is_refused(photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "other.jpg").write_bytes(b"x")
    (tmp_path / "mask.png").write_bytes(b"x")
    words = ["-o", str(tmp_path / "out"), "--room", "bath", "--theme", "modern", "--mask", str(tmp_path / "mask.png")]
    assert run_cli(["run", str(photo), str(tmp_path / "other.jpg"), *words]) == 3
    assert "one mask file cannot serve 2 photos" in capsys.readouterr().err


def test_unknown_words_are_usage_with_the_list(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(line(photo, "--target", "moon")) == 2
    assert "floor" in capsys.readouterr().err
    assert run_cli(line(photo, "--keep", "window,cat")) == 2
    assert "cat" in capsys.readouterr().err
    assert not (photo.parent / "out").exists()


@pytest.mark.parametrize("name", ["magic", "no_such_module:engine"])
def test_an_engine_that_is_not_there_is_usage_and_nothing_is_written(
    name: str, photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_cli(line(photo, "--engine", name)) == 2
    assert name in capsys.readouterr().err
    assert not (photo.parent / "out").exists()


def test_a_camera_is_of_one_photo(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (photo.parent / "other.jpg").write_bytes(b"never opened here")
    folder = str(photo.parent)
    out = str(photo.parent / "out")
    assert run_cli(["run", folder, "-o", out, "--room", "bath", "--theme", "scandi", "--camera", "room.json"]) == 2
    assert "one photo" in capsys.readouterr().err
