"""What the journal says, and what comes next."""

from __future__ import annotations

from typing import Any

import pytest

from maskkit.batch.state import Action, Do, Event, ItemState, RoomState, Sent, Step, Terms, next_action, replay

TERMS = Terms("http://here", replay_s=1000.0)
UPLOADED = {"service": "http://here", "sent_sha256": "s", "expires_at": None}
PREPARED = {"sent_sha256": "s"}
SENT = Sent("key", 0.0, {})


def state(**room: Any) -> ItemState:
    return ItemState(prepared=PREPARED, uploaded=UPLOADED, rooms=(RoomState(**room),))


@pytest.mark.parametrize(
    ("now", "do"),
    [
        (ItemState(), Do.PREPARE),
        (ItemState(prepared=PREPARED), Do.UPLOAD),
        (state(), Do.CREATE),
        (state(sent=SENT), Do.RESEND),
        (state(sent=SENT, created={}), Do.WAIT),
        (state(sent=SENT, created={}, succeeded={}), Do.DOWNLOAD),
        (state(sent=SENT, created={}, succeeded={}, downloaded={}), Do.COMPOSITE),
        (state(sent=SENT, created={}, succeeded={}, downloaded={}, composited={}), Do.FINISH),
    ],
)
def test_the_steps_follow_each_other(now: ItemState, do: Do) -> None:
    assert next_action(now, TERMS, now=1.0).do is do


def test_a_lost_call_is_sent_again_only_while_the_service_promises_to_replay_it() -> None:
    lost = state(sent=SENT)
    assert next_action(lost, TERMS, now=100.0) == Action(Do.RESEND, 1)
    assert next_action(lost, TERMS, now=999.0) == Action(Do.ASK, 1)
    assert next_action(lost, Terms("http://here"), now=1.0) == Action(Do.ASK, 1)
    assert next_action(lost, Terms("http://here", retry_unknown=True), now=1.0) == Action(Do.CREATE, 1)


@pytest.mark.parametrize(
    "uploaded",
    [None, {**UPLOADED, "service": "http://there"}, {**UPLOADED, "expires_at": 50.0}, {**UPLOADED, "sent_sha256": "x"}],
)
def test_uploads_that_no_longer_serve_are_made_again(uploaded: dict[str, Any] | None) -> None:
    assert next_action(ItemState(prepared=PREPARED, uploaded=uploaded), TERMS, now=1.0).do is Do.UPLOAD


def test_a_variation_follows_the_finished_room() -> None:
    done = RoomState(sent=SENT, created={}, succeeded={}, downloaded={}, composited={})
    one = ItemState(prepared=PREPARED, uploaded=UPLOADED, rooms=(done,))
    assert next_action(one, Terms("http://here", rooms=2), now=1.0) == Action(Do.CREATE, 2)
    assert one.is_done(1)
    assert not one.is_done(2)


def test_a_settled_failure_frees_the_room_and_an_unsettled_one_keeps_what_was_paid() -> None:
    events = [
        Event("a", 1, Step.CREATE_SENT, 1.0, {"key": "k", "request": {}}),
        Event("a", 1, Step.FAILED, 2.0, {"error": {"code": "x"}, "settled": False}),
    ]
    lost = replay(events)["a"]
    assert lost.room(1).outcome_unknown
    assert lost.spent == 1
    refunded = lost.after(Event("a", 1, Step.FAILED, 3.0, {"error": {"code": "y"}, "settled": True}))
    assert (refunded.spent, refunded.room(1).sent) == (0, None)


def test_a_lost_call_that_was_sent_afresh_counts_twice() -> None:
    again = state(sent=SENT).after(Event("a", 1, Step.CREATE_SENT, 9.0, {"key": "new", "request": {}}))
    assert again.spent == 2
    assert again.after(Event("a", 1, Step.FAILED, 10.0, {"settled": True})).spent == 1


def test_missing_files_are_made_again_without_paying_again() -> None:
    done = state(sent=SENT, created={}, succeeded={}, downloaded={}, composited={})
    assert next_action(done.without_files({"final-1.png"}), TERMS, now=1.0).do is Do.COMPOSITE
    assert next_action(done.without_files({"generated-1.png"}), TERMS, now=1.0).do is Do.DOWNLOAD
    bare = done.without_files({"mask.png", "final-1.png"})
    assert next_action(bare, TERMS, now=1.0).do is Do.PREPARE
    assert next_action(bare.after(Event("a", 0, Step.PREPARED, 1.0, PREPARED)), TERMS, now=1.0).do is Do.COMPOSITE


def test_an_error_is_forgotten_once_the_photo_goes_on() -> None:
    failed = ItemState().after(Event("a", 0, Step.FAILED, 1.0, {"error": {}}))
    assert failed.error is not None
    assert failed.after(Event("a", 0, Step.PREPARED, 2.0, PREPARED)).error is None
