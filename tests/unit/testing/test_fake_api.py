"""The fakes keep their own word: what they say they do is what happens."""

from __future__ import annotations

import io
import json
import threading
import time

import numpy as np
import pytest
import requests
from PIL import Image

from maskkit.errors import WebhookRefused
from maskkit.net.transport import NeverSent
from maskkit.roomapi.schema import PATHS
from maskkit.roomapi.signing import new_secret
from maskkit.testing import faults
from maskkit.testing.callbacks import CallbackCatcher
from maskkit.testing.clock import FakeClock
from maskkit.testing.fake_api import FakeRoomApi, flat_png
from maskkit.testing.flaky import FlakyTransport, Mood


def call(api: FakeRoomApi, name: str, body: dict[str, object] | None = None, **headers: str) -> requests.Response:
    sent = {"user_id": api.user_id} | (body or {})
    return requests.post(api.url + PATHS[name], json=sent, headers={"x-api-key": api.api_key} | headers, timeout=10)


def order(**changes: object) -> dict[str, object]:
    return {
        "image_url": "https://a.org/p.jpg",
        "mask_url": "https://a.org/m.png",
        "room_type": "KITCHEN",
        "theme": "MODERN",
        "width": 20,
        "height": 10,
    } | changes


def test_a_room_goes_through_its_states_and_gives_a_picture() -> None:
    with FakeRoomApi(photos=3) as api:
        made = call(api, "create", order()).json()
        seen = [call(api, "retrieve", {"generation_id": made["generation_id"]}).json() for _ in range(4)]
        picture = requests.get(seen[2]["images"][0], timeout=5).content
    assert made["remaining_photos"] == 2
    assert [answer["status"] for answer in seen] == ["STARTING", "PROCESSING", "SUCCEEDED", "SUCCEEDED"]
    assert [len(answer["images"]) for answer in seen] == [0, 0, 1, 1]
    with Image.open(io.BytesIO(picture)) as image:
        assert image.size == (20, 10)


def test_variations_belong_to_their_project_and_cost_nothing() -> None:
    with FakeRoomApi(photos=3) as api:
        first = call(api, "create", order()).json()
        vary = {"generation_id": first["generation_id"], "original_url": "https://a.org/p.jpg", "room_type": "KITCHEN"}
        call(api, "variation", vary | {"theme": "LUXURIOUS"})
        assert call(api, "retrieve", {"generation_id": first["generation_id"]}).json()["variations"] == 1
        assert call(api, "variation", vary | {"theme": "MODERN", "generation_id": api.user_id}).status_code == 404
        assert (api.creates, api.variations, api.photos) == (1, 1, 2)


def test_keys_users_bodies_and_photos_are_checked() -> None:
    with FakeRoomApi(photos=0) as api:
        assert call(api, "create", order(), **{"x-api-key": "wrong"}).status_code == 401
        assert call(api, "create", order(user_id="4d9cbd0d-6fbe-4f5d-8f6a-4a5b7f1e2c3d")).status_code == 403
        bad = call(api, "create", order(theme="BAROQUE"))
        assert (bad.status_code, bad.headers["content-type"]) == (400, "application/problem+json")
        assert "theme" in bad.json()["detail"]
        assert call(api, "create", order()).status_code == 402
        assert call(api, "credits").json() == {"total": 0, "subscription": 0, "extra": 0}
        assert (
            requests.post(api.url + PATHS["credits"], b"x", headers={"x-api-key": api.api_key}, timeout=5).status_code
            == 400
        )
        assert requests.get(api.url + "/nowhere", headers={"x-api-key": api.api_key}, timeout=5).status_code == 404
        assert api.creates == 0


def test_a_failed_room_is_refunded_once() -> None:
    with FakeRoomApi(photos=1, statuses=("STARTING", "FAILED")) as api:
        made = call(api, "create", order()).json()
        for _ in range(4):
            call(api, "retrieve", {"generation_id": made["generation_id"]})
        assert api.photos == 1


def test_the_promise_of_replay_is_kept_only_where_it_is_made() -> None:
    for promised, creates in ((True, 1), (False, 2)):
        with FakeRoomApi(idempotency=promised) as api:
            answers = [call(api, "create", order(), **{"Idempotency-Key": "k"}).content for _ in range(2)]
            assert (answers[0] == answers[1]) is promised
            assert api.creates == creates
            reused = call(api, "create", order(width=9), **{"Idempotency-Key": "k"})
            assert reused.status_code == (422 if promised else 200)


def test_names_of_retrieve_and_capabilities_can_be_others() -> None:
    with FakeRoomApi(idempotency=False, assets=False, names={"status": "etat", "images": "photos"}) as api:
        made = call(api, "create", order()).json()
        assert set(call(api, "retrieve", {"generation_id": made["generation_id"]}).json()) == {
            "etat",
            "photos",
            "variations",
        }
        assert requests.get(api.url + PATHS["capabilities"], timeout=5).status_code == 404
        assert (
            requests.post(api.url + PATHS["assets"], b"x", headers={"x-api-key": api.api_key}, timeout=5).status_code
            == 404
        )


def test_faults_come_in_their_order_and_count_as_requests() -> None:
    with FakeRoomApi() as api:
        api.script("create", faults.status(503), None, faults.error_in_200("no"), faults.empty(), faults.html(502))
        codes = [call(api, "create", order()).status_code for _ in range(6)]
        assert codes == [503, 200, 200, 200, 502, 200]
        assert (api.count["create"], api.creates) == (6, 2)


@pytest.mark.parametrize(("fault", "creates"), [(faults.drop(), 1), (faults.drop(carry_out=False), 0)])
def test_a_dropped_answer_was_carried_out_or_not(fault: faults.Fault, creates: int) -> None:
    with FakeRoomApi() as api:
        api.script("create", fault)
        with pytest.raises(requests.ConnectionError):
            call(api, "create", order())
        assert api.creates == creates


def test_a_hanging_server_can_be_closed() -> None:
    api = FakeRoomApi()
    api.script("credits", faults.hang(1000))
    failed = threading.Event()

    def ask() -> None:
        try:
            call(api, "credits")
        except requests.ConnectionError:
            failed.set()

    thread = threading.Thread(target=ask)
    thread.start()
    while not api.count["credits"]:
        time.sleep(0.005)
    api.close()
    thread.join()
    assert failed.is_set()


def test_outputs_can_be_had_in_part() -> None:
    with FakeRoomApi(statuses=("SUCCEEDED",)) as api:
        made = call(api, "create", order()).json()
        url = call(api, "retrieve", {"generation_id": made["generation_id"]}).json()["images"][0]
        whole = requests.get(url, timeout=5)
        rest = requests.get(url, headers={"Range": "bytes=10-", "If-Range": whole.headers["etag"]}, timeout=5)
        other = requests.get(url, headers={"Range": "bytes=10-", "If-Range": '"other"'}, timeout=5)
        beyond = requests.get(url, headers={"Range": "bytes=999999-"}, timeout=5)
    assert (rest.status_code, whole.content[:10] + rest.content) == (206, whole.content)
    assert (other.status_code, beyond.status_code) == (200, 416)


def test_callbacks_are_delivered_signed_and_caught() -> None:
    secret = new_secret()
    with CallbackCatcher() as catcher, FakeRoomApi(webhook_secret=secret) as api:
        made = call(api, "create", order(webhook=catcher.callback_url)).json()
        catcher.script("callback", faults.status(500))
        assert [api.deliver(made["generation_id"]) for _ in range(2)] == [500, 204]
        assert catcher.wait_for(1)[0]["status"] == "SUCCEEDED"
        assert catcher.verify(secret) == [f"msg_{made['generation_id']}"]
        assert catcher.woken.is_set()
        with pytest.raises(WebhookRefused):
            catcher.verify(new_secret())
        assert requests.post(catcher.url + "/callbacks/guessed", b"{}", timeout=5).status_code == 404
        with pytest.raises(TimeoutError, match="1 of 2"):
            catcher.wait_for(2, within_s=0.05)


def test_a_flaky_transport_loses_what_it_is_told_to() -> None:
    with FakeRoomApi() as api, requests.Session() as session:
        flaky = FlakyTransport([Mood.LOSE_REQUEST, Mood.LOSE_ANSWER, Mood.FINE])
        session.mount("http://", flaky)
        url = api.url + PATHS["capabilities"]
        with pytest.raises(NeverSent):
            session.get(url, timeout=5)
        with pytest.raises(requests.ConnectionError):
            session.get(url, timeout=5)
        assert [session.get(url, timeout=5).status_code for _ in range(2)] == [200, 200]
        assert api.count["capabilities"] == flaky.sent == 3
        assert flaky.lost == 2


def test_flat_pictures_are_flat_and_differ_by_seed() -> None:
    with Image.open(io.BytesIO(flat_png((7, 5), "a"))) as image:
        pixels = np.asarray(image)
    assert pixels.shape == (5, 7, 3)
    assert (pixels == pixels[0, 0]).all()
    assert flat_png((7, 5), "a") != flat_png((7, 5), "b")


def test_a_fake_clock_goes_by_sleeping_only() -> None:
    clock = FakeClock(unix_s=100)
    clock.sleep(1.5)
    clock.sleep(-1)
    assert (clock.now_s(), clock.unix_s(), clock.sleeps) == (1.5, 101.5, [1.5, -1])


def test_answers_of_every_kind_are_json() -> None:
    with FakeRoomApi() as api:
        for name in ("create", "credits"):
            assert json.loads(call(api, name, order()).content)
