"""Child processes: used again, replaced when they die, killed when they take too long, gone with the service."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from maskkit.service.jobs.children import ChildDied, Children, Released, child_environment, engine_command

ECHO = """
import os, sys, time
from maskkit.service.jobs.frames import read_frame, write_frame
while frame := read_frame(sys.stdin.buffer):
    head, blobs = frame
    if "sleep" in head: time.sleep(head["sleep"])
    if "exit" in head: os._exit(head["exit"])
    secret = os.environ.get("MASKKIT_SERVICE_BOOTSTRAP_KEY")
    write_frame(sys.stdout.buffer, {"pid": os.getpid(), "secret": secret}, blobs)
"""

Make = Callable[..., Children]


@pytest.fixture
def make(engines: object) -> Iterator[Make]:
    """Makes children that echo, and closes them."""
    made: list[Children] = []

    def children(**settings: int) -> Children:
        made.append(Children([sys.executable, "-c", ECHO], **settings))
        return made[-1]

    yield children
    for each in made:
        each.close()


def ask(children: Children, head: dict[str, object], blobs: list[bytes], *, limit_s: float) -> tuple[dict, list[bytes]]:
    with children.borrow() as child:
        return child.ask(head, blobs, limit_s=limit_s)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_child_answers_and_is_used_again(make: Make) -> None:
    children = make(size=1)
    first, blobs = ask(children, {}, [b"a", b""], limit_s=30)
    second, _ = ask(children, {}, [], limit_s=30)
    assert blobs == [b"a", b""]
    assert first["pid"] == second["pid"]


def test_a_child_is_replaced_after_its_rounds(make: Make) -> None:
    children = make(size=1, rounds=2)
    pids = [ask(children, {}, [], limit_s=30)[0]["pid"] for _ in range(5)]
    assert len(set(pids)) == 3
    assert not is_alive(pids[0])


def test_a_child_that_dies_is_told_and_replaced(make: Make) -> None:
    children = make(size=1)
    with pytest.raises(ChildDied, match="exit code 9") as death:
        ask(children, {"exit": 9}, [], limit_s=30)
    assert not death.value.overdue
    assert ask(children, {}, [], limit_s=30)[0]["pid"]


def test_a_child_that_takes_too_long_is_killed(make: Make) -> None:
    children = make(size=1)
    pid = ask(children, {}, [], limit_s=30)[0]["pid"]
    with pytest.raises(ChildDied, match=r"longer than 0\.2 s") as death:
        ask(children, {"sleep": 60}, [], limit_s=0.2)
    assert death.value.overdue
    assert not is_alive(pid)


def test_no_more_children_than_places(make: Make) -> None:
    children = make(size=2)
    pids: set[object] = set()

    def go() -> None:
        pids.add(ask(children, {"sleep": 0.05}, [], limit_s=30)[0]["pid"])

    threads = [threading.Thread(target=go) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pids) <= 2


def test_closing_releases_who_works_and_who_waits(make: Make) -> None:
    children = make(size=1)
    pid = ask(children, {}, [], limit_s=30)[0]["pid"]
    released: list[bool] = []

    def go() -> None:
        try:
            ask(children, {"sleep": 60}, [], limit_s=100)
        except Released:
            released.append(True)

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    children.close()
    for thread in threads:
        thread.join(timeout=10)
    assert released == [True] * 3
    assert not is_alive(pid)
    with pytest.raises(Released):
        ask(children, {}, [], limit_s=1)


def test_a_child_does_not_get_the_services_secrets(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASKKIT_SERVICE_BOOTSTRAP_KEY", "mk_secret")
    assert ask(make(size=1), {}, [], limit_s=30)[0]["secret"] is None


def test_the_engines_command_names_the_engine_and_its_memory() -> None:
    assert engine_command("surface", None)[1:] == ["-m", "maskkit.service.engine_child", "surface"]
    assert engine_command("surface", 512)[-1] == "512"


def test_no_setting_of_the_service_and_no_key_reaches_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MASKKIT_SERVICE_DATABASE", "MASKKIT_SERVICE_BOOTSTRAP_KEY", "MASKKIT_API_KEY"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("MASKKIT_THREADS", "2")
    found = child_environment()
    assert "secret" not in found.values()
    assert found["MASKKIT_THREADS"] == "2"
