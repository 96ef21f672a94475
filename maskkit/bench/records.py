"""What was measured on one photo: everything that totals, intervals and comparisons are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import MaskkitError
from maskkit.types import SizeWh

Status: TypeAlias = Literal["scored", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Border:
    """How well a class's outline is met on one photo: Boundary IoU at 2 % and 0.5 % of the diagonal, boundary F."""

    iou_2: float
    iou_05: float
    f: float

    def to_json(self) -> list[float]:
        """The three values."""
        return [self.iou_2, self.iou_05, self.f]


@dataclass(frozen=True, eq=False)
class Record:
    """One photo, one predictor.

    ``scored``: a prediction was compared. ``refused``: the predictor gave none, on purpose, as where it found no room;
    the matrix then counts everything as missed. ``failed``: photo, truth or prediction could not be used, so that
    nothing is known; ``error`` says why.

    ``matrix`` is (n, n) int64, rows truth, in the rows of the scope. ``valid`` are the rows whose truth is known here.
    ``borders`` holds the valid rows that are in truth or prediction, ``card`` the whole score card of one mask,
    ``truth`` names the truth by its content: a comparison needs the same on both sides.
    """

    name: str
    status: Status
    valid: tuple[int, ...] = ()
    size_wh: SizeWh = (0, 0)
    matrix: NDArray[np.int64] | None = None
    borders: Mapping[int, Border] = field(default_factory=dict)
    card: Mapping[str, float | None] | None = None
    bins: Mapping[str, list[float]] | None = None
    truth: str = ""
    confidence: float | None = None
    seconds: float | None = None
    error: Mapping[str, str] | None = None

    @property
    def is_measured(self) -> bool:
        """Whether it counts: a refusal does, a failure does not."""
        return self.status != "failed"

    @classmethod
    def failure(cls, name: str, error: Exception) -> Record:
        """The record of a photo on which nothing could be measured."""
        return cls(name, "failed", error=told(error))

    def to_json(self) -> dict[str, Any]:
        """The record as JSON, without what is empty."""
        fields: dict[str, Any] = {
            "name": self.name,
            "status": self.status,
            "valid": list(self.valid),
            "size_wh": list(self.size_wh),
            "matrix": None if self.matrix is None else self.matrix.tolist(),
            "borders": {str(row): border.to_json() for row, border in self.borders.items()},
            "card": self.card,
            "bins": self.bins,
            "truth": self.truth,
            "confidence": self.confidence,
            "seconds": self.seconds,
            "error": self.error,
        }
        return {key: value for key, value in fields.items() if value not in (None, {}, "")}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Record:
        """The record of :meth:`to_json`."""
        matrix = told.get("matrix")
        return cls(
            name=told["name"],
            status=told["status"],
            valid=tuple(told["valid"]),
            size_wh=(told["size_wh"][0], told["size_wh"][1]),
            matrix=None if matrix is None else np.array(matrix, np.int64),
            borders={int(row): Border(*values) for row, values in told.get("borders", {}).items()},
            card=told.get("card"),
            bins=told.get("bins"),
            truth=told.get("truth", ""),
            confidence=told.get("confidence"),
            seconds=told.get("seconds"),
            error=told.get("error"),
        )


def told(error: Exception) -> dict[str, str]:
    """An error as JSON, also one that maskkit did not raise."""
    if isinstance(error, MaskkitError):
        return error.to_json()
    return {"code": MaskkitError.code, "message": f"{type(error).__name__}: {error}"}
