"""The engine that is taken where none is named: rendered rooms where they can be rendered soon, else new surfaces."""

from __future__ import annotations

import importlib.util
import logging
from typing import TYPE_CHECKING

from maskkit.engines.surface import SurfaceEngine
from maskkit.errors import MissingExtra

if TYPE_CHECKING:
    from maskkit.engines.base import Engine

log = logging.getLogger(__name__)

LLVM_HINT = "Install LLVM 19 or newer (Debian and Ubuntu: apt-get install libllvm19), or ask for --engine rendered."


def best_engine() -> Engine:
    """The rendered engine if all is here that makes it quick, else the surface engine with a word in the log.

    >>> best_engine().name in ("rendered", "surface")
    True
    """
    from maskkit.engines.rendered import RenderedEngine

    try:
        require_quick_rendering()
    except MissingExtra as error:
        log.warning("rooms get new surfaces, by the surface engine: %s", error)
        return SurfaceEngine()
    return RenderedEngine()


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
