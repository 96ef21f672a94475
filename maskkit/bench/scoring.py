"""One photo: its truth, what each predictor says of it, and everything that is counted."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from maskkit.bench.dataset import Sample
from maskkit.bench.predictors import Prediction, Predictor
from maskkit.bench.records import Border, Record
from maskkit.bench.scope import UNSCORED, Scope
from maskkit.errors import MaskRefused, NoRoomFound, OutOfPhotos, UnknownChoice
from maskkit.images.decode import decode
from maskkit.images.encode import encode, write_atomic
from maskkit.images.photo import Photo
from maskkit.metrics.boundary import boundary_f, boundary_iou
from maskkit.metrics.calibration import reliability
from maskkit.metrics.card import score as metrics_card
from maskkit.metrics.labels import confusion_matrix
from maskkit.metrics.pair import Pair
from maskkit.types import Grey8, Labels

KEPT_FOLDER = "predictions"
_FATAL = (UnknownChoice, OutOfPhotos)
"""Errors that the next photo would meet as well."""


def score_sample(
    sample: Sample, predictors: Sequence[Predictor], scope: Scope, *, keep_in: Path | None = None
) -> list[Record]:
    """The record of each predictor for one photo, in order. Predictions are kept as files below ``keep_in``.

    Raises:
        UnknownChoice: a predictor cannot tell what is asked for, on this photo or any other.
    """
    try:
        photo = decode(sample.photo)
        truth = sample.truth.rows(scope)
        if truth.shape != photo.pixels.shape[:2]:
            raise MaskRefused(_sizes("truth", truth, photo), where=sample.name)  # noqa: TRY301 (told like the others)
    except Exception as error:  # noqa: BLE001 (whatever a file does to its reader, the other photos go on)
        return [Record.failure(sample.name, error) for _ in predictors]
    return [_record(sample, photo, truth, predictor, scope=scope, keep_in=keep_in) for predictor in predictors]


def score(prediction: Prediction, truth: Labels, scope: Scope, *, valid: tuple[int, ...], name: str = "") -> Record:
    """What a prediction is worth: the record without its time.

    >>> from maskkit.bench.scope import Scope
    >>> rows = np.array([[1, 1, 0, 0]], np.uint8)
    >>> record = score(Prediction(rows, rows), np.array([[1, 0, 0, 255]], np.uint8), Scope.of_mask(), valid=(1,))
    >>> record.matrix.tolist()
    [[1, 1], [0, 1]]
    """
    matrix = confusion_matrix(
        prediction.rows, truth, classes=len(scope.names), ignore=UNSCORED, valid_classes=valid, other=0
    )
    pairs = _pairs(prediction, truth, valid)
    return Record(
        name=name,
        status="scored",
        valid=valid,
        size_wh=(truth.shape[1], truth.shape[0]),
        matrix=matrix,
        borders={row: _border(pair) for row, pair in pairs.items() if pair.counts.tp + pair.counts.fp + pair.counts.fn},
        card=metrics_card(pairs[1]).to_json() if scope.is_binary else None,
        bins=_bins(prediction, truth, valid),
        truth=fingerprint(truth, valid),
        confidence=prediction.confidence,
    )


def refusal(truth: Labels, scope: Scope, *, valid: tuple[int, ...], name: str, error: NoRoomFound) -> Record:
    """The record where a predictor gave nothing: that of a prediction in which nothing was found."""
    nothing = np.zeros_like(truth)
    record = score(Prediction(nothing, nothing), truth, scope, valid=valid, name=name)
    return replace(record, status="refused", error=error.to_json())


def fingerprint(truth: Labels, valid: tuple[int, ...]) -> str:
    """A short name for the scored truth, equal for equal pixels."""
    digest = hashlib.sha256(f"{truth.shape} {valid}".encode())
    digest.update(np.ascontiguousarray(truth).data)
    return digest.hexdigest()[:16]


def kept_path(folder: Path, predictor: str, name: str) -> Path:
    """Where the prediction of a predictor for a photo is kept below an output folder."""
    slug = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in predictor).strip(".") or "-"
    path = folder / KEPT_FOLDER / slug / name
    return path.with_name(path.name + ".png")


def _record(
    sample: Sample, photo: Photo, truth: Labels, predictor: Predictor, *, scope: Scope, keep_in: Path | None
) -> Record:
    valid = scope.valid_rows(sample.valid)
    began = time.perf_counter()
    try:
        prediction = predictor.predict(sample, photo, scope)
        seconds = time.perf_counter() - began
        if prediction.rows.shape != truth.shape:
            raise MaskRefused(_sizes("prediction", prediction.rows, photo), where=sample.name)  # noqa: TRY301
        record = score(prediction, truth, scope, valid=valid, name=sample.name)
        if keep_in and predictor.is_kept:
            _keep(prediction.picture, kept_path(keep_in, predictor.name, sample.name))
    except NoRoomFound as error:
        return refusal(truth, scope, valid=valid, name=sample.name, error=error)
    except _FATAL:
        raise
    except Exception as error:  # noqa: BLE001 (a predictor that fails on one photo may do well on the others)
        return Record.failure(sample.name, error)
    return replace(record, seconds=seconds)


def _pairs(prediction: Prediction, truth: Labels, valid: tuple[int, ...]) -> dict[int, Pair]:
    """For each valid row the mask of prediction and truth, without what is not scored."""
    known = truth != UNSCORED
    scored = None if known.all() else known
    soft = {} if prediction.soft is None else {1: prediction.soft}
    return {row: Pair.of(soft.get(row, prediction.rows == row), truth == row, valid=scored) for row in valid}


def _border(pair: Pair) -> Border:
    return Border(boundary_iou(pair, distance=0.02), boundary_iou(pair, distance=0.005), boundary_f(pair))


def _bins(prediction: Prediction, truth: Labels, valid: tuple[int, ...]) -> dict[str, list[float]] | None:
    """How sure the likeliest class was and how often it was right, in 15 bins; None without proper probabilities.

    A class that the truth does not know is part of "other", as in the matrix; one that the predictor gives no
    probability for has none.
    """
    if prediction.probabilities is None:
        return None
    chances = {row: np.zeros(truth.shape, np.float32) for row in (0, *valid)}
    for row, share in prediction.probabilities.items():
        chances[row if row in chances else 0] += share
    known = np.where(np.isin(truth, [*valid, UNSCORED]), truth, 0)
    try:
        found = reliability(chances, known, ignore=UNSCORED)
    except MaskRefused:  # they do not sum to 1: then they are scores, and nothing is to be said of their honesty
        return None
    return {"pixels": found.pixels[0].tolist(), "sure": found.sure[0].tolist(), "right": found.right[0].tolist()}


def _keep(picture: Grey8, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, encode(picture), overwrite=True)


def _sizes(what: str, rows: Labels, photo: Photo) -> str:
    return f"the {what} is {rows.shape[1]} x {rows.shape[0]} pixels, the photo {photo.size_wh[0]} x {photo.size_wh[1]}"
