"""``maskkit plan`` and ``maskkit render``: what is written, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.cli.main import run_cli
from maskkit.render.planner.plan import Plan

SAMPLES = Path(__file__).parents[3] / "sample_images"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = (384, 288)
    Image.open(SAMPLES / "bedroom-empty.jpg").resize(size, Image.Resampling.BOX).save(tmp_path / "photo.png")
    Image.open(SAMPLES / "labels" / "bedroom-empty.png").resize(size, Image.Resampling.NEAREST).save(tmp_path / "l.png")
    monkeypatch.chdir(tmp_path)


PLAN = ["plan", "photo.png", "--room", "bathroom", "--theme", "modern", "--labels", "l.png"]


def test_a_plan_is_written_drawn_and_the_same_for_the_same_seed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli([*PLAN, "-o", "plan.json", "--top-view", "top.png", "--seed", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    plan = Plan.from_json(Path("plan.json").read_text())
    assert told == {"output": "plan.json", "items": len(plan.items), "missing": list(plan.missing)}
    assert (plan.room, plan.theme, plan.seed) == ("bathroom", "modern", 2)
    assert {"wall_toilet", "boxed_toilet"} & {item.kind for item in plan.items}
    assert np.asarray(Image.open("top.png")).std() > 10
    assert run_cli([*PLAN, "-o", "again.json", "--seed", "2"]) == 0
    assert Path("again.json").read_bytes() == Path("plan.json").read_bytes()


def test_what_has_no_place_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    Image.new("L", (384, 288), 0).save("nothing.png")
    corner = np.zeros((288, 384), np.uint8)
    corner[250:, :40] = 255
    Image.fromarray(corner).save("corner.png")
    assert run_cli([*PLAN, "-o", "plan.json", "--mask", "corner.png"]) == 0
    assert "no place for: bath, basin, toilet" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("document", "said"),
    [('{"items": [{"kind": "throne", "at": [0, 0, 0]}]}', "throne"), ("no plan", "JSON"), (None, "cannot be read")],
)
def test_what_is_no_plan_is_refused_before_anything_is_rendered(
    document: str | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if document is not None:
        Path("plan.json").write_text(document)
    assert run_cli(["render", "photo.png", "--plan", "plan.json", "-o", "out.png"]) == 3
    assert said in capsys.readouterr().err
    assert not Path("out.png").exists()
