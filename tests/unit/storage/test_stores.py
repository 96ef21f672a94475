"""Both stores keep the same promises; the folder keeps a few more."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from maskkit.errors import StorageError
from maskkit.storage.base import MAX_NAME_CHARS, MAX_PART_CHARS, Store, check_name
from maskkit.storage.local import LocalStore
from maskkit.storage.memory import MemoryStore

BAD_NAMES = [
    "",
    ".",
    "..",
    "../a",
    "a/../b",
    "a/..",
    "./a",
    "/a",
    "/etc/passwd",
    "//server/share",
    "\\\\server\\share",
    "a\\b",
    "..\\a",
    "C:a",
    "C:\\a",
    "a/",
    "a//b",
    "a\0b",
    "a\nb",
    "a b",
    " a",
    "a ",
    "a.",
    "a/b.",
    ".hidden",
    "a/.hidden",
    ".put-0",
    "~",
    "~root/a",
    "$HOME",
    "%2e%2e/a",
    "..%2fa",
    "CON",
    "con.png",
    "a/NUL",
    "aux.tar.gz",
    "COM1",
    "lpt9.txt",
    "é.png",
    "a\u202eb",
    "\uff0e\uff0e/a",
    "a:b",
    "a*",
    "a?",
    'a"',
    "a<b",
    "a|b",
    "-" + "x" * MAX_PART_CHARS,
    "/".join(["x" * 100] * 6),
]


@pytest.fixture(params=["memory", "local"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MemoryStore() if request.param == "memory" else LocalStore(tmp_path / "root")


def test_each_store_is_one(store: Store) -> None:
    assert isinstance(store, Store)


def test_what_is_put_is_got_until_it_is_deleted(store: Store) -> None:
    store.put("outputs/2026/1.png", b"first")
    store.put("outputs/2026/1.png", b"second")
    assert store.exists("outputs/2026/1.png")
    assert store.get("outputs/2026/1.png") == b"second"
    store.delete("outputs/2026/1.png")
    store.delete("outputs/2026/1.png")
    assert not store.exists("outputs/2026/1.png")
    with pytest.raises(StorageError, match="nothing is stored"):
        store.get("outputs/2026/1.png")


def test_empty_and_large_bytes_are_kept(store: Store) -> None:
    for name, data in (("empty", b""), ("large", os.urandom(1_000_000))):
        store.put(name, data)
        assert store.get(name) == data


@pytest.mark.parametrize("name", BAD_NAMES)
def test_bad_names_are_refused_by_every_method(store: Store, name: str) -> None:
    for act in (lambda: store.put(name, b"x"), lambda: store.get(name), lambda: store.exists(name)):
        with pytest.raises(StorageError, match="not a name"):
            act()
    with pytest.raises(StorageError, match="not a name"):
        store.delete(name)


@pytest.mark.parametrize(
    "name", ["a", "A-1_b.tar.gz", "0/1/2", "console", "com10", "a..b", "x" * MAX_PART_CHARS, "-rf"]
)
def test_plain_names_are_good(store: Store, name: str) -> None:
    store.put(name, b"x")
    assert store.get(name) == b"x"


def test_a_long_name_is_not_repeated_in_full() -> None:
    with pytest.raises(StorageError) as caught:
        check_name("x" * (MAX_NAME_CHARS + 1))
    assert len(str(caught.value)) < 200


def test_memory_keeps_its_own_copy() -> None:
    store, data = MemoryStore(), bytearray(b"before")
    store.put("a", data)
    data[:] = b"after!"
    assert store.get("a") == b"before"


def test_nothing_is_left_beside_what_was_put(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put("a/b.png", b"x")
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == ["a", "a/b.png"]


def test_a_file_where_a_folder_is_needed_is_told(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put("a", b"x")
    with pytest.raises(StorageError):
        store.put("a/b", b"y")
    assert not store.exists("a/b")
    store.delete("a/b")
    assert store.get("a") == b"x"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put("a/b", b"x")
    assert not store.exists("a")
    with pytest.raises(StorageError):
        store.get("a")
    with pytest.raises(StorageError):
        store.put("a", b"y")
    with pytest.raises(StorageError):
        store.delete("a")


def test_a_link_to_a_folder_outside_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_bytes(b"secret")
    store = LocalStore(tmp_path / "root")
    (store.root / "link").symlink_to(outside)
    for act in (
        lambda: store.get("link/secret"),
        lambda: store.put("link/new", b"x"),
        lambda: store.delete("link/secret"),
    ):
        with pytest.raises(StorageError, match="leads out"):
            act()
    assert sorted(path.name for path in outside.iterdir()) == ["secret"]


def test_a_link_to_a_file_outside_is_replaced_and_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    store = LocalStore(tmp_path / "root")
    (store.root / "a").symlink_to(secret)
    assert not store.exists("a")
    with pytest.raises(StorageError):
        store.get("a")
    store.put("a", b"mine")
    assert (secret.read_bytes(), store.get("a")) == (b"secret", b"mine")


def test_a_root_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError):
        LocalStore(tmp_path / "file")


@pytest.mark.skipif(os.name == "nt", reason="no such permissions")
def test_stored_files_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    """As open as any other new file: a private mode would hide uploads from the server that shows them."""
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    store = LocalStore(tmp_path / "root")
    store.put("a", b"x")
    assert stat.S_IMODE(store.path_of("a").stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_readers_see_one_whole_version_while_it_is_replaced(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    versions = [bytes([n]) * 50_000 for n in range(8)]
    store.put("a", versions[0])
    writer = threading.Thread(target=lambda: [store.put("a", version) for version in versions])
    writer.start()
    seen = set()
    while writer.is_alive():
        seen.add(store.get("a"))
    assert seen <= set(versions)
