"""Whatever name is tried, a folder store never writes outside its folder."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from maskkit.errors import StorageError
from maskkit.storage.local import LocalStore
from maskkit.storage.memory import MemoryStore

nasty = st.sampled_from(
    [
        "..",
        ".",
        "",
        "/",
        "\\",
        "\0",
        "a",
        "A",
        "b.png",
        "con",
        "~",
        "%2e%2e",
        "..%2f",
        " ",
        "\u202e",
        "é",
        "e\u0301",
        "C:",
    ]
)
names = (
    st.lists(nasty | st.text(max_size=4), max_size=6).map("/".join)
    | st.lists(nasty, max_size=8).map("".join)
    | st.text()
)


def tree(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*")}


@settings(max_examples=150)
@given(st.lists(st.tuples(names, st.binary(max_size=8)), max_size=8))
def test_nothing_appears_outside_the_root(puts: list[tuple[str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        around = Path(folder)
        (around / "neighbour").write_bytes(b"untouched")
        store, twin = LocalStore(around / "deep" / "root"), MemoryStore()
        for name, data in puts:
            try:
                store.put(name, data)
            except StorageError:
                continue
            twin.put(name, data)
            assert store.get(name) == twin.get(name) == data
        outside = {name for name in tree(around) if not name.startswith("deep/root/")}
        assert outside == {"neighbour", "deep", "deep/root"}
        assert (around / "neighbour").read_bytes() == b"untouched"
        assert not any(part.startswith(".put-") for name in tree(store.root) for part in name.split("/"))


@given(names)
def test_both_stores_take_the_same_names(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        taken = []
        for store in (LocalStore(folder), MemoryStore()):
            try:
                store.put(name, b"x")
                taken.append(True)
            except StorageError:
                taken.append(False)
        assert taken[0] == taken[1]
