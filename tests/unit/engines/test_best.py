"""Which engine is taken where none is named."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from maskkit.engines.base import EngineRequest
from maskkit.engines.best import FirstThatCan
from maskkit.errors import NoRoomFound, RoomTooSmall
from maskkit.images.photo import Photo
from maskkit.masks.mask import Mask
from maskkit.render.planner.plan import Plan
from maskkit.render.variant import usable_llvm
from maskkit.roomapi.words import RoomType, Theme

if TYPE_CHECKING:
    from maskkit.types import Rgb8

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
    assert asked()[0] == "auto"


def test_without_mitsuba_the_word_names_the_extra() -> None:
    name, said = asked(f"import sys; sys.modules['mitsuba'] = sys.modules['mitsuba_oidn'] = None; {ASK}")
    assert name == "surface"
    assert "pip install 'maskkit[render]'" in said


class Says:
    """An engine that paints all of a picture in one grey, or refuses."""

    def __init__(self, grey: int | None = None, refusal: Exception | None = None) -> None:
        self.name, self.grey, self.refusal = "says", grey, refusal

    def generate(self, request: EngineRequest) -> tuple[Rgb8, ...]:
        if self.refusal:
            raise self.refusal
        return (np.full((*request.photo.pixels.shape[:2], 3), self.grey, np.uint8),)


REQUEST = EngineRequest(Photo(np.zeros((8, 8, 3), np.uint8)), Mask.full((8, 8)), RoomType.KITCHEN, Theme.MODERN, seed=1)


@pytest.mark.parametrize("refusal", [NoRoomFound("no plain room"), RoomTooSmall("no place for a bath")])
def test_a_room_that_cannot_be_furnished_gets_new_surfaces(refusal: Exception) -> None:
    assert FirstThatCan(Says(3), Says(7)).generate(REQUEST)[0].max() == 3
    assert FirstThatCan(Says(refusal=refusal), Says(7)).generate(REQUEST)[0].max() == 7


def test_where_neither_can_the_first_reason_is_told() -> None:
    engine = FirstThatCan(Says(refusal=NoRoomFound("no plain room")), Says(refusal=NoRoomFound("no floor")))
    with pytest.raises(NoRoomFound, match="no plain room"):
        engine.generate(REQUEST)


def test_a_plan_is_never_left_out_silently() -> None:
    engine = FirstThatCan(Says(refusal=NoRoomFound("no plain room")), Says(7))
    with pytest.raises(NoRoomFound):
        engine.generate(replace(REQUEST, plan=Plan(())))


def test_other_errors_are_no_refusals() -> None:
    with pytest.raises(ValueError, match="broken"):
        FirstThatCan(Says(refusal=ValueError("broken")), Says(7)).generate(REQUEST)
