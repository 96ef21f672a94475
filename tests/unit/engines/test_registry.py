"""Engines are found by name, or by the place where they are."""

from __future__ import annotations

import subprocess
import sys

import pytest

from maskkit.engines.registry import ENGINE_NAMES, engine
from maskkit.engines.surface import SurfaceEngine
from maskkit.errors import UnknownChoice


@pytest.mark.parametrize("name", ENGINE_NAMES)
def test_every_listed_engine_can_be_had(name: str) -> None:
    assert engine(name).name in ((name,) if name != "auto" else ("auto", "surface"))


def test_an_engine_is_found_by_module_and_attribute() -> None:
    assert isinstance(engine("maskkit.engines.surface:SurfaceEngine"), SurfaceEngine)


@pytest.mark.parametrize("name", ["magic", "", "no.such.module:Engine", "maskkit.engines.surface:Missing", ":", "a:"])
def test_an_unknown_engine_is_refused_with_the_list(name: str) -> None:
    with pytest.raises(UnknownChoice) as refused:
        engine(name)
    assert all(known in str(refused.value) for known in ENGINE_NAMES)


def test_what_is_no_engine_is_refused() -> None:
    with pytest.raises(UnknownChoice, match="is no engine"):
        engine("pathlib:Path")


def test_the_registry_loads_no_engine_before_it_is_asked_for_one() -> None:
    code = "import sys, maskkit.engines.registry; sys.exit('maskkit.engines.surface' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
