"""An engine that does nothing: it gives the photo back. For measuring everything around it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maskkit.engines.base import EngineRequest
    from maskkit.types import Rgb8


@dataclass(frozen=True)
class Echo:
    """Gives the photo back, after a while."""

    name: str = "echo"
    wait_s: float = 0.0

    def generate(self, request: EngineRequest) -> tuple[Rgb8, ...]:
        """The photo itself."""
        time.sleep(self.wait_s)
        return (request.photo.pixels,)


echo = Echo()
steady = Echo("steady", 1.5)
endless = Echo("endless", 3600.0)
