"""Scoring a whole data set of photos and truth: tables, confidence intervals, pages to look at, comparisons.

From the data set to the page: ``dataset`` says which photos have which truth, ``predictors`` what is measured on them,
``run`` measures and keeps what it has measured, ``result`` sums it up, and ``outputs`` writes it down.

>>> from maskkit import bench
>>> bench.run.__name__, bench.open_dataset.__name__
('run', 'open_dataset')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maskkit.lazy import lazy_names

if TYPE_CHECKING:
    from maskkit.bench.comparison import Comparison as Comparison
    from maskkit.bench.comparison import compare as compare
    from maskkit.bench.dataset import Dataset as Dataset
    from maskkit.bench.dataset import Sample as Sample
    from maskkit.bench.opening import open_dataset as open_dataset
    from maskkit.bench.outputs import write_outputs as write_outputs
    from maskkit.bench.predictors import Files as Files
    from maskkit.bench.predictors import Function as Function
    from maskkit.bench.predictors import Method as Method
    from maskkit.bench.reading import read_result as read_result
    from maskkit.bench.result import BenchResult as BenchResult
    from maskkit.bench.runner import run as run
    from maskkit.bench.statistics import Interval as Interval

_HOMES = {
    "BenchResult": "maskkit.bench.result",
    "Comparison": "maskkit.bench.comparison",
    "Dataset": "maskkit.bench.dataset",
    "Files": "maskkit.bench.predictors",
    "Function": "maskkit.bench.predictors",
    "Interval": "maskkit.bench.statistics",
    "Method": "maskkit.bench.predictors",
    "Sample": "maskkit.bench.dataset",
    "compare": "maskkit.bench.comparison",
    "open_dataset": "maskkit.bench.opening",
    "read_result": "maskkit.bench.reading",
    "run": "maskkit.bench.runner",
    "write_outputs": "maskkit.bench.outputs",
}

__all__ = list(_HOMES)

__getattr__, __dir__ = lazy_names(__name__, _HOMES)
