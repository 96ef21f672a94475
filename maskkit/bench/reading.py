"""Results of earlier benches, read back and checked: a file may come from anywhere."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from maskkit.bench.journal import RESULT_NAME
from maskkit.bench.records import Record
from maskkit.bench.result import SCHEMA, BenchResult, Measured
from maskkit.bench.scope import Scope
from maskkit.bench.statistics import Resampling
from maskkit.errors import InputRefused

_HINT = f"Give the {RESULT_NAME} that a bench wrote with -o."
_MOST_PIXELS = 2**50
_MOST_RESAMPLES = 100_000
_WRONG = (ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError)


def read_result(path: str | Path) -> BenchResult:
    """The result that a bench wrote as ``bench.json``; a folder stands for the one in it.

    Raises:
        InputRefused: that is no result, or one of a format that is not read here.
    """
    file = Path(path)
    file = file / RESULT_NAME if file.is_dir() else file
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        found = told.get("schema") if isinstance(told, dict) else None
        result = _result(told) if found == SCHEMA else None
    except OSError as error:
        raise InputRefused(f"the result cannot be read: {error.strerror}", where=str(file), hint=_HINT) from error
    except _WRONG as error:
        raise InputRefused(f"that is no result of a bench: {error!r}", where=str(file), hint=_HINT) from error
    if result is None:
        raise InputRefused(f"its schema is {found}, not {SCHEMA}", where=str(file), hint=_HINT)
    return result


def _result(told: Mapping[str, Any]) -> BenchResult:
    scope = _scope(told["dataset"]["scope"])
    measured = tuple(Measured(_text(one["name"]), _records(one["images"], scope)) for one in told["predictors"])
    if not measured or len({one.name for one in measured}) != len(measured):
        raise ValueError("there are no predictors, or two of one name")
    return BenchResult(
        _dataset(told["dataset"]), scope, measured, _resampling(told["resampling"]), _groups(told["groups"], measured)
    )


def _scope(told: Mapping[str, Any]) -> Scope:
    names, labels = [_text(name) for name in told["names"]], told["labels"]
    members = [label for part in labels if part is not None for label in part]
    if len(set(names)) != len(names) or len(names) != len(labels) or len(names) < 2:
        raise ValueError(f"{names} are no classes")
    if not all(isinstance(label, int) and 0 <= label < 256 for label in members):
        raise ValueError(f"{members} are no labels")
    if told["target"] is not None:
        _text(told["target"])
    return Scope.from_json(dict(told))


def _dataset(told: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(told["photos"], int) or not isinstance(told["chosen"], list):
        raise TypeError("the data set is not described")
    return {**told, "name": _text(told["name"])}


def _records(images: list[dict[str, Any]], scope: Scope) -> tuple[Record, ...]:
    records = tuple(Record.from_json(image) for image in images)
    for record in records:
        _check(record, scope)
    if len({record.name for record in records}) != len(records):
        raise ValueError("two photos have one name")
    return records


def _check(record: Record, scope: Scope) -> None:
    """Refuse what no bench writes: totals would fail on it, or be nonsense."""
    size, matrix = len(scope.names), record.matrix
    if record.status not in {"scored", "refused", "failed"} or not set(record.valid) <= set(scope.rows):
        raise ValueError(f"{_text(record.name)} has the status {record.status!r} and the rows {record.valid}")
    if record.is_measured and (
        matrix is None or matrix.shape != (size, size) or matrix.min() < 0 or matrix.max() > _MOST_PIXELS
    ):
        raise ValueError(f"{record.name} has no matrix of counts for {size} classes")
    if not all(map(_is_number, _scores(record))) or not set(record.borders) <= set(scope.rows):
        raise ValueError(f"{record.name} has a score that is no number")
    if record.bins and len({len(record.bins[key]) for key in ("pixels", "sure", "right")}) != 1:
        raise ValueError(f"{record.name} has bins of different numbers")
    if not isinstance(record.error or {}, dict):
        raise TypeError(f"{record.name} has an error that is none")


def _scores(record: Record) -> list[Any]:
    """Every number of a record; what may be missing is left out where it is."""
    parts = [border.to_json() for border in record.borders.values()] + list((record.bins or {}).values())
    single = [record.seconds, record.confidence, *(record.card or {}).values()]
    return [value for part in parts for value in part] + [value for value in single if value is not None]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _resampling(told: Mapping[str, Any]) -> Resampling:
    how = Resampling(**told)
    counts = isinstance(how.resamples, int) and isinstance(how.seed, int) and not isinstance(how.seed, bool)
    if how.kind not in {"bca", "percentile"} or not counts or not 0 < how.level < 1 or how.seed < 0:
        raise ValueError(f"intervals cannot be made by {told}")
    if not 1 <= how.resamples <= _MOST_RESAMPLES:
        raise ValueError(f"{how.resamples} resamples are none, or too many")
    return how


def _groups(told: Any, measured: tuple[Measured, ...]) -> dict[str, str] | None:
    if told is None:
        return None
    return {record.name: _text(told[record.name]) for one in measured for record in one.records}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no name")
    return value
