"""The commands that read and write files: exit code, and what is in the file that was made."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.cli.main import run_cli
from maskkit.images.transform import Transform

WH = (120, 80)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    pixels = np.random.default_rng(1).integers(40, 220, (*WH[::-1], 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    values = np.zeros(WH[::-1], np.uint8)
    values[40:, 10:-10] = 255
    Image.fromarray(values).save(tmp_path / "mask.png")
    return tmp_path / "mask.png"


@pytest.fixture
def generated(tmp_path: Path) -> Path:
    Image.new("RGB", WH, (200, 40, 40)).save(tmp_path / "generated.png")
    return tmp_path / "generated.png"


def pixels(source: Path | bytes) -> np.ndarray:
    with Image.open(source if isinstance(source, Path) else io.BytesIO(source)) as image:
        return np.asarray(image)


def give(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_mask_from_a_polygon(photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "floor.json").write_text("[[0, 40], [120, 40], [120, 80], [0, 80]]")
    output, overlay = tmp_path / "m.png", tmp_path / "look.jpg"
    line = ["mask", str(photo), "-o", str(output), "--polygon", str(tmp_path / "floor.json"), "--overlay", str(overlay)]
    assert run_cli([*line, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["coverage"], told["size_wh"], told["bounds"]) == (0.5, [120, 80], [0, 40, 120, 80])
    made = pixels(output)
    assert made.shape == WH[::-1]
    assert (made[40:] == 255).all()
    assert not made[:40].any()
    assert pixels(overlay).shape == (*WH[::-1], 3)
    assert run_cli(line) == 3
    assert "pass --overwrite" in capsys.readouterr().err
    assert run_cli([*line, "--overwrite"]) == 0


def test_mask_from_a_label_map_keeps_what_is_to_be_kept(photo: Path, tmp_path: Path) -> None:
    labels = np.full(WH[::-1], 2, np.uint8)
    labels[50:] = 1
    labels[60:, 30:50] = 7
    Image.fromarray(labels).save(tmp_path / "labels.png")
    line = ["mask", str(photo), "--labels", str(tmp_path / "labels.png"), "--target", "floor+rug", "--keep", "rug,door"]
    assert run_cli([*line, "-o", str(tmp_path / "m.png")]) == 0
    assert ((pixels(tmp_path / "m.png") == 255) == (labels == 1)).all()


def test_mask_through_pipes(
    photo: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    (tmp_path / "p.json").write_text("[[0, 0], [60, 0], [60, 80], [0, 80]]")
    give(monkeypatch, photo.read_bytes())
    assert run_cli(["mask", "-", "-o", "-", "--polygon", str(tmp_path / "p.json")]) == 0
    assert (pixels(capfdbinary.readouterr().out)[:, :60] == 255).all()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "m.gif", "--box", "1,1,20,20"], "Name the output .png or .jpg"),
        (["-o", "-", "--json", "--box", "1,1,20,20"], "both write to stdout"),
        (["-o", "m.jpg", "--box", "1,1,20,20"], "the mask must be .png"),
        (["-o", "m.png", "--overlay", "look.gif", "--box", "1,1,20,20"], "look.gif: cannot write this format"),
        (["-o", "m.png", "--box", "1,2,3"], "is not of the form X,Y,X,Y"),
        (["-o", "m.png", "--target", "moon"], "moon"),
        (["-o", "m.png", "--method", "magic"], "magic"),
    ],
)
def test_mask_refuses(words: list[str], said: str, photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["mask", str(photo), *words]) in {2, 3}
    assert said in capsys.readouterr().err


def test_an_output_folder_that_is_not_there_is_said_with_what_to_do(
    photo: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run_cli(["mask", str(photo), "-o", str(tmp_path / "nowhere/m.png"), "--box", "1,1,20,20"]) == 1
    assert "Check that its folder is there" in capsys.readouterr().err


def test_normalize_writes_pictures_and_the_way_back(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "small"
    assert run_cli(["normalize", str(photo), "-o", str(out), "--long-edge", "64", "--multiple", "16", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    made = pixels(out / "photo.png")
    assert [made.shape[1], made.shape[0]] == told["size_out_wh"]
    assert max(made.shape) <= 64
    transform = Transform.from_json((out / "photo.transform.json").read_text())
    assert transform.size_in_wh == WH
    assert transform.invert_photo(made).shape == (*WH[::-1], 3)
    assert run_cli(["normalize", str(photo), "-o", str(out), "--long-edge", "64"]) == 3


def test_normalize_refuses_photos_of_one_name(photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["normalize", str(photo), str(tmp_path / "x/photo.jpg"), "-o", str(tmp_path / "o")]) == 2
    assert "would both be written" in capsys.readouterr().err


def test_composite_then_audit(
    photo: Path, generated: Path, mask: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    final = tmp_path / "final.png"
    names = [str(photo), str(generated), str(mask)]
    assert run_cli(["composite", *names, "-o", str(final), "--feather", "0", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pixels_changed_outside"] == 0
    marked = pixels(mask) == 255
    assert (pixels(final)[marked] == (200, 40, 40)).all()
    assert (pixels(final)[~marked] == pixels(photo)[~marked]).all()
    assert run_cli(["audit", str(photo), str(final), str(mask)]) == 0
    assert "all 5600 pixels outside the mask are those of the photo" in capsys.readouterr().err


def test_composite_undoes_the_transform(photo: Path, mask: Path, tmp_path: Path) -> None:
    assert run_cli(["normalize", str(photo), "-o", str(tmp_path / "n"), "--long-edge", "64"]) == 0
    small, transform = tmp_path / "n/photo.png", tmp_path / "n/photo.transform.json"
    line = ["composite", str(photo), str(small), str(mask), "-o", str(tmp_path / "final.png")]
    assert run_cli([*line, "--transform", str(transform)]) == 0
    assert pixels(tmp_path / "final.png").shape == (*WH[::-1], 3)
    assert run_cli([*line, "--overwrite", "--transform", str(photo)]) == 3


def test_composite_never_writes_jpeg(
    photo: Path, generated: Path, mask: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_cli(["composite", *map(str, (photo, generated, mask)), "-o", str(tmp_path / "f.jpg")]) == 2
    assert "JPEG changes every pixel" in capsys.readouterr().err


def test_audit_finds_a_leak(
    photo: Path, generated: Path, mask: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["audit", str(photo), str(generated), str(mask), "--heat-map", str(tmp_path / "h.png"), "--json"]
    assert run_cli(line) == 3
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert document["error"]["code"] == "leak_found"
    assert document["pixels_changed_outside"] == 120 * 80 - 100 * 40
    assert told.err.startswith("Error: ")
    assert pixels(tmp_path / "h.png").shape == (*WH[::-1], 3)


def test_compare_makes_pictures_and_pages(
    photo: Path, generated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["compare", str(photo), str(generated)]
    assert run_cli([*line, str(photo), "-o", str(tmp_path / "all.png"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pictures"] == 3
    assert pixels(tmp_path / "all.png").shape[0] == WH[1]
    assert run_cli([*line, "-o", str(tmp_path / "page.html"), "--title", "Kitchen & bath"]) == 0
    assert "<title>Kitchen &amp; bath</title>" in (tmp_path / "page.html").read_text()
    assert run_cli([*line, str(photo), "-o", str(tmp_path / "other.html")]) == 2
    assert run_cli([*line, "-o", str(tmp_path / "other.txt")]) == 3
    assert "Name the output .png, .html or .jpg" in capsys.readouterr().err


def test_an_empty_stdin_and_a_file_that_is_no_transform_are_named(
    photo: Path, mask: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, b"")
    line = ["composite", str(photo), "-", str(mask), "-o", str(tmp_path / "final.png")]
    assert run_cli(line) == 3
    assert "Error: stdin: nothing came" in capsys.readouterr().err
    (tmp_path / "t.json").write_text("{}")
    line[2] = str(photo)
    assert run_cli([*line, "--transform", str(tmp_path / "t.json")]) == 3
    assert f"Error: {tmp_path / 't.json'}: a transform has" in capsys.readouterr().err


def test_stdin_serves_one_input_only(photo: Path, mask: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["audit", "-", "-", str(mask)]) == 2
    assert "only one input" in capsys.readouterr().err


def test_the_overlay_tells_the_numbers_of_walls(tmp_path: Path) -> None:
    """The mask is the same with and without an overlay; only the overlay of a target with walls has numbers."""
    photo = str(Path(__file__).parents[3] / "sample_images" / "living-room-empty.jpg")
    line = ["mask", photo, "--target", "wall:2 + floor", "--overlay", str(tmp_path / "look.png")]
    assert run_cli([*line, "-o", str(tmp_path / "m.png")]) == 0
    assert run_cli([*line[:4], "-o", str(tmp_path / "plain.png")]) == 0
    marked = pixels(tmp_path / "m.png")
    assert np.array_equal(marked, pixels(tmp_path / "plain.png"))
    kept = pixels(tmp_path / "look.png")[marked == 0]
    assert (kept == 255).all(axis=1).any()


def test_refine_moves_a_border_to_the_edge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown, rough = np.full((120, 160, 3), 60, np.uint8), np.zeros((120, 160), np.uint8)
    shown[70:], rough[67:] = 190, 255
    Image.fromarray(shown).save(tmp_path / "p.png")
    Image.fromarray(rough).save(tmp_path / "m.png")
    line = ["refine", *(str(tmp_path / name) for name in ("p.png", "m.png")), "-o", str(tmp_path / "sharp.png")]
    assert run_cli([*line, "--width", "8", "--overlay", str(tmp_path / "look.jpg"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["changed"] == pytest.approx(3 / 120)
    assert np.array_equal(pixels(tmp_path / "sharp.png"), np.where(np.arange(120)[:, None] >= 70, 255, 0) + 0 * rough)
    assert pixels(tmp_path / "look.jpg").shape == shown.shape
    assert run_cli([*line[:2], str(tmp_path / "m.png"), "-o", "x.jpg"]) == 2
