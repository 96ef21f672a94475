"""Which predictors are compared with which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from maskkit.bench.comparison import Comparison, Side, compare_sides, different_photos, require_same_scope
from maskkit.bench.dataset import Dataset
from maskkit.bench.outputs import OtherRun
from maskkit.bench.predictors import Method, Predictor
from maskkit.bench.result import BenchResult


@dataclass(frozen=True)
class Paired:
    """A comparison, and where the predictions of both sides are to be found, if they are."""

    comparison: Comparison
    sides: tuple[OtherRun, OtherRun] | None


def pair_up(
    result: BenchResult,
    others: Mapping[str, BenchResult],
    *,
    predictors: Sequence[Predictor],
    out: Path | None,
    intersect: bool = False,
) -> list[Paired]:
    """The comparisons of a bench: its predictors with its first one, then with each other run.

    Of another run the predictor of the same name is taken, or the first one.

    Raises:
        InputRefused: they do not go together; see :func:`maskkit.bench.compare`.
    """
    of_name = {predictor.name: predictor for predictor in predictors}
    first = result.names[0]
    pairs = []
    for name in result.names[1:]:
        mine = Side(first, result, first), Side(name, result, name)
        found = compare_sides(*mine, intersect=True, how=result.resampling)
        here = (OtherRun(of_name[first], out), OtherRun(of_name[name], out)) if out else None
        pairs.append(Paired(found, here))
    for text, other in others.items():
        for name in result.names:
            theirs = name if name in other.names else other.names[0]
            label = f"{theirs} ({_short(text)})"
            base, ours = Side(label, other, theirs), Side(name, result, name)
            found = compare_sides(base, ours, intersect=intersect, how=result.resampling)
            there = OtherRun(Method(theirs), Path(text) if Path(text).is_dir() else Path(text).parent)
            pairs.append(Paired(found, (there, OtherRun(of_name[name], out)) if out else None))
    return pairs


def require_comparable(dataset: Dataset, others: Mapping[str, BenchResult], *, intersect: bool) -> None:
    """Refuse, before anything is measured, what could not be compared afterwards.

    Raises:
        InputRefused: another run scored other classes, or other photos (unless ``intersect``).
    """
    names = {sample.name for sample in dataset}
    for text, other in others.items():
        require_same_scope((dataset.name, dataset.scope), (_short(text), other.scope))
        theirs = {record.name for record in other.measured[0].records}
        if not names & theirs or (names != theirs and not intersect):
            raise different_photos((dataset.name, _short(text)), names ^ theirs, share=bool(names & theirs))


def compare_runs(results: Mapping[str, BenchResult], *, intersect: bool = False) -> list[Comparison]:
    """Every other run with the first, predictor by predictor.

    Raises:
        InputRefused: they do not go together; see :func:`maskkit.bench.compare`.
    """
    (base_text, base), *others = results.items()
    found = []
    for text, other in others:
        for name in other.names:
            ours = name if name in base.names else base.names[0]
            sides = Side(f"{ours} ({_short(base_text)})", base, ours), Side(f"{name} ({_short(text)})", other, name)
            found.append(compare_sides(*sides, intersect=intersect, how=base.resampling))
    return found


def _short(text: str) -> str:
    """The folder of a run: that is what tells runs apart, since all their files are called alike."""
    path = Path(text)
    return path.parent.name or path.name if path.suffix == ".json" else path.name
