"""What is measured: a method of maskkit, a folder of predictions, or a function of one's own."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Protocol, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from maskkit.bench.dataset import Sample, digest, file_stamp
from maskkit.bench.layouts import PHOTO_SUFFIXES
from maskkit.bench.scope import Scope, is_label_map, strangers
from maskkit.bench.truth import read_labels
from maskkit.errors import EmptyMask, InputRefused, MaskRefused, NoRoomFound, UnknownChoice
from maskkit.images.decode import decode_grey
from maskkit.images.photo import Photo
from maskkit.masks.mask import Mask
from maskkit.masks.segment import METHODS, Segmentation, segment
from maskkit.masks.target import mask
from maskkit.types import Alpha, Grey8, Labels

Answer: TypeAlias = "Segmentation | Mask | NDArray[Any]"
"""What a function may give: a label map, alone or in a :class:`Segmentation`; for one mask also a Mask, bool (H, W),
floating point (H, W) within 0..1, or uint8 (H, W) with 255 = marked."""


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a predictor says of a photo.

    ``rows`` (H, W) are rows of the scope; ``picture`` (H, W) is what is kept on disk: the whole label map, or the mask.
    ``soft`` is a mask before it was made hard; ``probabilities`` are (H, W) float32 by row.
    """

    rows: Labels
    picture: Grey8
    soft: Alpha | None = None
    probabilities: Mapping[int, Alpha] | None = None
    confidence: float | None = None


class Predictor(Protocol):
    """Something that predicts; it is sent to other processes, so that it must be possible to pickle it."""

    @property
    def name(self) -> str:
        """What it is called in tables."""

    @property
    def is_kept(self) -> bool:
        """Whether its predictions are to be kept as files, since they are no files yet."""

    def predict(self, sample: Sample, photo: Photo, scope: Scope) -> Prediction:
        """The prediction for one photo.

        Raises:
            NoRoomFound: it has none, on purpose.
        """

    def stamp(self, sample: Sample) -> str:
        """Changes when its predictions for this photo may."""


@dataclass(frozen=True)
class Method:
    """A method of ``mk.segment``; where one mask is scored, ``mk.mask`` with that method."""

    name: str
    is_kept = True

    def predict(self, sample: Sample, photo: Photo, scope: Scope) -> Prediction:  # noqa: ARG002 (a predictor's signature)
        """What the method says."""
        if scope.target is None:
            return as_prediction(segment(photo, method=self.name), photo, scope)
        try:
            return as_prediction(mask(photo, target=scope.target, method=self.name), photo, scope)
        except EmptyMask:
            return as_prediction(Mask.empty(photo.size_wh), photo, scope)

    def stamp(self, sample: Sample) -> str:  # noqa: ARG002 (a predictor's signature)
        """The method's code: what an older one said is not taken for what it would say now."""
        return f"{self.name} {code_stamp(METHOD_CODE)}"


@dataclass(frozen=True)
class Files:
    """A folder of predictions: for each photo a file of its name, with any suffix of a picture.

    Label maps where classes are scored. Where one mask is scored, masks, or label maps to make the mask of: a picture
    of nothing but class values, and more than 0 and 255, is a label map. ``allow_missing`` takes a photo without a file
    for one that was refused.
    """

    name: str
    folder: Path
    allow_missing: bool = False
    is_kept = False

    def path(self, sample: Sample) -> Path | None:
        """The file for a photo, or None."""
        stem = self.folder / sample.name
        found = (stem.with_name(stem.name + suffix) for suffix in _SUFFIXES)
        return next((path for path in found if path.is_file()), None)

    def predict(self, sample: Sample, photo: Photo, scope: Scope) -> Prediction:
        """What the file says."""
        path = self.path(sample)
        if path is None:
            raise NoRoomFound("there is no prediction", where=f"{self.folder}/{sample.name}", hint="")
        values = decode_grey(path) if scope.is_binary else read_labels(path)
        return as_prediction(values, photo, scope, where=str(path))

    def stamp(self, sample: Sample) -> str:
        """Size and time of the file."""
        path = self.path(sample)
        return f"{path} {file_stamp(path)}" if path else "missing"


@dataclass(frozen=True)
class Function:
    """A function of one's own, from photo to :data:`Answer`.

    Kept measurements are used again for the same ``version`` only; without one they are not used again.
    """

    name: str
    function: Callable[[Photo], Answer]
    version: str = ""
    is_kept = True

    def predict(self, sample: Sample, photo: Photo, scope: Scope) -> Prediction:  # noqa: ARG002 (a predictor's signature)
        """What the function says."""
        return as_prediction(self.function(photo), photo, scope, where=self.name)

    def stamp(self, sample: Sample) -> str:  # noqa: ARG002 (a predictor's signature)
        """The version."""
        return self.version or secrets.token_hex(8)


Predictors: TypeAlias = "Sequence[Predictor | str] | Mapping[str, Callable[[Photo], Answer]]"
"""Predictors, names of methods, or functions by name."""


def as_predictors(given: Predictors) -> tuple[Predictor, ...]:
    """The predictors that ``given`` stands for.

    Raises:
        UnknownChoice: there is no such method, or two are called alike.
    """
    if isinstance(given, Mapping):
        found: list[Predictor] = [Function(name, function) for name, function in given.items()]
    else:
        found = [_method(one) if isinstance(one, str) else one for one in given]
    names = [predictor.name for predictor in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UnknownChoice(f"two predictors are called {twice[0]!r}", hint="Name them: --predictions NAME=FOLDER.")
    return tuple(found)


def missing_files(predictor: Predictor, samples: Sequence[Sample]) -> list[str]:
    """The photos that a folder of predictions has no file for, though it has to."""
    if not isinstance(predictor, Files) or predictor.allow_missing:
        return []
    return [sample.name for sample in samples if predictor.path(sample) is None]


def as_prediction(answer: Answer, photo: Photo, scope: Scope, *, where: str | None = None) -> Prediction:
    """An answer in the rows of ``scope``.

    Raises:
        MaskRefused: it is no label map and no mask, or of another size than the photo.
    """
    confidence, probabilities = None, None
    if isinstance(answer, Segmentation):
        confidence = answer.confidence
        probabilities = None if scope.is_binary else _by_row(answer, scope)
        answer = answer.labels
    values = np.asarray(answer.values if isinstance(answer, Mask) else answer)
    if values.shape != photo.pixels.shape[:2]:
        raise MaskRefused(f"the prediction has the shape {values.shape}, the photo {photo.size_wh}", where=where)
    if not scope.is_binary or (values.dtype == np.uint8 and not isinstance(answer, Mask) and is_label_map(values)):
        return Prediction(_label_rows(values, scope, where), values, None, probabilities, confidence)
    soft = _soft(values, where)
    return Prediction((soft >= 0.5).astype(np.uint8), np.rint(soft * 255).astype(np.uint8), soft, None, confidence)


METHOD_CODE = ("images", "geometry", "masks")
SCORE_CODE = ("images", "metrics", "bench/scope.py", "bench/truth.py", "bench/predictors.py", "bench/scoring.py")


@cache
def code_stamp(parts: tuple[str, ...]) -> str:
    """A name for the code and weights in some parts of maskkit: changes when they do."""
    roots = [Path(str(resources.files("maskkit"))) / part for part in parts]
    files = [path for root in roots for path in sorted(root.rglob("*")) or [root] if path.suffix in _CODE]
    return digest(*(f"{path.name} {file_stamp(path)}" for path in files))


_CODE = frozenset({".py", ".json", ".onnx", ".npz", ".npy", ".bin"})
_SUFFIXES = (".png", *sorted(PHOTO_SUFFIXES - {".png"}))


def _method(name: str) -> Method:
    if name != "auto" and name not in METHODS:
        raise UnknownChoice(
            f"unknown method {name!r}", hint=f"Choose one of: {', '.join(['auto', *METHODS])}; they need no prompt."
        )
    return Method(name)


def _label_rows(values: NDArray[Any], scope: Scope, where: str | None) -> Labels:
    if values.dtype != np.uint8:
        raise MaskRefused(f"a label map is uint8, not {values.dtype}", where=where)
    if unknown := strangers(values):
        raise MaskRefused(f"no class has the value {unknown[0]}", where=where)
    rows = scope.rows_of(values)
    rows[rows == 255] = 0  # "I cannot tell" finds nothing
    return rows


def _soft(values: NDArray[Any], where: str | None) -> Alpha:
    if values.dtype == np.bool_:
        return values.astype(np.float32)
    if values.dtype == np.uint8:
        return values * np.float32(1 / 255)
    if not np.issubdtype(values.dtype, np.floating) or not bool(np.all((values >= 0) & (values <= 1))):
        raise MaskRefused(f"a mask is bool, uint8, or within 0..1, not {values.dtype} like this", where=where)
    return values.astype(np.float32)


def _by_row(found: Segmentation, scope: Scope) -> dict[int, Alpha] | None:
    """The probabilities of the scope's rows; row 0 has those of all classes that no row has."""
    if found.probabilities is None:
        return None
    row_of = {label: row for row in scope.rows for label in scope.members[row] or ()}
    layers: dict[int, Alpha] = {}
    for room_class, share in found.probabilities.items():
        row = row_of.get(int(room_class), 0)
        layers[row] = cast("Alpha", layers[row] + share) if row in layers else share
    return layers


def require_folder(folder: Path) -> Path:
    """A folder of predictions that is there.

    Raises:
        InputRefused: it is not.
    """
    if not folder.is_dir():
        raise InputRefused("there is no such folder of predictions", where=str(folder), hint="Check the path.")
    return folder
