"""Engines for the service's tests, given to it as ``tiny_engines:NAME``."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from maskkit.errors import NoRoomFound

if TYPE_CHECKING:
    from maskkit.engines.base import EngineRequest
    from maskkit.types import Rgb8


@dataclass(frozen=True)
class Paint:
    """Paints what is masked in a colour that the seed decides, after a while."""

    name: str = "paint"
    wait_s: float = 0.0

    def generate(self, request: EngineRequest) -> tuple[Rgb8, ...]:
        time.sleep(self.wait_s)
        pixels = request.photo.pixels.copy()
        pixels[request.mask.to_bool()] = (request.seed % 256, 10, 20)
        return (pixels,)


class Crash:
    """Takes its process down."""

    name = "crash"

    def generate(self, request: EngineRequest) -> tuple[Rgb8, ...]:  # noqa: ARG002
        os._exit(9)


class CrashOnce:
    """Takes its process down the first time, as the file at ``TINY_ENGINES_MARK`` remembers."""

    name = "crash_once"

    def generate(self, request: EngineRequest) -> tuple[Rgb8, ...]:
        mark = Path(os.environ["TINY_ENGINES_MARK"])
        if not mark.exists():
            mark.touch()
            os._exit(9)
        return paint.generate(request)


class Refuse:
    """Says no, and prints where answers are expected."""

    name = "refuse"

    def generate(self, request: EngineRequest) -> tuple[Rgb8, ...]:  # noqa: ARG002
        print("an engine that talks")  # noqa: T201
        raise NoRoomFound("no floor to be seen")


class Stumble:
    """Has a bug."""

    name = "stumble"

    def generate(self, request: EngineRequest) -> tuple[Rgb8, ...]:  # noqa: ARG002
        return ({}["no such key"],)


paint = Paint()
slow = Paint("slow", 0.3)
brief = Paint("brief", 0.1)
steady = Paint("steady", 1.5)
late = Paint("late", 3600.0)
endless = Paint("endless", 3600.0)
crash, crash_once, refuse, stumble = Crash(), CrashOnce(), Refuse(), Stumble()
