"""What a sandbox lets go wrong, and with which call."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from maskkit.service.sandbox import NOTHING, Faults, Sandbox, groups
from maskkit.service.settings import ServiceSettings


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", NOTHING),
        ("latency=1.5", Faults(latency_s=1.5)),
        ("status=429,retry-after=3", Faults(status=429, retry_after_s=3)),
        ("lose=answer", Faults(lose="answer")),
        (" lose = request , rate = 0.5 ", Faults(lose="request", rate=0.5)),
        ("fail", Faults(fail=True)),
        ("callback=late,late=7", Faults(callback="late", late_s=7)),
        ("callback=forged,expired", Faults(callback="forged", expired=True)),
    ],
)
def test_faults_are_read_and_kept(text: str, faults: Faults) -> None:
    assert Faults.parse(text) == faults
    assert Faults.from_json(faults.to_json()) == faults


@pytest.mark.parametrize(
    "text",
    ["nonsense", "rate=2", "rate=-1", "rate=x", "rate=nan", "latency=", "latency=1e9", "status=200", "status=599",
     "status=abc", "lose=all", "fail=yes", "callback=never", "expired=1", "late=inf"],
)  # fmt: skip
def test_what_is_no_fault_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"must be|no fault is called|takes no value|could not convert"):
        Faults.parse(text)
    with pytest.raises(ValidationError):
        ServiceSettings(data="rooms", sandbox=text)


@given(st.text(max_size=60))
def test_any_text_is_faults_or_refused(text: str) -> None:
    try:
        assert all(0 <= faults.rate <= 1 for faults in groups(text))
    except ValueError:
        return


def test_the_header_comes_before_what_was_ordered_and_that_before_the_setting() -> None:
    sandbox = Sandbox("status=500")
    sandbox.order("create", Faults(status=503), 1)
    assert sandbox.faults_for("create", "status=429").status == 429
    assert sandbox.faults_for("retrieve", None).status == 500
    assert sandbox.faults_for("create", None).status == 503
    assert sandbox.faults_for("create", None).status == 500
    assert sandbox.faults_for("create", "") == NOTHING


def test_what_was_ordered_can_be_taken_back_and_is_bounded() -> None:
    sandbox = Sandbox()
    sandbox.order("create", Faults(fail=True), 1000)
    with pytest.raises(ValueError, match="at most 1000"):
        sandbox.order("create", Faults(fail=True), 1)
    sandbox.forget()
    assert sandbox.faults_for("create", None) == NOTHING


def test_faults_strike_as_often_as_their_rates_say_the_first_group_first() -> None:
    sandbox = Sandbox("rate=0.2,status=503;rate=0.5,fail", chance=random.Random(7).random)
    struck = [sandbox.faults_for("create", None) for _ in range(2000)]
    assert 0.17 < sum(faults.status == 503 for faults in struck) / 2000 < 0.23
    assert 0.36 < sum(faults.fail for faults in struck) / 2000 < 0.44


def test_there_is_no_sandbox_unless_it_is_asked_for() -> None:
    assert ServiceSettings(data="rooms").sandbox is None
    assert ServiceSettings(data="rooms", sandbox="").sandbox == ""
