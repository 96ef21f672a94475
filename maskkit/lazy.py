"""Names of a package that are loaded when they are first asked for, so that importing the package costs nothing."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping


def lazy_names(package: str, homes: Mapping[str, str]) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """A package's ``__getattr__`` and ``__dir__`` (PEP 562); the latter lists its ``__all__``.

    Args:
        package: the package's name.
        homes: the module that each name is taken from, or for a part of the package that part itself.

    >>> get, _ = lazy_names("maskkit", {"parse_length": "maskkit.masks.lengths", "metrics": "maskkit.metrics"})
    >>> get("parse_length")("2%").amount, get("metrics").__name__
    (2.0, 'maskkit.metrics')
    """

    def get(name: str) -> object:
        home = homes.get(name)
        if home is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = importlib.import_module(home)
        value = module if home == f"{package}.{name}" else getattr(module, name)
        vars(sys.modules[package])[name] = value
        return value

    return get, lambda: sorted(vars(sys.modules[package])["__all__"])
