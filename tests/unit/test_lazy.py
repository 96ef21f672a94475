"""Names that are loaded when they are asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

import maskkit
from maskkit import bench, metrics, testing


@pytest.mark.parametrize("package", [maskkit, bench, metrics, testing], ids=lambda package: package.__name__)
def test_every_name_that_is_promised_is_there(package: object) -> None:
    names = package.__all__  # type: ignore[attr-defined]
    assert [name for name in names if not hasattr(package, name)] == []
    assert dir(package) == sorted(names)


@pytest.mark.parametrize("package", [maskkit, bench, metrics, testing], ids=lambda package: package.__name__)
def test_another_name_is_an_attribute_error_that_names_the_package(package: object) -> None:
    with pytest.raises(AttributeError, match=r"module 'maskkit.*' has no attribute 'nonsense'"):
        package.nonsense  # type: ignore[attr-defined] # noqa: B018


def test_a_name_is_looked_for_once() -> None:
    _ = metrics.iou
    assert "iou" in vars(metrics)


def test_a_part_that_is_asked_for_by_name_is_loaded_then() -> None:
    code = "import sys, maskkit; before = 'maskkit.metrics' in sys.modules; print(before, maskkit.metrics.__name__)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["False", "maskkit.metrics"]
