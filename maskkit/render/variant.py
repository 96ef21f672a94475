"""Which of Mitsuba's variants runs here: LLVM where a usable one is proved, else the scalar one."""

from __future__ import annotations

import ctypes
import glob
import importlib
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from maskkit.errors import MissingExtra

P = ParamSpec("P")
T = TypeVar("T")

_THREAD_NAME = "maskkit-render"

OLDEST_LLVM = 19
"""Older ones end the process on the first kernel ("Cannot select fminimum"), so that they must not be tried."""

LIBRARIES_HINT = "Install the library that it misses; on Debian and Ubuntu: apt-get install libatomic1."

_PLACES = (
    "/usr/lib/*/libLLVM*.so*",
    "/usr/lib64/libLLVM*.so*",
    "/usr/lib/llvm-*/lib/libLLVM*.so*",
    "/usr/local/lib/libLLVM*.so*",
    "/opt/homebrew/opt/llvm/lib/libLLVM*.dylib",
    "C:/Program Files/LLVM/bin/LLVM-C.dll",
)


def on_render_thread(work: Callable[P, T]) -> Callable[P, T]:
    """``work``, always on the one thread that renders.

    Mitsuba's variant belongs to a thread, and two threads that render at the same time wait for each other without end.

    >>> on_render_thread(threading.current_thread)() is on_render_thread(threading.current_thread)()
    True
    """

    @wraps(work)
    def run(*given: P.args, **named: P.kwargs) -> T:
        if threading.current_thread().name.startswith(_THREAD_NAME):
            return work(*given, **named)
        return _render_thread().submit(work, *given, **named).result()

    return run


@cache
def _render_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix=_THREAD_NAME)


def mitsuba() -> Any:
    """The ``mitsuba`` module with its variant set for this thread; the first call decides for the process.

    Raises:
        MissingExtra: Mitsuba is not installed, or a library of the system that it needs is not.
    """
    try:
        module = importlib.import_module("mitsuba")
        if module.variant() is None:
            module.set_variant(_choose())
    except ModuleNotFoundError as error:
        raise MissingExtra("rendering needs Mitsuba", hint="Install it with: pip install 'maskkit[render]'.") from error
    except (ImportError, NameError) as error:  # Dr.Jit turns a library that it misses into a NameError
        raise MissingExtra(f"Mitsuba cannot be loaded here: {_first_cause(error)}", hint=LIBRARIES_HINT) from error
    return module


def _first_cause(error: BaseException) -> BaseException:
    """What went wrong first."""
    earlier = error.__cause__ or error.__context__
    return error if earlier is None else _first_cause(earlier)


@cache
def _choose() -> str:
    library = usable_llvm()
    if library is None:
        return "scalar_rgb"
    os.environ["DRJIT_LIBLLVM_PATH"] = library
    return "llvm_ad_rgb"


def usable_llvm() -> str | None:
    """The path of an LLVM library that is new enough; ``DRJIT_LIBLLVM_PATH`` goes first."""
    named = os.environ.get("DRJIT_LIBLLVM_PATH")
    candidates = [named] if named else newest_first(path for place in _PLACES for path in glob.glob(place))  # noqa: PTH207
    return next((path for path in candidates if (llvm_major(path) or 0) >= OLDEST_LLVM), None)


def newest_first(paths: Iterable[str]) -> list[str]:
    """Libraries by the version in their file names, without those that are known to be too old.

    >>> newest_first(["libLLVM-15.so", "libLLVM-19.so", "libLLVM.so.23.1"])
    ['libLLVM.so.23.1', 'libLLVM-19.so']
    """
    named = {path: max(_numbers(path), default=OLDEST_LLVM) for path in paths}
    return sorted((path for path, major in named.items() if major >= OLDEST_LLVM), key=lambda path: -named[path])


def _numbers(path: str) -> Iterator[int]:
    return (int(digits) for digits in re.findall(r"\d+", os.path.basename(path)))  # noqa: PTH119


def llvm_major(path: str) -> int | None:
    """The major version that a library says it has, or None where it is no LLVM."""
    try:
        library = ctypes.CDLL(path)
        numbers = [ctypes.c_uint() for _ in range(3)]
        library.LLVMGetVersion(*(ctypes.byref(number) for number in numbers))
    except (OSError, AttributeError):
        return None
    return int(numbers[0].value)
