"""One picture of a data set: written once, told in full, and failed without a trace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maskkit.errors import BadRle
from maskkit.masks.formats.areas import Annotation, Area, Patch, Picture
from maskkit.masks.import_job import LABEL_MAPS, MASKS, Imported, Job, Outcome, Settings
from maskkit.masks.mask import Mask
from maskkit.masks.naming import Naming

FLOOR = Area("floor", Patch(np.array([[255, 255, 0]], np.uint8)))
RUG = Area("rug", Patch(np.array([[0, 255, 0]], np.uint8)))
BOTH = Annotation((FLOOR, RUG), (3, 1))


@pytest.fixture
def job(tmp_path: Path) -> Job:
    settings = Settings(
        tmp_path, (MASKS, LABEL_MAPS), Naming(), ("floor",), threshold=None, keep_empty=False, overwrite=False
    )
    return Job(Picture(("a.jpg", "1"), lambda _size: BOTH), None, "rooms/a", settings, is_unordered=False)


def test_mask_and_label_map_are_written_once(job: Job, tmp_path: Path) -> None:
    done = job.run()
    assert done == Imported(
        "a.jpg",
        Outcome.WRITTEN,
        None,
        {MASKS: tmp_path / "masks/rooms/a.png", LABEL_MAPS: tmp_path / "labels/rooms/a.png"},
        (3, 1),
        pytest.approx(2 / 3),
        ("floor", "rug"),
    )
    assert Mask.open(done.files[MASKS]).values.tolist() == [[255, 255, 0]]
    assert Mask.open(done.files[LABEL_MAPS]).values.tolist() == [[1, 7, 0]]
    assert job.run().outcome is Outcome.UNCHANGED


def test_what_is_chosen_may_be_missing_from_a_picture(job: Job, tmp_path: Path) -> None:
    only_rug = replace(job, picture=Picture(("b.jpg",), lambda _size: Annotation((RUG,), (3, 1))), stem="b")
    done = only_rug.run()
    assert (done.outcome, list(done.files)) == (Outcome.WRITTEN, [LABEL_MAPS])
    nothing = replace(job, picture=Picture(("c.jpg",), lambda _size: Annotation((), (3, 1))), stem="c")
    assert nothing.run().outcome is Outcome.EMPTY
    assert not list(tmp_path.rglob("c.png"))


def test_a_fault_is_told_and_nothing_is_written(job: Job, tmp_path: Path) -> None:
    def broken(_size: object) -> Annotation:
        raise BadRle("the counts sum to 3", where="x.json: annotations[4]")

    for failing in (replace(job, picture=Picture(("a.jpg",), broken)), replace(job, fault=BadRle("no", where="x"))):
        told = failing.run().to_json()
        assert (told["image"], told["outcome"], told["error"]["code"]) == ("a.jpg", "failed", "bad_rle")
    assert not list(tmp_path.iterdir())
