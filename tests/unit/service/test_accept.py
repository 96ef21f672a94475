"""Accepting: all of it or nothing, once for each key."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from maskkit.roomapi.schema import CreateRequest, VariationRequest
from maskkit.roomapi.words import RoomType, Theme
from maskkit.service import accept, ledger
from maskkit.service.accounts import Welcome, welcome
from maskkit.service.db import generations
from maskkit.service.db.database import Database
from maskkit.service.db.files import file
from maskkit.service.db.migrations import migrate
from maskkit.service.db.rows import GenerationRow
from maskkit.service.db.users import add_user
from maskkit.service.files import keep_asset
from maskkit.service.idempotency import KeyGate
from maskkit.service.parts import Parts
from maskkit.service.problems import Problem
from maskkit.service.settings import ServiceSettings


def create_request(user_id: str, **changes: object) -> CreateRequest:
    fields = {
        "user_id": user_id,
        "image_url": "http://127.0.0.1/p.png",
        "mask_url": "http://127.0.0.1/m.png",
        "room_type": RoomType.KITCHEN,
        "theme": Theme.MODERN,
        "width": 64,
        "height": 48,
        **changes,
    }
    return CreateRequest(**fields)


def create(parts: Parts, user: Welcome, *, key: str | None = None, **changes: object) -> accept.Accepted:
    return accept.create(parts, KeyGate(), create_request(user.user_id, **changes), key=key)


def vary(parts: Parts, user_id: str, generation_id: str, **changes: object) -> accept.Accepted:
    request = VariationRequest(
        user_id, generation_id, "http://127.0.0.1/p.png", RoomType.KITCHEN, Theme.MODERN, **changes
    )
    return accept.vary(parts, KeyGate(), request, key=None)


def stored(parts: Parts, accepted: accept.Accepted) -> GenerationRow:
    with parts.database.read() as transaction:
        row = generations.generation(transaction, json.loads(accepted.body)["generation_id"])
    assert row is not None
    return row


def left(parts: Parts, user: Welcome) -> int:
    with parts.database.read() as transaction:
        assert ledger.audit(transaction).sound
        return ledger.credits_of(transaction, user.user_id).total


def waiting(parts: Parts) -> int:
    with parts.database.read() as transaction:
        return generations.count_open(transaction)


def test_a_create_is_written_down_and_costs_a_photo(parts: Parts, user: Welcome) -> None:
    accepted = create(parts, user)
    answer = json.loads(accepted.body)
    row = stored(parts, accepted)
    assert answer["remaining_photos"] == left(parts, user) == 2
    assert answer["project_id"] == row.project_id
    assert (row.status, row.width, row.height, row.room_type) == ("STARTING", 64, 48, "KITCHEN")


def test_without_photos_nothing_is_written_down(parts: Parts, user: Welcome) -> None:
    for _ in range(3):
        create(parts, user)
    with pytest.raises(Problem) as refused:
        create(parts, user, key="k")
    assert (refused.value.status, refused.value.code) == (402, "out_of_photos")
    assert (waiting(parts), left(parts, user)) == (3, 0)


def test_a_refused_request_leaves_its_key_free(parts: Parts, user: Welcome) -> None:
    for _ in range(3):
        create(parts, user)
    with pytest.raises(Problem):
        create(parts, user, key="k")
    with parts.database.write() as transaction:
        ledger.grant(transaction, user.user_id, 1, now_ms=1)
    assert not create(parts, user, key="k").replayed


def test_the_same_key_and_body_get_the_same_bytes_and_cost_nothing(parts: Parts, user: Welcome) -> None:
    first = create(parts, user, key="k")
    again = create(parts, user, key="k")
    assert again.replayed
    assert again.body == first.body
    assert left(parts, user) == 2


def test_another_body_with_the_same_key_is_told_which_field_differs(parts: Parts, user: Welcome) -> None:
    create(parts, user, key="k")
    with pytest.raises(Problem) as refused:
        create(parts, user, key="k", theme=Theme.LUXURIOUS, seed=7)
    assert refused.value.status == 422
    assert [error.pointer for error in refused.value.errors] == ["#/seed", "#/theme"]


def test_a_file_of_ours_is_the_same_under_another_port(parts: Parts, user: Welcome) -> None:
    """A service that was started again on another port knows the retry of a request that it took before."""
    name = "f" + "A" * 43 + ".png"
    first = create(parts, user, key="k", image_url=f"http://127.0.0.1:1/files/{name}")
    again = create(parts, user, key="k", image_url=f"http://localhost:2/files/{name}")
    assert again.replayed
    assert again.body == first.body
    with pytest.raises(Problem) as refused:
        create(parts, user, key="k", image_url="http://localhost:2/files/other.png")
    assert [error.pointer for error in refused.value.errors] == ["#/image_url"]


def test_a_key_is_forgotten_after_its_time(parts: Parts, user: Welcome, clock: object) -> None:
    create(parts, user, key="k")
    clock.forward(parts.settings.idempotency_ttl_s - 1)
    assert create(parts, user, key="k").replayed
    clock.forward(1)
    assert not create(parts, user, key="k").replayed


def test_one_key_may_be_used_for_both_calls(parts: Parts, user: Welcome) -> None:
    made = json.loads(create(parts, user, key="k").body)["generation_id"]
    request = VariationRequest(user.user_id, made, "http://127.0.0.1/p.png", RoomType.KITCHEN, Theme.MODERN)
    assert not accept.vary(parts, KeyGate(), request, key="k").replayed


def test_many_at_once_with_one_key_create_one_room(parts: Parts, user: Welcome) -> None:
    """Each with a gate of its own, as if they came to several machines: the database decides."""
    answers: list[bytes] = []
    start = threading.Barrier(12)

    def go() -> None:
        start.wait()
        answers.append(create(parts, user, key="k").body)

    threads = [threading.Thread(target=go) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 12
    assert len(set(answers)) == 1
    assert (waiting(parts), left(parts, user)) == (1, 2)


def test_many_machines_at_one_postgres_create_one_room(parts: Parts, new_postgres: Callable[[], str]) -> None:
    url = new_postgres()
    machines = [replace(parts, database=Database(url)) for _ in range(6)]
    migrate(machines[0].database)
    owner = welcome(machines[0].database, photos=3, bootstrap_key=None, now_ms=1)
    start = threading.Barrier(len(machines))

    def go(machine: Parts) -> list[bytes]:
        start.wait()
        return [create(machine, owner, key=f"k{number}").body for number in range(3)]

    with ThreadPoolExecutor(len(machines)) as crew:
        answers = list(crew.map(go, machines))
    assert all(answer == answers[0] for answer in answers), "each key has one answer, byte for byte"
    assert (waiting(machines[0]), left(machines[0], owner)) == (3, 0)
    for machine in machines:
        machine.database.close()


def test_a_key_that_is_being_worked_on_is_told_to_wait(
    parts: Parts, user: Welcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accept, "KEY_WAIT_S", 0.01)
    gate = KeyGate()
    with gate.enter(user.user_id, "create", "k", wait_s=1), pytest.raises(Problem) as refused:
        accept.create(parts, gate, create_request(user.user_id), key="k")
    assert (refused.value.status, refused.value.retry_after_s) == (409, 1)


def test_a_size_over_the_limits_is_refused_before_anything_is_spent(parts: Parts, user: Welcome) -> None:
    with pytest.raises(Problem) as refused:
        create(parts, user, width=12_001)
    assert [error.pointer for error in refused.value.errors] == ["#/width"]
    assert left(parts, user) == 3


def test_too_many_that_wait_are_sent_away(parts: Parts, user: Welcome, settings: ServiceSettings) -> None:
    few = Parts(
        settings.model_copy(update={"max_waiting": 1}), parts.database, parts.store, parts.outside, parts.base_url
    )
    create(few, user)
    with pytest.raises(Problem) as refused:
        create(few, user)
    assert refused.value.status == 503
    assert refused.value.retry_after_s
    assert left(parts, user) == 2


def test_one_user_cannot_have_all_places_of_the_queue(parts: Parts, user: Welcome, settings: ServiceSettings) -> None:
    """The first to come gets half of it, the next one half of the rest, and so on."""
    queue = replace(parts, settings=settings.model_copy(update={"max_waiting": 16}))
    others = [new_user(parts, f"{number:08x}-0000-4000-8000-000000000000") for number in range(4)]
    assert [fill(queue, other) for other in others] == [8, 4, 2, 1]
    assert waiting(parts) == 15


def test_a_user_who_is_alone_may_have_all_places(parts: Parts, user: Welcome, settings: ServiceSettings) -> None:
    grant(parts, user.user_id)
    assert fill(replace(parts, settings=settings.model_copy(update={"max_waiting": 16})), user) == 16


def new_user(parts: Parts, user_id: str) -> Welcome:
    with parts.database.write() as transaction:
        add_user(transaction, user_id, 1)
        ledger.open_accounts(transaction, user_id)
    grant(parts, user_id)
    return Welcome(user_id, None)


def grant(parts: Parts, user_id: str) -> None:
    with parts.database.write() as transaction:
        ledger.grant(transaction, user_id, 100, now_ms=1)


def fill(parts: Parts, user: Welcome) -> int:
    """Create until the queue is full; how many were accepted."""
    for number in range(100):
        try:
            create(parts, user)
        except Problem as problem:
            assert (problem.status, problem.retry_after_s) == (503, 30)  # noqa: PT017  it ends in no other way
            return number
    pytest.fail("the queue has no end")


def test_a_variation_belongs_to_the_project_uses_its_mask_and_is_free(parts: Parts, user: Welcome) -> None:
    first = stored(parts, create(parts, user, webhook="http://127.0.0.1/hook"))
    second = stored(parts, vary(parts, user.user_id, first.id.upper()))
    assert (second.project_id, second.previous_id, second.mask_url) == (first.project_id, first.id, first.mask_url)
    assert (second.width, second.height, second.webhook) == (64, 48, None)
    assert left(parts, user) == 2


def test_a_variation_may_have_a_mask_of_its_own(parts: Parts, user: Welcome) -> None:
    first = stored(parts, create(parts, user))
    other = stored(parts, vary(parts, user.user_id, first.id, mask_url="http://127.0.0.1/other.png"))
    assert other.mask_url == "http://127.0.0.1/other.png"


def test_a_variation_costs_a_photo_where_it_is_set_so(parts: Parts, user: Welcome, settings: ServiceSettings) -> None:
    paid = Parts(
        settings.model_copy(update={"free_variations": False}),
        parts.database,
        parts.store,
        parts.outside,
        parts.base_url,
    )
    first = stored(paid, create(paid, user))
    vary(paid, user.user_id, first.id)
    assert left(paid, user) == 1


def test_a_variation_of_somebody_elses_room_is_not_found(parts: Parts, user: Welcome) -> None:
    first = stored(parts, create(parts, user))
    for user_id, generation_id in [(str(uuid.uuid4()), first.id), (user.user_id, str(uuid.uuid4()))]:
        with pytest.raises(Problem) as refused:
            vary(parts, user_id, generation_id)
        assert refused.value.status == 404


def test_the_seed_is_the_requests_or_follows_from_the_id(parts: Parts, user: Welcome) -> None:
    assert stored(parts, create(parts, user, seed=0)).seed == 0
    derived = stored(parts, create(parts, user))
    assert derived.seed == accept.seed_of(derived.id)
    assert accept.seed_of("a") != accept.seed_of("b")


def test_two_machines_asked_at_once_with_one_key_make_one_room(
    parts: Parts, new_postgres: Callable[[], str], another_user: Callable[[Database, str], str]
) -> None:
    """Each has a gate of its own, so that only the database can tell."""
    database = Database(new_postgres())
    migrate(database)
    user_id = another_user(database, "4d9cbd0d-6fbe-4f5d-8f6a-4a5b7f1e2c3d")
    with database.write() as transaction:
        ledger.grant(transaction, user_id, 7, now_ms=1)
    shared = replace(parts, database=database)
    gates = KeyGate(), KeyGate()

    def ask(number: int) -> bytes:
        key = f"room-{number // 8}"
        return accept.create(shared, gates[number % 2], create_request(user_id), key=key).body

    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(ask, range(80)))
    assert len(set(answers)) == 10
    assert all(len(set(answers[first : first + 8])) == 1 for first in range(0, 80, 8))
    with database.read() as transaction:
        assert generations.count_open(transaction) == 10
        assert ledger.audit(transaction).faults == {}
        assert ledger.credits_of(transaction, user_id).total == 0
    database.close()


def test_the_last_photo_is_spent_once_by_two_machines(
    parts: Parts, new_postgres: Callable[[], str], another_user: Callable[[Database, str], str]
) -> None:
    database = Database(new_postgres())
    migrate(database)
    user_id = another_user(database, "4d9cbd0d-6fbe-4f5d-8f6a-4a5b7f1e2c3d")
    shared = replace(parts, database=database)

    def ask(_number: int) -> int:
        try:
            return accept.create(shared, KeyGate(), create_request(user_id), key=None).status
        except Problem as problem:
            return problem.status

    with ThreadPoolExecutor(8) as clients:
        answers = sorted(clients.map(ask, range(16)))
    with database.read() as transaction:
        assert ledger.audit(transaction).faults == {}
    database.close()
    assert answers == [200] * 3 + [402] * 13


def test_a_plan_without_free_variations_pays_for_them(parts: Parts, user: Welcome) -> None:
    first = stored(parts, create(parts, user))
    with parts.database.write() as transaction:
        transaction.exec_driver_sql("UPDATE users SET free_variations = false")
    vary(parts, user.user_id, first.id)
    assert left(parts, user) == 1


def test_an_upload_does_not_expire_while_a_generation_waits_for_it(
    parts: Parts, user: Welcome, clock: Callable[[], int]
) -> None:
    assets = [keep_asset(parts, user.user_id, data, "image/png") for data in (b"photo", b"mask")]
    clock.forward(parts.settings.asset_ttl_s - 60)
    photo, mask = (f"http://127.0.0.1/files/{asset.name}" for asset in assets)
    create(parts, user, image_url=photo, mask_url=mask)
    with parts.database.read() as transaction:
        rows = [file(transaction, asset.name) for asset in assets]
    assert [row.expires_ms - clock() for row in rows] == [accept.NEEDED_MS] * 2
    create(parts, user, image_url=photo, mask_url=mask)
    with parts.database.read() as transaction:
        assert file(transaction, assets[0].name) == rows[0]
