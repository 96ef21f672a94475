"""Refuse an engine of one's own that cannot be loaded, before the first generation meets it.

It is loaded in a process of its own, just as for the generations: ``python -m maskkit.service.engine_check ENGINE``.
"""

from __future__ import annotations

import subprocess
import sys

from maskkit.engines.registry import ENGINE_NAMES
from maskkit.errors import MaskkitError, UnknownChoice
from maskkit.service.jobs.children import child_environment


def check_engine(name: str) -> None:
    """Refuse a name that no engine can have.

    Raises:
        UnknownChoice: it is neither one of ours nor a ``module:attribute``.

    >>> check_engine("my_rooms:engine")
    """
    module, _, attribute = name.partition(":")
    if name not in ENGINE_NAMES and not (module and attribute):
        hint = f"Choose one of: {', '.join(ENGINE_NAMES)}; or a module:attribute."
        raise UnknownChoice(f"unknown engine {name!r}", hint=hint)


def require_engine(name: str) -> None:
    """Refuse an engine that cannot be loaded; one of ours always can.

    Raises:
        UnknownChoice: there is no such engine, or its module cannot be imported; the message says why.
    """
    check_engine(name)
    if name in ENGINE_NAMES:
        return
    command = [sys.executable, "-m", "maskkit.service.engine_check", name]
    done = subprocess.run(  # noqa: S603  the command is ours
        command, env=child_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"its process ended with exit code {done.returncode}"]
        hint = f"Put its module where Python finds it (PYTHONPATH), or choose one of: {', '.join(ENGINE_NAMES)}."
        raise UnknownChoice(f"the engine {name!r} cannot be loaded: {said[-1].rstrip('.')}", hint=hint)


def main(arguments: list[str]) -> None:
    """Load the engine; the last line on stderr says what keeps it from that."""
    from maskkit.engines.registry import engine

    try:
        engine(arguments[0])
    except Exception as error:  # noqa: BLE001  a module may raise anything while it is imported
        sys.exit(_reason(error))


def _reason(error: Exception) -> str:
    """In one line, what keeps the engine from being loaded."""
    cause = error.__cause__ or error
    said = str(cause) if isinstance(cause, MaskkitError) else f"{type(cause).__name__}: {cause}"
    return " ".join(said.split())


if __name__ == "__main__":
    main(sys.argv[1:])
