"""Which engine is taken where none is named."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from maskkit.render.variant import usable_llvm

ASK = "import logging; logging.basicConfig(); from maskkit.engines.registry import engine; print(engine('auto').name)"


def asked(code: str = ASK, **environment: str) -> tuple[str, str]:
    """The engine that a fresh process takes, and what it says about it."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, **environment}
    )
    return done.stdout.strip(), done.stderr


def test_without_llvm_rooms_get_new_surfaces_and_the_log_says_what_to_install() -> None:
    name, said = asked(DRJIT_LIBLLVM_PATH="/no/such/library.so")
    assert name == "surface"
    assert "apt-get install libllvm19" in said or "maskkit[render]" in said or "libatomic1" in said


@pytest.mark.skipif(usable_llvm() is None, reason="there is no LLVM here")
def test_with_all_that_it_needs_rooms_are_rendered() -> None:
    pytest.importorskip("mitsuba_oidn", exc_type=ImportError)
    assert asked()[0] == "rendered"


def test_without_mitsuba_the_word_names_the_extra() -> None:
    name, said = asked(f"import sys; sys.modules['mitsuba'] = sys.modules['mitsuba_oidn'] = None; {ASK}")
    assert name == "surface"
    assert "pip install 'maskkit[render]'" in said
