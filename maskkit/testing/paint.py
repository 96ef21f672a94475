"""An engine for tests: it paints what is masked, in a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maskkit.engines.base import EngineRequest
    from maskkit.types import Rgb8


class PaintEngine:
    """Paints what is masked in a colour that the seed decides.

    A service takes it as ``maskkit.testing.paint:PaintEngine``.

    >>> PaintEngine().name
    'paint'
    """

    name = "paint"

    def generate(self, request: EngineRequest) -> tuple[Rgb8, ...]:
        """The photo with the mask painted over."""
        pixels = request.photo.pixels.copy()
        pixels[request.mask.to_bool()] = (request.seed % 256, request.seed // 256 % 256, 128)
        return (pixels,)
