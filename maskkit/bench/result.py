"""The result of a bench: the records of each predictor, and everything that is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from maskkit.bench.records import Record
from maskkit.bench.scope import Scope
from maskkit.bench.statistics import DEFAULT_RESAMPLING, Resampling
from maskkit.bench.totals import Counted, Totals, total
from maskkit.errors import BatchIncomplete, MaskkitError, UnknownChoice
from maskkit.version import __version__

SCHEMA = "maskkit.bench/1"


@dataclass(frozen=True)
class Measured:
    """One predictor with its records, in the order of the data set."""

    name: str
    records: tuple[Record, ...]

    @cached_property
    def measured(self) -> tuple[Record, ...]:
        """The records that count."""
        return tuple(record for record in self.records if record.is_measured)

    @property
    def scored(self) -> tuple[Record, ...]:
        """The records of the photos that it gave a prediction for."""
        return tuple(record for record in self.records if record.status == "scored")

    @property
    def refused(self) -> tuple[Record, ...]:
        """The records of the photos that it gave none for, on purpose."""
        return tuple(record for record in self.records if record.status == "refused")

    @property
    def failed(self) -> tuple[Record, ...]:
        """The records of the photos that nothing is known of."""
        return tuple(record for record in self.records if record.status == "failed")

    @property
    def seconds(self) -> tuple[float, float]:
        """Median and 90th percentile of the time for a prediction; NaN for none."""
        times = [record.seconds for record in self.scored if record.seconds is not None]
        return (float(np.median(times)), float(np.quantile(times, 0.9))) if times else (float("nan"), float("nan"))


@dataclass(frozen=True)
class BenchResult:
    """What a bench measured. ``dataset`` describes the data set, ``groups`` the group of each photo, if any."""

    dataset: Mapping[str, Any]
    scope: Scope
    measured: tuple[Measured, ...]
    resampling: Resampling = DEFAULT_RESAMPLING
    groups: Mapping[str, str] | None = None

    @cached_property
    def _totals(self) -> dict[tuple[str, bool], Totals]:
        return {}

    @property
    def names(self) -> tuple[str, ...]:
        """What the predictors are called."""
        return tuple(one.name for one in self.measured)

    def of(self, name: str) -> Measured:
        """The records of the predictor ``name``.

        Raises:
            UnknownChoice: there is none of that name.
        """
        for one in self.measured:
            if one.name == name:
                return one
        raise UnknownChoice(f"nothing called {name!r} was measured", hint=f"There are: {', '.join(self.names)}.")

    def totals(self, name: str, *, answered_only: bool = False) -> Totals:
        """The totals of the predictor ``name``.

        A photo that it refused counts as one in which it found nothing: refusing what is hard must not pay.
        ``answered_only`` leaves those photos out.
        """
        key = (name, answered_only)
        if key not in self._totals:
            one = self.of(name)
            records = one.scored if answered_only else one.measured
            groups = None if self.groups is None else [self.groups[record.name] for record in records]
            self._totals[key] = total(records, self.scope, groups=groups, how=self.resampling)
        return self._totals[key]

    def image_iou(self, name: str) -> dict[str, float]:
        """The mean IoU of each measured photo by its name; NaN where there is no class to score."""
        records = self.of(name).measured
        values = Counted.of(records, self.scope).image_iou
        return {record.name: float(value) for record, value in zip(records, values, strict=True)}

    @property
    def failures(self) -> dict[str, Record]:
        """One failed record for each photo that failed with any predictor."""
        return {record.name: record for one in self.measured for record in one.failed}

    @property
    def error(self) -> MaskkitError | None:
        """What the bench as a whole is to be reported as; None when every photo was measured."""
        if not self.failures:
            return None
        first = next(iter(self.failures.values()))
        told = (first.error or {}).get("message", "")
        count = f"{len(self.failures)} of {self.dataset['photos']} photos"
        return BatchIncomplete(
            f"{count} could not be measured; {first.name}: {told}",
            hint="Mend what the table names, and run the same command again.",
        )

    def to_json(self) -> dict[str, Any]:
        """Everything: totals to read, records to compute with. Only the times differ from run to run."""
        return {
            "schema": SCHEMA,
            "maskkit": __version__,
            "dataset": dict(self.dataset),
            "resampling": self.resampling.to_json(),
            "groups": None if self.groups is None else dict(self.groups),
            "predictors": [self._predictor(one) for one in self.measured],
        }

    def _predictor(self, one: Measured) -> dict[str, Any]:
        median, p90 = one.seconds
        refusing = {"totals_answered": self.totals(one.name, answered_only=True).to_json()} if one.refused else {}
        return {
            "name": one.name,
            "failed": len(one.failed),
            "seconds": None if np.isnan(median) else {"median": median, "p90": p90},
            "totals": self.totals(one.name).to_json(),
            **refusing,
            "images": [record.to_json() for record in one.records],
        }
