"""What is measured."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maskkit.bench.dataset import Dataset
from maskkit.bench.predictors import (
    METHOD_CODE,
    SCORE_CODE,
    Files,
    Function,
    Method,
    as_prediction,
    as_predictors,
    code_stamp,
    missing_files,
    require_folder,
)
from maskkit.bench.scope import Scope
from maskkit.errors import InputRefused, MaskRefused, NoRoomFound, UnknownChoice
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.mask import Mask
from maskkit.masks.segment import Segmentation

PHOTO = Photo(np.zeros((2, 3, 3), np.uint8))
CLASSES, MASK = Scope.of_classes(["floor", "wall"]), Scope.of_target("floor + rug")
LABELS = np.array([[2, 5, 255], [1, 7, 0]], np.uint8)


def save(path: Path, values: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(values, np.uint8)).save(path)
    return path


def test_a_label_map_is_folded_to_the_rows() -> None:
    """255 in a prediction finds nothing; the whole map is what is kept."""
    found = as_prediction(LABELS, PHOTO, CLASSES)
    assert found.rows.tolist() == [[2, 0, 0], [1, 0, 0]]
    assert found.picture is LABELS


def test_a_label_map_becomes_the_mask_where_one_is_scored() -> None:
    """Of all classes of the target."""
    assert as_prediction(LABELS, PHOTO, MASK).rows.tolist() == [[0, 0, 0], [1, 1, 0]]


@pytest.mark.parametrize(
    "answer",
    [
        np.array([[True, False, False], [False, False, True]]),
        np.array([[255, 0, 127], [0, 0, 128]], np.uint8),
        np.array([[0.9, 0.1, 0.49], [0, 0, 0.5]]),
        Mask(np.array([[255, 0, 1], [0, 0, 200]], np.uint8)),
    ],
    ids=["bool", "uint8", "float", "Mask"],
)
def test_masks_of_every_kind_are_taken(answer: Any) -> None:
    """Hard from a half on; the soft values are kept for the scores that use them."""
    found = as_prediction(answer, PHOTO, MASK)
    assert found.rows.tolist() == [[1, 0, 0], [0, 0, 1]]
    assert found.soft is not None
    assert found.soft.dtype == np.float32
    assert found.picture.dtype == np.uint8


def test_a_mask_value_is_never_read_as_a_label_map() -> None:
    """A Mask with small values is a nearly empty mask: it said that it is one."""
    assert as_prediction(Mask(np.full((2, 3), 1, np.uint8)), PHOTO, MASK).rows.max() == 0


@pytest.mark.parametrize(
    ("answer", "scope"),
    [
        (np.zeros((3, 2), np.uint8), CLASSES),
        (np.zeros((2, 3), np.int64), CLASSES),
        (np.full((2, 3), 99, np.uint8), CLASSES),
        (np.full((2, 3), np.nan), MASK),
        (np.full((2, 3), 1.5), MASK),
        (np.zeros((2, 3), np.int64), MASK),
    ],
    ids=["turned", "int64", "no class", "NaN", "beyond 1", "int64 mask"],
)
def test_answers_that_are_none_are_refused(answer: Any, scope: Scope) -> None:
    """Never scored as something else."""
    with pytest.raises(MaskRefused):
        as_prediction(answer, PHOTO, scope)


def test_probabilities_are_summed_by_row() -> None:
    """What no row has is the probability of "other"."""
    layers = {
        room_class: np.full((2, 3), share, np.float32)
        for room_class, share in ((RoomClass.FLOOR, 0.5), (RoomClass.RUG, 0.2), (RoomClass.DOOR, 0.3))
    }
    found = as_prediction(Segmentation(LABELS, layers, "own", 0.7), PHOTO, CLASSES)
    assert found.confidence == 0.7
    assert found.probabilities is not None
    assert {row: float(layer[0, 0]) for row, layer in found.probabilities.items()} == pytest.approx({1: 0.5, 0: 0.5})


def test_files_are_found_by_name_whatever_their_suffix(dataset: Dataset, tmp_path: Path) -> None:
    """And names may have dots in them."""
    sample = dataset.samples[0]
    files = Files("mine", tmp_path / "mine")
    assert files.path(sample) is None
    path = save(tmp_path / "mine" / "r0.bmp", np.ones((30, 40)))
    assert files.path(sample) == path
    assert save(tmp_path / "mine" / "r0.png", np.ones((30, 40))) == files.path(sample)


def test_a_photo_without_a_file_is_told_or_counts_as_refused(dataset: Dataset, tmp_path: Path) -> None:
    """Told before anything is measured, unless it is allowed."""
    save(tmp_path / "mine" / "r1.png", np.ones((30, 40)))
    strict, lenient = Files("mine", tmp_path / "mine"), Files("mine", tmp_path / "mine", allow_missing=True)
    assert missing_files(strict, dataset.samples) == ["r0", "r2"]
    assert missing_files(lenient, dataset.samples) == []
    assert missing_files(Method("auto"), dataset.samples) == []
    with pytest.raises(NoRoomFound):
        lenient.predict(dataset.samples[0], PHOTO, dataset.scope)


def test_stamps_follow_what_may_change(dataset: Dataset, tmp_path: Path) -> None:
    """The file, the code, or the version that its author names; without one nothing is used again."""
    sample = dataset.samples[0]
    files = Files("mine", tmp_path)
    before = files.stamp(sample)
    save(tmp_path / "r0.png", np.ones((30, 40)))
    assert files.stamp(sample) != before
    assert code_stamp(METHOD_CODE) in Method("geometry").stamp(sample)
    assert Function("f", len, "2").stamp(sample) == "2"  # type: ignore[arg-type]
    assert Function("f", len).stamp(sample) != Function("f", len).stamp(sample)  # type: ignore[arg-type]


def test_stamps_of_code_cover_weights_and_single_files() -> None:
    """Methods and scores have code of their own; a part that is not there adds nothing."""
    stamps = {code_stamp(METHOD_CODE), code_stamp(SCORE_CODE), code_stamp(("bench/scoring.py",)), code_stamp(("x",))}
    assert len(stamps) == 4


def test_a_method_that_finds_nothing_of_the_target_has_an_empty_mask(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty mask is an answer; a room that cannot be read is a refusal."""
    labels = np.full((2, 3), 2, np.uint8)
    found = Segmentation(labels, None, "geometry", 1.0)
    monkeypatch.setattr("maskkit.masks.target.segment", lambda *_, **__: found)
    assert Method("geometry").predict(dataset.samples[0], PHOTO, Scope.of_target("floor")).rows.max() == 0
    assert Method("geometry").predict(dataset.samples[0], PHOTO, Scope.of_target("wall")).rows.min() == 1


def test_names_and_functions_become_predictors(predict: Callable[[Any], Any]) -> None:
    """What a caller writes down."""
    assert [one.name for one in as_predictors(["geometry", Function("own", predict)])] == ["geometry", "own"]
    assert [one.name for one in as_predictors({"own": predict})] == ["own"]


@pytest.mark.parametrize("given", [["grabcut"], ["nonsense"], ["auto", "auto"]])
def test_methods_that_need_a_prompt_and_double_names_are_refused(given: list[str]) -> None:
    """Before anything is measured."""
    with pytest.raises(UnknownChoice):
        as_predictors(given)


def test_predictors_travel_to_other_processes() -> None:
    """Several photos at a time need it."""
    for predictor in (Method("auto"), Files("mine", Path("mine"), allow_missing=True), Function("size", len)):  # type: ignore[arg-type]
        assert pickle.loads(pickle.dumps(predictor)) == predictor


def test_a_folder_of_predictions_has_to_be_there(tmp_path: Path) -> None:
    """Not one refusal for each photo."""
    assert require_folder(tmp_path) == tmp_path
    with pytest.raises(InputRefused):
        require_folder(tmp_path / "nowhere")
