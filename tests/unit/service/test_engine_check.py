"""Engines that cannot be loaded are refused before anything is generated."""

from __future__ import annotations

from pathlib import Path

import pytest

from maskkit.errors import UnknownChoice
from maskkit.service.app import serve
from maskkit.service.engine_check import check_engine, require_engine
from maskkit.service.settings import ServiceSettings


@pytest.mark.parametrize("name", ["surface", "my_rooms:engine"])
def test_engines_that_may_exist(name: str) -> None:
    check_engine(name)


@pytest.mark.parametrize("name", ["magic", "", ":", "module:", ":attribute"])
def test_engines_that_cannot_exist(name: str) -> None:
    with pytest.raises(UnknownChoice, match="surface"):
        check_engine(name)


def test_an_engine_that_can_be_loaded_is_taken(engines: Path) -> None:
    assert engines.is_dir()
    require_engine("tiny_engines:paint")
    require_engine("surface")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("no_such_module:engine", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("json:engine", "AttributeError: module 'json' has no attribute 'engine'"),
        ("json:loads", "TypeError: loads"),
        ("json:JSONDecoder", "is no engine"),
    ],
)
def test_what_keeps_an_engine_from_being_loaded_is_said_in_one_line(name: str, reason: str) -> None:
    with pytest.raises(UnknownChoice, match=f"'{name}' cannot be loaded: .*{reason}") as refused:
        require_engine(name)
    assert "\n" not in str(refused.value)
    assert "PYTHONPATH" in str(refused.value)


def test_an_engine_that_breaks_while_it_is_imported_is_refused_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_engine.py").write_text("raise RuntimeError('no driver\\nfound')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(UnknownChoice, match="RuntimeError: no driver found"):
        require_engine("broken_engine:engine")


def test_the_service_does_not_start_with_it_and_takes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UnknownChoice, match="cannot be loaded"):
        serve(ServiceSettings(data=tmp_path / "data", port=0, engine="no_such_module:engine"))
    assert not (tmp_path / "data").exists()
