"""Results, and results read back."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from maskkit.bench.dataset import Dataset
from maskkit.bench.predictors import Function
from maskkit.bench.result import BenchResult, Measured
from maskkit.bench.runner import run
from maskkit.errors import NoRoomFound, UnknownChoice


@pytest.fixture
def result(dataset: Dataset, predict: Callable[[Any], Any]) -> BenchResult:
    """Two predictors, one of which refuses the first photo."""

    def shy(photo: Any) -> Any:
        if photo.origin.path.stem == "r0":
            raise NoRoomFound("no room")
        return predict(photo)

    return run(dataset, [Function("lower half", predict), Function("shy", shy)], group="room_type")


def test_totals_count_refusals_unless_asked_otherwise(result: BenchResult) -> None:
    """Refusing what is hard must not pay."""
    counting, answered = result.totals("shy"), result.totals("shy", answered_only=True)
    assert (counting.photos, counting.refused) == (3, 1)
    assert (answered.photos, answered.refused) == (2, 0)
    assert counting.iou["floor"].value < answered.iou["floor"].value
    assert answered.iou["floor"].value != result.totals("lower half").iou["floor"].value


def test_totals_are_made_once(result: BenchResult) -> None:
    """A thousand resamples are not drawn for each table."""
    assert result.totals("shy") is result.totals("shy")


def test_image_iou_by_photo(result: BenchResult) -> None:
    """Floor and wall of the first room are right but for its window."""
    values = result.image_iou("lower half")
    assert values["r0"] == pytest.approx((1 + 540 / 600 + 0) / 3)
    assert values["r0"] > values["r1"] > values["r2"]
    assert result.image_iou("shy")["r0"] == 0


def test_a_predictor_that_was_not_measured_is_unknown(result: BenchResult) -> None:
    """With those that were."""
    with pytest.raises(UnknownChoice, match="lower half, shy"):
        result.of("geometry")


def test_times_are_of_predictions(result: BenchResult) -> None:
    """Median and 90th percentile; none without a prediction."""
    median, p90 = result.of("lower half").seconds
    assert 0 < median <= p90
    assert math.isnan(Measured("none", ()).seconds[0])


def test_the_document_says_what_it_is(result: BenchResult) -> None:
    """Schema, version, data set, settings."""
    told = result.to_json()
    assert told["schema"] == "maskkit.bench/1"
    assert told["dataset"]["scope"]["names"] == ["other", "floor", "wall", "window"]
    assert told["resampling"] == {"kind": "bca", "resamples": 1000, "seed": 0, "level": 0.95}
    assert [one["name"] for one in told["predictors"]] == ["lower half", "shy"]
    assert "totals_answered" in told["predictors"][1]
    assert "totals_answered" not in told["predictors"][0]
