"""What RoomClient does when a service misbehaves: how often it creates, and which error says what happened."""

from __future__ import annotations

import socket

import pytest

from maskkit.client.room import Room
from maskkit.client.rooms import RoomClient
from maskkit.errors import (
    ApiError,
    BadAnswer,
    KeyRefused,
    MaskkitError,
    OutcomeUnknown,
    OutOfPhotos,
    RateLimited,
    RequestRejected,
    ServiceFailed,
    ServiceUnreachable,
)
from maskkit.limits import TimeLimits
from maskkit.roomapi.refusals import certainly_unspent
from maskkit.roomapi.states import WaitPolicy
from maskkit.testing import faults
from maskkit.testing.clock import FakeClock
from maskkit.testing.fake_api import FakeRoomApi
from maskkit.testing.flaky import FlakyTransport, Mood

QUICK = WaitPolicy(first_s=0.01, longest_s=0.01, empty_grace_s=0.05)


def client(api: FakeRoomApi, **options: object) -> RoomClient:
    """A client whose pauses cost no time."""
    settings = {"api_key": api.api_key, "user_id": api.user_id, "clock": FakeClock()} | options
    return RoomClient(api.url, **settings)  # type: ignore[arg-type]


def create(api: FakeRoomApi, rooms: RoomClient, **options: object) -> Room:
    urls = (api.url + "/p.jpg", api.url + "/m.png")
    settings = {"room_type": "kitchen", "theme": "modern", "size_wh": (64, 48)} | options
    return rooms.create(*urls, **settings)  # type: ignore[arg-type]


TROUBLES = [
    (faults.drop(carry_out=True), OutcomeUnknown),
    (faults.drop(carry_out=False), OutcomeUnknown),
    (faults.cut(10), OutcomeUnknown),
    (faults.html(502), OutcomeUnknown),
    (faults.status(504), OutcomeUnknown),
    (faults.html(524), OutcomeUnknown),
    (faults.status(500), ServiceFailed),
    (faults.status(503, retry_after="1"), ServiceFailed),
    (faults.status(429, retry_after="1"), RateLimited),
]


@pytest.mark.parametrize(("fault", "kind"), TROUBLES)
def test_without_a_promise_a_create_is_sent_once(fault: faults.Fault, kind: type[ApiError]) -> None:
    with FakeRoomApi(idempotency=False) as api:
        api.script("create", fault)
        with pytest.raises(kind):
            create(api, client(api))
        assert api.count["create"] == 1
        assert api.creates == fault.carry_out


@pytest.mark.parametrize(("fault", "kind"), TROUBLES)
def test_with_a_promise_it_is_sent_until_its_answer_is_there_and_paid_once(
    fault: faults.Fault, kind: type[ApiError]
) -> None:
    with FakeRoomApi(idempotency=True, photos=10) as api:
        api.script("create", fault, fault, fault)
        room = create(api, client(api))
        keys = {got.headers["idempotency-key"] for got in api.received if got.path.endswith("/generate")}
        assert api.count["create"] == 4
        assert (api.creates, api.photos, list(api.generations)) == (1, 9, [room.generation_id])
        assert keys == {room.idempotency_key}


@pytest.mark.parametrize(("fault", "kind"), TROUBLES)
def test_the_same_holds_for_variations(fault: faults.Fault, kind: type[ApiError]) -> None:
    for promised in (False, True):
        with FakeRoomApi(idempotency=promised) as api:
            rooms = client(api)
            room = create(api, rooms)
            api.script("variation", fault)
            if promised:
                rooms.create_variation(room)
            else:
                with pytest.raises(kind):
                    rooms.create_variation(room)
            assert api.count["variation"] == (2 if promised else 1)
            assert api.variations == (1 if promised else int(fault.carry_out))


@pytest.mark.parametrize(
    ("fault", "kind", "exit_code"),
    [
        (faults.status(400, message="theme is not known"), RequestRejected, 3),
        (faults.status(401), KeyRefused, 4),
        (faults.status(403), KeyRefused, 4),
        (faults.status(402), OutOfPhotos, 5),
        (faults.status(404), RequestRejected, 3),
        (faults.status(409), RequestRejected, 3),
        (faults.status(413), RequestRejected, 3),
        (faults.status(422), RequestRejected, 3),
        (faults.error_in_200("theme is not known"), RequestRejected, 3),
        (faults.error_in_200("none left", code=402), OutOfPhotos, 5),
        (faults.html(200), BadAnswer, 1),
        (faults.empty(200), BadAnswer, 1),
        (faults.html(404), RequestRejected, 3),
        (faults.Fault(status=200, body=b"[1, 2]"), BadAnswer, 1),
        (faults.Fault(status=200, body=b'{"ok": true}'), BadAnswer, 1),
        (faults.Fault(status=301, body=b"", headers={"Location": "https://a.org/"}), BadAnswer, 1),
    ],
)
@pytest.mark.parametrize("promised", [True, False])
def test_an_answer_is_an_answer(fault: faults.Fault, kind: type[ApiError], exit_code: int, promised: bool) -> None:
    """Whatever was answered in so many words is not asked again, promise or not."""
    with FakeRoomApi(idempotency=promised) as api:
        api.script("create", fault)
        with pytest.raises(kind) as caught:
            create(api, client(api))
        assert (api.count["create"], api.creates) == (1, 0)
        assert caught.value.exit_code == exit_code
        assert caught.value.hint or caught.value.status
        assert ("may be spent" in caught.value.hint) == (kind is BadAnswer)


@pytest.mark.parametrize(("status", "in_doubt"), [(500, True), (503, False)])
def test_a_service_that_fails_in_a_paid_call_may_have_kept_the_photo(status: int, in_doubt: bool) -> None:
    with FakeRoomApi(idempotency=False) as api:
        api.script("create", faults.status(status))
        with pytest.raises(ServiceFailed) as caught:
            create(api, client(api))
        assert ("may be spent" in caught.value.hint) is in_doubt
        assert ("Try again later" in caught.value.hint) is not in_doubt


@pytest.mark.parametrize("fault", [faults.hang(20), faults.hang(20, carry_out=False), faults.drip(0.1)])
def test_a_create_that_hangs_is_unknown_once_its_time_is_up(fault: faults.Fault) -> None:
    limits = TimeLimits(call_s=0.4)
    with FakeRoomApi(idempotency=False) as api:
        rooms = RoomClient(api.url, api_key=api.api_key, user_id=api.user_id, limits=limits)
        api.script("create", fault)
        with pytest.raises(OutcomeUnknown):
            create(api, rooms)
        assert api.count["create"] == 1


def test_with_a_promise_a_short_silence_is_overcome() -> None:
    """The service carried the create out and went silent; the second try gets the first answer."""
    limits = TimeLimits(read_s=0.2, call_s=20)
    with FakeRoomApi(photos=10) as api:
        rooms = RoomClient(api.url, api_key=api.api_key, user_id=api.user_id, limits=limits)
        api.script("create", faults.hang(5))
        room = create(api, rooms)
        assert (api.creates, api.photos, api.count["create"]) == (1, 9, 2)
        assert room.generation_id in api.generations


def test_a_lost_answer_stays_unknown_when_the_service_stays_away() -> None:
    with FakeRoomApi() as api:
        rooms = client(api, limits=TimeLimits(call_s=20))
        api.script("create", faults.drop(), *[faults.status(503)] * 50)
        with pytest.raises(OutcomeUnknown) as caught:
            create(api, rooms)
        assert api.creates == 1
        assert not certainly_unspent(caught.value)


def test_the_callers_own_key_finds_the_lost_room_again() -> None:
    """A journal holds the key before the call; the next run asks with the same key and pays nothing."""
    with FakeRoomApi(photos=10) as api:
        api.script("create", *[faults.drop()] * 100)
        with pytest.raises(OutcomeUnknown):
            create(api, client(api, limits=TimeLimits(call_s=2)), idempotency_key="photo 1")
        api._scripts.clear()
        room = create(api, client(api), idempotency_key="photo 1")
        assert (api.creates, api.photos) == (1, 9)
        assert room.idempotency_key == "photo 1"


def test_a_key_that_was_used_for_another_photo_is_refused() -> None:
    with FakeRoomApi() as api:
        rooms = client(api)
        create(api, rooms, idempotency_key="k")
        with pytest.raises(RequestRejected, match="another request"):
            create(api, rooms, idempotency_key="k", size_wh=(8, 8))
        assert api.creates == 1


def test_a_create_that_is_still_running_is_waited_for() -> None:
    with FakeRoomApi() as api:
        api.script("create", faults.status(409, retry_after="2"), faults.status(409, retry_after="2"))
        create(api, client(api))
        assert (api.count["create"], api.creates) == (3, 1)


def test_nobody_there_is_safe_and_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    api = FakeRoomApi()
    api.close()
    rooms = RoomClient(f"http://127.0.0.1:{port}", api_key="key", user_id=api.user_id, clock=FakeClock())
    for act in (lambda: create(api, rooms), rooms.credits, rooms.capabilities, lambda: rooms.retrieve(api.user_id)):
        with pytest.raises(ServiceUnreachable, match="refused") as caught:
            act()
        assert certainly_unspent(caught.value)


def test_a_create_whose_request_was_lost_is_safe() -> None:
    """Nothing was sent after the promises were read: nothing was spent."""
    with FakeRoomApi(idempotency=False) as api:
        rooms = client(api, adapter=FlakyTransport([Mood.FINE, Mood.LOSE_REQUEST]))
        with pytest.raises(ServiceUnreachable):
            create(api, rooms)
        assert (api.count["capabilities"], api.count["create"]) == (1, 0)


def test_wrong_keys_and_empty_accounts_are_told_as_such() -> None:
    with FakeRoomApi(photos=0) as api:
        with pytest.raises(KeyRefused):
            create(api, client(api, api_key="wrong"))
        with pytest.raises(KeyRefused):
            create(api, client(api, user_id="4d9cbd0d-6fbe-4f5d-8f6a-4a5b7f1e2c3d"))
        with pytest.raises(OutOfPhotos) as caught:
            create(api, client(api))
        assert api.creates == 0
        assert caught.value.exit_code == 5


@pytest.mark.parametrize(
    "fault", [faults.html(404), faults.html(200), faults.status(401), faults.empty(204), faults.status(405)]
)
def test_a_service_that_knows_nothing_of_promises_makes_none(fault: faults.Fault) -> None:
    with FakeRoomApi() as api:
        api.script("capabilities", fault)
        rooms = client(api)
        assert not rooms.capabilities().replays
        assert not rooms.capabilities().assets
        assert api.count["capabilities"] == 1


def test_a_service_in_trouble_is_asked_for_its_promises_again() -> None:
    with FakeRoomApi() as api:
        api.script("capabilities", *[faults.status(503)] * 4)
        rooms = client(api)
        assert not rooms.capabilities().replays
        assert rooms.capabilities().replays


@pytest.mark.parametrize(
    "fault",
    [
        faults.status(500),
        faults.status(429, retry_after="0"),
        faults.html(502),
        faults.html(200),
        faults.empty(200),
        faults.drop(),
        faults.cut(5),
        faults.error_in_200("glitch"),
        faults.status(401),
        faults.status(404),
        faults.Fault(status=200, body=b"[]"),
        faults.Fault(status=200, body=b'{"nothing": 1}'),
    ],
)
def test_one_failed_poll_never_ends_a_wait(fault: faults.Fault) -> None:
    with FakeRoomApi() as api:
        rooms = client(api)
        room = create(api, rooms)
        api.script("retrieve", fault, None, fault)
        assert rooms.wait_for(room, deadline_s=60).succeeded


@pytest.mark.parametrize("fault", [faults.hang(20), faults.drip(0.1)])
def test_a_hanging_poll_does_not_use_up_the_wait(fault: faults.Fault) -> None:
    with FakeRoomApi() as api:
        limits = TimeLimits(call_s=0.3)
        rooms = RoomClient(api.url, api_key=api.api_key, user_id=api.user_id, wait_policy=QUICK, limits=limits)
        room = create(api, rooms)
        api.script("retrieve", fault)
        assert rooms.wait_for(room, deadline_s=60).succeeded


def test_a_hanging_poll_does_not_outlive_the_deadline() -> None:
    with FakeRoomApi() as api:
        rooms = RoomClient(api.url, api_key=api.api_key, user_id=api.user_id, wait_policy=QUICK)
        room = create(api, rooms)
        api.script("retrieve", *[faults.hang(20)] * 5)
        with pytest.raises(MaskkitError, match=r"not ready after 0\.5 s"):
            rooms.wait_for(room, deadline_s=0.5)


def test_succeeded_without_pictures_is_a_bad_answer_after_a_while() -> None:
    with FakeRoomApi(pictures=0) as api:
        rooms = client(api)
        room = create(api, rooms)
        with pytest.raises(BadAnswer, match="stays empty"):
            rooms.wait_for(room, deadline_s=600)


def test_pictures_that_come_late_are_waited_for() -> None:
    with FakeRoomApi(statuses=("SUCCEEDED",)) as api:
        rooms = client(api)
        room = create(api, rooms)
        late = b'{"status": "SUCCEEDED", "images": [], "variations": 0}'
        api.script("retrieve", *[faults.Fault(status=200, body=late)] * 3)
        assert len(rooms.wait_for(room, deadline_s=600).images) == 1
        assert api.count["retrieve"] == 4


def test_a_retrieve_by_itself_is_made_again_a_few_times() -> None:
    with FakeRoomApi() as api:
        rooms = client(api)
        room = create(api, rooms)
        api.script("retrieve", faults.status(503), faults.drop(), faults.html(502))
        assert rooms.retrieve(room.generation_id).status == "PROCESSING"
        assert api.count["retrieve"] == 4
