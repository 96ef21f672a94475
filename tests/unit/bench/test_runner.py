"""Whole benches in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maskkit.bench.dataset import Dataset
from maskkit.bench.opening import open_dataset
from maskkit.bench.predictors import Files, Function
from maskkit.bench.records import Record
from maskkit.bench.runner import run
from maskkit.errors import InputRefused, JournalMismatch, NoRoomFound, UnknownChoice

Predict = Callable[[Any], Any]


class Counted:
    """A function that counts its calls, and fails at one of them where it is told to."""

    def __init__(self, predict: Predict, *, stop_at: int | None = None) -> None:
        self.predict, self.stop_at, self.calls = predict, stop_at, 0

    def __call__(self, photo: Any) -> Any:
        self.calls += 1
        if self.calls == self.stop_at:
            raise KeyboardInterrupt
        return self.predict(photo)


def without_times(result: Any) -> Any:
    told = result.to_json()
    for one in told["predictors"]:
        one["seconds"] = None
        for image in one["images"]:
            image.pop("seconds", None)
    return told


def test_records_stand_in_the_order_of_the_dataset(dataset: Dataset, predict: Predict) -> None:
    """Whatever was done first."""
    result = run(dataset, {"lower half": predict})
    assert [record.name for record in result.of("lower half").records] == ["r0", "r1", "r2"]
    assert result.error is None


def test_progress_is_told(dataset: Dataset, predict: Predict) -> None:
    """First how much is done already, then each photo with its records."""
    seen: list[tuple[int, int, list[str]]] = []

    def watch(done: int, photos: int, records: Sequence[Record]) -> None:
        seen.append((done, photos, [record.name for record in records]))

    run(dataset, {"a": predict, "b": predict}, watch=watch)
    assert seen == [(0, 3, []), (1, 3, ["r0", "r0"]), (2, 3, ["r1", "r1"]), (3, 3, ["r2", "r2"])]


def test_an_interrupted_bench_goes_on_where_it_stopped(dataset: Dataset, predict: Predict, tmp_path: Path) -> None:
    """With the same result as one that was never interrupted."""
    first = Counted(predict, stop_at=3)
    with pytest.raises(KeyboardInterrupt):
        run(dataset, [Function("f", first, "1")], out=tmp_path)
    second = Counted(predict)
    result = run(dataset, [Function("f", second, "1")], out=tmp_path)
    assert second.calls == 1
    assert without_times(result) == without_times(run(dataset, {"f": predict}))


def test_a_function_without_a_version_is_measured_again(dataset: Dataset, predict: Predict, tmp_path: Path) -> None:
    """Nobody said that it is still the same one."""
    run(dataset, {"f": predict}, out=tmp_path)
    again = Counted(predict)
    run(dataset, {"f": again}, out=tmp_path)
    assert again.calls == 3


def test_fresh_measures_everything_again(dataset: Dataset, predict: Predict, tmp_path: Path) -> None:
    """Though all of it is kept."""
    run(dataset, [Function("f", predict, "1")], out=tmp_path)
    again = Counted(predict)
    run(dataset, [Function("f", again, "1")], out=tmp_path, fresh=True)
    assert again.calls == 3


@pytest.mark.parametrize("what", ["photo", "truth"])
def test_what_changed_is_measured_again(dataset: Dataset, predict: Predict, tmp_path: Path, what: str) -> None:
    """And only that."""
    run(dataset, [Function("f", predict, "1")], out=tmp_path)
    sample = dataset.samples[1]
    path = sample.photo if what == "photo" else sample.truth.path
    Image.fromarray(np.full((30, 40), 2, np.uint8)).save(path)
    again = Counted(predict)
    run(dataset, [Function("f", again, "1")], out=tmp_path)
    assert again.calls == 1


def test_more_photos_and_predictors_add_to_what_is_there(
    rooms: Callable[..., Path], predict: Predict, tmp_path: Path
) -> None:
    """First three photos, then five; then another predictor."""
    root, out = rooms(5), tmp_path / "out"
    run(open_dataset(root, limit=3), [Function("f", predict, "1")], out=out)
    again, other = Counted(predict), Counted(predict)
    run(open_dataset(root), [Function("f", again, "1"), Function("g", other, "1")], out=out)
    assert (again.calls, other.calls) == (2, 5)


def test_other_classes_in_the_same_folder_are_refused(
    rooms: Callable[..., Path], predict: Predict, tmp_path: Path
) -> None:
    """The folder's results would say something else than its records."""
    root, out = rooms(), tmp_path / "out"
    run(open_dataset(root, classes=["floor"]), {"f": predict}, out=out)
    with pytest.raises(JournalMismatch, match="scored was floor and is wall"):
        run(open_dataset(root, classes=["wall"]), {"f": predict}, out=out)


def test_one_broken_photo_ends_nothing_and_is_tried_again(dataset: Dataset, predict: Predict, tmp_path: Path) -> None:
    """It failed, says why, and is measured once it is mended."""
    good = dataset.samples[1].photo.read_bytes()
    dataset.samples[1].photo.write_bytes(good[:60])
    result = run(dataset, [Function("f", predict, "1")], out=tmp_path)
    assert [record.status for record in result.of("f").records] == ["scored", "failed", "scored"]
    assert result.error is not None
    assert result.error.exit_code == 8
    assert "1 of 3 photos" in str(result.error)
    dataset.samples[1].photo.write_bytes(good)
    assert run(dataset, [Function("f", predict, "1")], out=tmp_path).error is None


def test_a_refusal_is_no_failure(dataset: Dataset, predict: Predict) -> None:
    """It is an answer, and counts as one."""

    def shy(photo: Any) -> Any:
        if photo.pixels[0, 0, 0] % 2:
            raise NoRoomFound("no room")
        return predict(photo)

    result = run(dataset, {"shy": shy})
    assert result.error is None
    assert len(result.of("shy").measured) == 3


def test_several_jobs_give_the_same_result(dataset: Dataset, tmp_path: Path) -> None:
    """Here with files, since functions of a test cannot be imported elsewhere; here are also kept records read."""
    files = [Files("truth", dataset.samples[0].truth.path.parent)]
    one, two = run(dataset, files), run(dataset, files, jobs=2, out=tmp_path)
    assert without_times(one) == without_times(two) == without_times(run(dataset, files, out=tmp_path))


def test_a_folder_that_lacks_predictions_is_refused_with_their_names(dataset: Dataset, tmp_path: Path) -> None:
    """Leaving out photos silently would flatter."""
    (tmp_path / "r1.png").write_bytes(dataset.samples[1].truth.path.read_bytes())
    with pytest.raises(InputRefused, match="2 of 3 photos have no prediction: r0, r2"):
        run(dataset, [Files("mine", tmp_path)])
    result = run(dataset, [Files("mine", tmp_path, allow_missing=True)])
    assert [record.status for record in result.of("mine").records] == ["refused", "scored", "refused"]


def test_photos_can_be_grouped_by_a_column(dataset: Dataset, predict: Predict) -> None:
    """And only by one that is there."""
    result = run(dataset, {"f": predict}, group="room_type")
    assert result.groups == {"r0": "bathroom", "r1": "kitchen", "r2": "bathroom"}
    with pytest.raises(UnknownChoice, match="house"):
        run(dataset, {"f": predict}, group="house")


def test_a_method_needs_to_know_what_a_plain_mask_is_of(tmp_path: Path) -> None:
    """A folder of masks does not say it."""
    for folder, shape in (("images", (3, 4, 3)), ("masks", (3, 4))):
        (tmp_path / folder).mkdir()
        Image.fromarray(np.zeros(shape, np.uint8)).save(tmp_path / folder / "a.png")
    with pytest.raises(UnknownChoice, match="plain masks"):
        run(open_dataset(tmp_path), ["geometry"])


def test_nothing_to_measure_is_refused(dataset: Dataset) -> None:
    """An empty table says nothing."""
    with pytest.raises(UnknownChoice, match="nothing to measure"):
        run(dataset, [])
