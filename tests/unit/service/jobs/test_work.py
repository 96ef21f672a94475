"""The steps of a generation, each by itself and each twice."""

from __future__ import annotations

import dataclasses
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from maskkit.service import ledger
from maskkit.service.accounts import Welcome
from maskkit.service.db import executors, generations
from maskkit.service.db.database import Database
from maskkit.service.db.files import outputs
from maskkit.service.db.outbox import delivery_of
from maskkit.service.db.rows import GenerationRow
from maskkit.service.files import keep_asset, signed_url, store_name
from maskkit.service.jobs import work
from maskkit.service.jobs.children import Children, Released, engine_command
from maskkit.service.parts import Parts

AddRoom = Callable[[Database, str, str], str]
ELSEWHERE = "http://photos.example/p.png"


@pytest.fixture
def room(parts: Parts, user: Welcome, add_room: AddRoom) -> str:
    """A generation with a hold, as it is after a create."""
    name = add_room(parts.database, user.user_id, "room")
    with parts.database.write() as transaction:
        ledger.hold(transaction, user.user_id, name, now_ms=1)
    return name


Run = Callable[..., work.Outcome]


@pytest.fixture(scope="module")
def children(engines: object) -> Iterator[Callable[[str], Children]]:
    """The processes of an engine."""
    made: dict[str, Children] = {}

    def of(engine: str) -> Children:
        return made.setdefault(engine, Children(engine_command(f"tiny_engines:{engine}", None), size=1))

    yield of
    for each in made.values():
        each.close()


@pytest.fixture
def run(
    parts: Parts, user: Welcome, room: str, children: Callable[[str], Children], pictures: tuple[bytes, bytes]
) -> Run:
    """Runs an engine on the generation, whose photo and mask are in the store."""
    names = own_files(parts, user, room, *pictures)

    def go(engine: str, **settings: object) -> work.Outcome:
        changed = dataclasses.replace(parts, settings=parts.settings.model_copy(update=settings))
        return work.run_engine(changed, children(engine), room, names, fence=0)

    return go


@pytest.fixture
def pictures(photo_png: bytes, mask_png: bytes) -> tuple[bytes, bytes]:
    return photo_png, mask_png


def change(parts: Parts, room: str, **values: object) -> None:
    columns = ", ".join(f"{name} = :{name}" for name in values)
    with parts.database.write() as transaction:
        from sqlalchemy import text

        transaction.execute(text(f"UPDATE generations SET {columns} WHERE id = :id"), {"id": room, **values})


def row_of(parts: Parts, room: str) -> GenerationRow:
    with parts.database.read() as transaction:
        row = generations.generation(transaction, room)
    assert row is not None
    return row


def own_files(parts: Parts, user: Welcome, room: str, photo: bytes, mask: bytes) -> list[str]:
    """Photo and mask in the store, and the generation working on them; their names in the store."""
    rows = [keep_asset(parts, user.user_id, data, "image/png") for data in (photo, mask)]
    urls = [signed_url(parts, "http://127.0.0.1:1", row) for row in rows]
    change(parts, room, photo_url=urls[0], mask_url=urls[1], width=64, height=48)
    return [store_name(row.name) for row in rows]


def test_our_own_files_are_not_fetched(parts: Parts, user: Welcome, room: str) -> None:
    names = own_files(parts, user, room, b"photo", b"mask")
    assert work.fetch_inputs(parts, room) == {"inputs": names}


def test_our_own_files_are_known_behind_any_host(parts: Parts, user: Welcome, room: str) -> None:
    """In a local network the service is called by an address that it does not know of itself."""
    names = own_files(parts, user, room, b"photo", b"mask")
    row = row_of(parts, room)
    change(parts, room, photo_url=row.photo_url.replace("127.0.0.1:1", "192.168.1.5:8000"))
    assert work.fetch_inputs(parts, room) == {"inputs": names}


def test_a_foreign_url_that_looks_like_ours_is_fetched(parts: Parts, room: str, outside: object) -> None:
    url = "http://photos.example/files/f" + "A" * 43 + ".png"
    outside.pages = {url: b"photo", "http://a/m.png": b"mask"}
    change(parts, room, photo_url=url)
    found = work.fetch_inputs(parts, room)
    assert parts.store.get(found["inputs"][0]) == b"photo"


def test_files_from_elsewhere_are_fetched_and_tidied_away(parts: Parts, room: str, outside: object) -> None:
    outside.pages = {"http://a/p.png": b"photo", "http://a/m.png": b"mask"}
    found = work.fetch_inputs(parts, room)
    assert [parts.store.get(name) for name in found["inputs"]] == [b"photo", b"mask"]
    work.tidy(parts, room)
    assert not any(parts.store.exists(name) for name in found["inputs"])
    work.tidy(parts, room)


def test_a_file_that_cannot_be_had_fails_the_generation_with_its_reason(parts: Parts, room: str) -> None:
    failed = work.fetch_inputs(parts, room)
    assert failed["error"]["code"] == "download_failed"
    assert "404" in failed["error"]["message"]


def test_an_asset_that_has_expired_is_told(parts: Parts, user: Welcome, room: str, clock: object) -> None:
    own_files(parts, user, room, b"photo", b"mask")
    clock.forward(parts.settings.asset_ttl_s)
    assert "image_url: the file has expired" in work.fetch_inputs(parts, room)["error"]["message"]


def test_the_engine_runs_and_a_second_run_overwrites_the_first(parts: Parts, room: str, run: Run) -> None:
    assert run("paint") == run("paint")
    assert len(list((parts.store.root / "files").iterdir())) == 3
    assert (row_of(parts, room).status, row_of(parts, room).attempts) == ("PROCESSING", 2)


def test_a_child_that_dies_once_does_no_harm(
    parts: Parts, room: str, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TINY_ENGINES_MARK", str(tmp_path / "mark"))
    assert "outputs" in run("crash_once")
    assert row_of(parts, room).attempts == 2


def test_a_poisoned_generation_is_given_up(parts: Parts, room: str, run: Run) -> None:
    failed = run("crash", engine_attempts=2)
    assert failed["error"]["code"] == "engine_gave_up"
    assert "exit code 9" in failed["error"]["message"]
    assert row_of(parts, room).attempts == 3


def test_a_generation_that_takes_too_long_is_not_tried_again(parts: Parts, room: str, run: Run) -> None:
    failed = run("late", engine_limit_s=0.3)
    assert "longer than 0.3 s" in failed["error"]["message"]
    assert row_of(parts, room).attempts == 1


def test_a_stop_costs_no_attempt(parts: Parts, room: str, run: Run, children: Callable[[str], Children]) -> None:
    children("slow").close()
    with pytest.raises(Released):
        run("slow")
    assert row_of(parts, room).attempts == 0


def test_a_stop_in_the_middle_costs_no_attempt_either(
    parts: Parts, room: str, run: Run, children: Callable[[str], Children]
) -> None:
    released: list[bool] = []

    def go() -> None:
        try:
            run("endless")
        except Released:
            released.append(True)

    thread = threading.Thread(target=go)
    thread.start()
    while row_of(parts, room).attempts == 0:
        time.sleep(0.01)
    children("endless").close()
    thread.join(timeout=10)
    assert released == [True]
    assert (row_of(parts, room).attempts, row_of(parts, room).status) == (0, "PROCESSING")


OUTPUT: work.Output = {"name": "f" + "a" * 43 + "-1.png", "sha256": "00", "size_bytes": 5}


def test_success_captures_and_orders_the_callback_in_one_go(parts: Parts, user: Welcome, room: str) -> None:
    change(parts, room, webhook="http://Receiver.example:81/hook")
    work.finish(parts, room, {"outputs": [OUTPUT]}, fence=0)
    with parts.database.read() as transaction:
        order = delivery_of(transaction, room)
        assert [row.name for row in outputs(transaction, room)] == [OUTPUT["name"]]
        assert ledger.audit(transaction).held == 0
        assert ledger.credits_of(transaction, user.user_id).total == 2
        images = [signed_url(parts, "http://127.0.0.1:8000", row) for row in outputs(transaction, room)]
    assert order is not None
    assert order.receiver == "receiver.example:81"
    assert json.loads(order.body) == {
        "status": "SUCCEEDED",
        "images": images,
        "variations": 0,
    }


def test_failure_refunds(parts: Parts, user: Welcome, room: str) -> None:
    work.finish(parts, room, {"error": {"code": "empty_mask", "message": "nothing to do"}}, fence=0)
    with parts.database.read() as transaction:
        assert ledger.credits_of(transaction, user.user_id).total == 3
        assert delivery_of(transaction, room) is None
    assert (row_of(parts, room).status, row_of(parts, room).error_code) == ("FAILED", "empty_mask")


def test_finishing_twice_is_finishing_once(parts: Parts, user: Welcome, room: str) -> None:
    change(parts, room, webhook="http://receiver.example/hook")
    work.finish(parts, room, {"outputs": [OUTPUT]}, fence=0)
    work.finish(parts, room, {"outputs": [OUTPUT]}, fence=0)
    work.finish(parts, room, {"error": {"code": "late", "message": "too late"}}, fence=0)
    with parts.database.read() as transaction:
        assert ledger.audit(transaction).entries == {"grant": 1, "hold": 1, "capture": 1}
    assert row_of(parts, room).status == "SUCCEEDED"


def test_an_error_of_our_own_ends_the_generation_without_details() -> None:
    outcome = work.outcome_of(OSError("/secret/path is full"))
    assert outcome["error"] == {"code": "unexpected", "message": "the service failed: OSError"}


def test_a_late_turn_finishes_nothing_and_begins_nothing(
    parts: Parts, user: Welcome, room: str, run: Run, clock: object
) -> None:
    """A process that was asleep, and whose work another has taken."""
    with parts.database.write() as transaction:
        for name in ("sleeper", "other"):
            executors.register(transaction, name, 1)
        assert generations.begin_turn(transaction, room, "sleeper") == 1
        assert generations.begin_turn(transaction, room, "other") == 2
    work.finish(parts, room, {"outputs": [OUTPUT]}, fence=1)
    assert run("paint")["error"]["code"] == "engine_gave_up"  # as turn 0, which nobody has any more
    assert (row_of(parts, room).status, row_of(parts, room).attempts) == ("STARTING", 0)
    work.finish(parts, room, {"outputs": [OUTPUT]}, fence=2)
    assert row_of(parts, room).status == "SUCCEEDED"
    with parts.database.read() as transaction:
        assert ledger.audit(transaction).faults == {}


def test_a_generation_that_took_down_five_processes_is_given_up_and_refunded(
    parts: Parts, user: Welcome, room: str, run: Run
) -> None:
    """Attempts are counted where the next process finds them, whatever became of those before."""
    change(parts, room, attempts=5)
    outcome = run("paint")
    assert outcome["error"]["code"] == "engine_gave_up"
    work.finish(parts, room, outcome, fence=0)
    assert (row_of(parts, room).status, row_of(parts, room).error_code) == ("FAILED", "engine_gave_up")
    with parts.database.read() as transaction:
        assert ledger.audit(transaction).entries == {"grant": 1, "hold": 1, "refund": 1}
        assert ledger.credits_of(transaction, user.user_id).total == 3
