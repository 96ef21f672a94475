"""The engines by name; an engine's module is loaded when it is first asked for."""

from __future__ import annotations

import importlib

from maskkit.engines.base import Engine
from maskkit.errors import UnknownChoice

_HOMES = {
    "auto": "maskkit.engines.best:best_engine",
    "surface": "maskkit.engines.surface:SurfaceEngine",
    "rendered": "maskkit.engines.rendered:RenderedEngine",
}

ENGINE_NAMES = tuple(_HOMES)


def engine(name: str) -> Engine:
    """The engine called ``name``: one of ``ENGINE_NAMES``, or your own as ``"module:attribute"``.

    ``"auto"`` is the rendered engine where it is quick, with the surface engine for rooms that it cannot read; else the
    surface engine alone.

    The attribute is an engine, or something that gives one when it is called without arguments.

    Raises:
        UnknownChoice: no such engine; the message lists the names.
        MissingExtra: the engine needs a part of maskkit that is not installed.

    >>> engine("magic")
    Traceback (most recent call last):
    ...
    maskkit.errors.UnknownChoice: unknown engine 'magic'. Choose one of: auto, surface, rendered; or a module:attribute.
    """
    home = _HOMES.get(name, name)
    module, _, attribute = home.partition(":")
    if not (module and attribute):
        raise _unknown(name)
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (ModuleNotFoundError, AttributeError) as error:
        if isinstance(error, ModuleNotFoundError) and not f"{module}.".startswith(f"{error.name}."):
            raise
        raise _unknown(name) from error
    made = found() if isinstance(found, type) or not isinstance(found, Engine) else found
    if not isinstance(made, Engine):
        raise UnknownChoice(f"{name!r} is no engine", hint="An engine has a name and a generate(request) method.")
    return made


def _unknown(name: str) -> UnknownChoice:
    hint = f"Choose one of: {', '.join(ENGINE_NAMES)}; or a module:attribute."
    return UnknownChoice(f"unknown engine {name!r}", hint=hint)
