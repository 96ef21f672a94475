"""Finding an LLVM that does not end the process."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from maskkit.errors import MissingExtra
from maskkit.render import variant
from maskkit.render.variant import OLDEST_LLVM, llvm_major, newest_first, on_render_thread, usable_llvm


def test_libraries_that_are_too_old_by_name_are_never_opened() -> None:
    named = ["/a/libLLVM-14.so.1", "/a/libLLVM-15.so", "/a/libLLVM.so.19.1", "/a/libLLVM-20.so"]
    assert newest_first(named) == ["/a/libLLVM-20.so", "/a/libLLVM.so.19.1"]


def test_a_library_without_a_number_is_worth_a_look() -> None:
    assert newest_first(["/a/libLLVM.so"]) == ["/a/libLLVM.so"]


def test_what_is_no_llvm_has_no_version(tmp_path: Path) -> None:
    fake = tmp_path / "libLLVM-30.so"
    fake.write_bytes(b"not a library")
    assert llvm_major(str(fake)) is None
    assert llvm_major(str(tmp_path / "missing.so")) is None


@pytest.mark.skipif(sys.platform != "linux", reason="names the C library of Linux")
def test_a_library_that_is_not_llvm_is_refused() -> None:
    assert llvm_major("libc.so.6") is None


def test_a_named_library_goes_first_and_must_be_usable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "libLLVM-30.so"
    fake.write_bytes(b"not a library")
    monkeypatch.setenv("DRJIT_LIBLLVM_PATH", str(fake))
    assert usable_llvm() is None


def test_what_is_found_is_new_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DRJIT_LIBLLVM_PATH", raising=False)
    found = usable_llvm()
    assert found is None or (llvm_major(found) or 0) >= OLDEST_LLVM


def test_without_mitsuba_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mitsuba", None)
    with pytest.raises(MissingExtra, match=r"pip install 'maskkit\[render\]'"):
        variant.mitsuba()


def test_without_a_usable_llvm_the_scalar_variant_is_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRJIT_LIBLLVM_PATH", str(tmp_path / "none.so"))
    assert variant._choose.__wrapped__() == "scalar_rgb"


def test_a_library_that_the_system_lacks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dr.Jit swallows the error of the loader and fails on a name a little later."""
    broken = (
        "try:\n    raise ImportError('libatomic.so.1: cannot open')\nexcept ImportError:\n    undefined_extension\n"
    )
    (tmp_path / "mitsuba.py").write_text(broken)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "mitsuba", raising=False)
    with pytest.raises(MissingExtra, match=r"libatomic\.so\.1.*apt-get install libatomic1"):
        variant.mitsuba()


def test_rendering_keeps_to_one_thread_whoever_asks() -> None:
    asked = on_render_thread(threading.get_ident)
    with ThreadPoolExecutor(3) as crew:
        seen = set(crew.map(lambda _: asked(), range(6)))
    assert len(seen) == 1
    assert seen.isdisjoint({threading.get_ident()})


def test_work_on_the_render_thread_may_ask_for_more_of_it() -> None:
    inner = on_render_thread(threading.get_ident)
    outer = on_render_thread(lambda: (threading.get_ident(), inner()))
    first, second = outer()
    assert first == second


def test_what_goes_wrong_there_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        on_render_thread(lambda: 1 / 0)()
