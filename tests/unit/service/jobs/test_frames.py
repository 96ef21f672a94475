"""Messages through a pipe: whole, or none."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskkit.service.jobs.frames import read_frame, write_frame

HEADS = st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=8) | st.booleans(), max_size=4)


def sent(head: dict[str, object], blobs: list[bytes]) -> bytes:
    pipe = io.BytesIO()
    write_frame(pipe, head, blobs)
    return pipe.getvalue()


@given(st.lists(st.tuples(HEADS, st.lists(st.binary(max_size=50), max_size=3)), max_size=4))
def test_messages_come_out_as_they_went_in(messages: list[tuple[dict[str, object], list[bytes]]]) -> None:
    pipe = io.BytesIO(b"".join(sent(head, blobs) for head, blobs in messages))
    assert [read_frame(pipe) for _ in messages] == messages
    assert read_frame(pipe) is None


def test_a_message_that_is_cut_anywhere_is_none() -> None:
    whole = sent({"seed": 7}, [b"photo\nwith a line", b"mask"])
    for length in range(len(whole)):
        assert read_frame(io.BytesIO(whole[:length])) is None


@pytest.mark.parametrize("blobs", [[], [b""], [b"", b"a", b""]])
def test_empty_blobs_are_kept(blobs: list[bytes]) -> None:
    assert read_frame(io.BytesIO(sent({}, blobs))) == ({}, blobs)
