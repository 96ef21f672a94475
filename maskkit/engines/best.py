"""The engine that is taken where none is named: rendered rooms where they can be rendered soon, else new surfaces."""

from __future__ import annotations

import importlib.util
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maskkit.engines.surface import SurfaceEngine
from maskkit.errors import MissingExtra, NoRoomFound, RoomTooSmall

if TYPE_CHECKING:
    from maskkit.engines.base import Engine, EngineRequest
    from maskkit.types import Rgb8

log = logging.getLogger(__name__)

LLVM_HINT = "Install LLVM 19 or newer (Debian and Ubuntu: apt-get install libllvm19), or ask for --engine rendered."


@dataclass(frozen=True)
class FirstThatCan:
    """Furnishes the rooms that ``furnishing`` can read, and gives the others new surfaces by ``surfaces`` at least."""

    furnishing: Engine
    surfaces: Engine
    name: str = "auto"

    def generate(self, request: EngineRequest) -> tuple[Rgb8, ...]:
        """The pictures of the one that can make them; a plan is only for the first.

        Raises:
            NoRoomFound: neither can, for the reason that the first gave.
            RoomTooSmall: the same.
        """
        try:
            return self.furnishing.generate(request)
        except (NoRoomFound, RoomTooSmall) as refusal:
            if request.plan is not None:
                raise
            log.warning("the room gets new surfaces only: %s", refusal)
            try:
                return self.surfaces.generate(request)
            except NoRoomFound:
                raise refusal from None


def best_engine() -> Engine:
    """The rendered engine, then the surface engine, if all is here that makes rendering quick; else the surface engine.

    >>> best_engine().name in ("auto", "surface")
    True
    """
    from maskkit.engines.rendered import RenderedEngine

    try:
        require_quick_rendering()
    except MissingExtra as error:
        log.warning("rooms get new surfaces, by the surface engine: %s", error)
        return SurfaceEngine()
    return FirstThatCan(RenderedEngine(), SurfaceEngine())


def require_quick_rendering() -> None:
    """Refuse where Mitsuba, its denoiser, LLVM or a library that they need is missing.

    Without LLVM rooms are rendered too, but a picture takes minutes.

    Raises:
        MissingExtra: one of them is; the message names it, and how it is installed.
    """
    from maskkit.render.variant import mitsuba, on_render_thread, usable_llvm

    on_render_thread(mitsuba)()
    if importlib.util.find_spec("mitsuba_oidn") is None:
        raise MissingExtra("rendering needs mitsuba-oidn", hint="Install it with: pip install 'maskkit[render]'.")
    if usable_llvm() is None:
        raise MissingExtra("rendering takes minutes without LLVM", hint=LLVM_HINT)
