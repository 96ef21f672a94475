"""One photo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from maskkit.bench.dataset import Dataset
from maskkit.bench.predictors import Files, Function, Prediction
from maskkit.bench.scope import Scope
from maskkit.bench.scoring import fingerprint, kept_path, score, score_sample
from maskkit.errors import NoRoomFound, UnknownChoice
from maskkit.images.decode import decode_grey
from maskkit.metrics.boundary import boundary_f, boundary_iou

SCOPE = Scope.of_classes(["floor", "wall"])


def as_rows(values: Any) -> Prediction:
    rows = np.asarray(values, np.uint8)
    return Prediction(rows, rows)


def test_the_matrix_counts_every_pixel_of_known_truth() -> None:
    """Rows are truth; unlabelled pixels count nowhere."""
    truth = np.array([[1, 1, 2, 255]], np.uint8)
    record = score(as_rows([[1, 2, 2, 2]]), truth, SCOPE, valid=(1, 2))
    assert record.matrix is not None
    assert record.matrix.tolist() == [[0, 0, 0], [0, 1, 1], [0, 0, 1]]
    assert record.matrix.dtype == np.int64


def test_classes_that_the_truth_does_not_know_count_as_other() -> None:
    """Finding a wall where nobody drew walls is not wrong."""
    truth = np.array([[1, 1, 0, 0]], np.uint8)
    record = score(as_rows([[1, 2, 2, 0]]), truth, SCOPE, valid=(1,))
    assert record.matrix is not None
    assert record.matrix.tolist() == [[2, 0, 0], [1, 1, 0], [0, 0, 0]]
    assert set(record.borders) == {1}


def test_borders_are_those_of_the_metrics() -> None:
    """At both distances, for each class that is there, with unlabelled pixels left out."""
    truth = np.full((60, 80), 2, np.uint8)
    truth[30:] = 1
    truth[:, 70:] = 255
    rows = np.full((60, 80), 2, np.uint8)
    rows[33:] = 1
    record = score(as_rows(rows), truth, SCOPE, valid=(1, 2))
    from maskkit.metrics.pair import Pair

    pair = Pair.of(rows == 1, truth == 1, valid=truth != 255)
    expected = [boundary_iou(pair), boundary_iou(pair, distance=0.005), boundary_f(pair)]
    assert record.borders[1].to_json() == expected
    assert 0 < expected[0] < 1


def test_a_class_in_neither_has_no_border() -> None:
    """There is nothing to meet."""
    record = score(as_rows([[1, 1]]), np.array([[1, 1]], np.uint8), SCOPE, valid=(1, 2))
    assert set(record.borders) == {1}


def test_probabilities_are_held_against_the_truth_in_bins() -> None:
    """Each scored pixel once; a class that the truth does not know is "other", one without probability has none."""
    truth = np.array([[1, 1, 2, 255]], np.uint8)
    rows = np.array([[1, 1, 0, 0]], np.uint8)
    chances = {0: np.array([[0.1, 0.1, 0.6, 1]], np.float32), 1: np.array([[0.9, 0.9, 0.4, 0]], np.float32)}
    bins = score(Prediction(rows, rows, probabilities=chances), truth, SCOPE, valid=(1, 2)).bins
    assert bins is not None
    assert (sum(bins["pixels"]), sum(bins["right"])) == (3, 2)
    assert sum(bins["sure"]) == pytest.approx(2.4)
    folded = score(Prediction(rows, rows, probabilities=chances), truth, SCOPE, valid=(1,)).bins
    assert folded is not None
    assert sum(folded["right"]) == 3


def test_scores_that_do_not_sum_to_1_are_no_probabilities() -> None:
    """Nothing is said of them, and the photo is scored all the same."""
    rows = np.array([[1, 0]], np.uint8)
    odd = Prediction(rows, rows, probabilities={0: np.ones((1, 2), np.float32), 1: np.ones((1, 2), np.float32)})
    record = score(odd, rows, SCOPE, valid=(1, 2))
    assert record.bins is None
    assert record.matrix is not None


def test_the_fingerprint_is_of_the_scored_truth() -> None:
    """Equal pixels, equal name; another size, value or set of valid classes, another."""
    truth = np.array([[1, 2]], np.uint8)
    assert fingerprint(truth, (1,)) == fingerprint(truth.copy(), (1,))
    others = [fingerprint(truth.T, (1,)), fingerprint(truth, (1, 2)), fingerprint(truth[:, ::-1], (1,))]
    assert fingerprint(truth, (1,)) not in others


def test_a_sample_is_scored_by_every_predictor(dataset: Dataset, predict: Callable[[Any], Any], tmp_path: Path) -> None:
    """In order, with the time it took, and what functions predict is kept."""
    predictors = [Function("lower half", predict), Function("same/..?", predict)]
    records = score_sample(dataset.samples[1], predictors, dataset.scope, keep_in=tmp_path)
    assert [record.status for record in records] == ["scored", "scored"]
    assert records[0].seconds is not None
    assert records[0].matrix is not None
    assert records[0].matrix.sum() == 40 * 30
    kept = decode_grey(kept_path(tmp_path, "lower half", "r1"))
    assert sorted(np.unique(kept).tolist()) == [1, 2]


def test_kept_predictions_stay_below_the_folder(tmp_path: Path) -> None:
    """Whatever a predictor is called."""
    for name in ("..", "../../up", "a/b", "c:\\d", "."):
        path = kept_path(tmp_path, name, "val/r1")
        assert path.resolve().is_relative_to((tmp_path / "predictions").resolve())
        assert path.parts[-2:] == ("val", "r1.png")
        assert path.parent.parent != tmp_path / "predictions" / ".."


def test_predictions_that_are_files_are_not_copied(dataset: Dataset, tmp_path: Path) -> None:
    """They are there already."""
    folder = dataset.samples[0].truth.path.parent
    (record,) = score_sample(dataset.samples[0], [Files("truth", folder)], dataset.scope, keep_in=tmp_path / "out")
    assert record.matrix is not None
    assert record.matrix.trace() == record.matrix.sum() == 40 * 30
    assert not (tmp_path / "out").exists()


def test_a_refusal_misses_everything(dataset: Dataset) -> None:
    """But for "other", which is what a refusal says."""

    def refuse(photo: Any) -> Any:
        raise NoRoomFound("no room", where="r0")

    (record,) = score_sample(dataset.samples[0], [Function("shy", refuse)], dataset.scope)
    assert record.status == "refused"
    assert record.matrix is not None
    assert record.matrix[:, 1:].sum() == 0
    assert record.matrix.sum() == 40 * 30
    assert record.error is not None
    assert record.error["code"] == "no_room_found"


def test_one_predictor_that_fails_leaves_the_others(dataset: Dataset, predict: Callable[[Any], Any]) -> None:
    """Whatever it raises, and whatever it answers."""

    def broken(photo: Any) -> Any:
        raise ZeroDivisionError("oops")

    bad = [Function("broken", broken), Function("small", lambda _: np.ones((3, 3), np.uint8))]
    records = score_sample(dataset.samples[0], [*bad, Function("good", predict)], dataset.scope)
    assert [record.status for record in records] == ["failed", "failed", "scored"]
    assert records[0].error == {"code": "unexpected", "message": "ZeroDivisionError: oops"}


@pytest.mark.parametrize("broken", ["photo", "truth", "size"])
def test_a_photo_or_truth_that_cannot_be_read_fails(
    dataset: Dataset, predict: Callable[[Any], Any], broken: str
) -> None:
    """For every predictor, without an exception."""
    sample = dataset.samples[0]
    if broken == "size":
        sample.truth.path.write_bytes(_png(5, 4))
    else:
        (sample.photo if broken == "photo" else sample.truth.path).write_bytes(b"\xff\xd8broken")
    records = score_sample(sample, [Function("a", predict), Function("b", predict)], dataset.scope)
    assert [record.status for record in records] == ["failed", "failed"]


def test_what_every_photo_would_meet_ends_the_bench(dataset: Dataset) -> None:
    """A class that a method cannot tell is a wrong question, not five hundred failed photos."""

    def cannot(photo: Any) -> Any:
        raise UnknownChoice("geometry cannot tell rugs")

    with pytest.raises(UnknownChoice):
        score_sample(dataset.samples[0], [Function("geometry", cannot)], dataset.scope)


def _png(width: int, height: int) -> bytes:
    from maskkit.images.encode import encode

    return encode(np.ones((height, width), np.uint8))
