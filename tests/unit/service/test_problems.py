"""Problem documents: stable codes, pointers to the fields, advice to wait."""

from __future__ import annotations

from maskkit.errors import CorruptImage, ImageTooLarge, InvalidRequest, UnsupportedFormat
from maskkit.roomapi.refusals import error_from_answer
from maskkit.service.problems import (
    file_refused,
    invalid,
    invalid_field,
    key_refused,
    out_of_photos,
    too_often,
    unavailable,
)


def test_a_problem_points_at_every_wrong_field() -> None:
    problem = invalid(InvalidRequest("two wrong", fields={"width": "is required", "theme": "must be one of A"}))
    document = problem.to_json("req-1")
    assert document["errors"] == [
        {"pointer": "#/width", "detail": "is required"},
        {"pointer": "#/theme", "detail": "must be one of A"},
    ]
    assert (document["status"], document["code"], document["instance"]) == (400, "invalid_request", "urn:request:req-1")


def test_the_message_of_the_wire_stands_beside_the_problem() -> None:
    document = unavailable("busy").to_json("r")
    assert document["message"] == document["detail"] == "busy"


def test_whoever_calls_too_often_is_told_whole_seconds() -> None:
    assert [too_often(wait_s).to_headers()["retry-after"] for wait_s in (0.01, 1.0, 1.2)] == ["1", "1", "2"]


def test_a_problem_that_passes_says_when_to_come_back() -> None:
    problem = unavailable("busy", retry_after_s=7)
    assert problem.to_headers()["retry-after"] == "7"
    assert problem.to_json("r")["retry_after"] == 7


def test_uploads_are_refused_by_what_is_wrong_with_them() -> None:
    errors = [ImageTooLarge("big"), UnsupportedFormat("gif"), CorruptImage("torn")]
    assert [int(file_refused(error).status) for error in errors] == [413, 415, 400]


def test_the_client_reads_each_problem_as_the_error_it_stands_for() -> None:
    import json

    for problem, code in [
        (invalid_field("#/seed", "must be small"), "request_rejected"),
        (key_refused("wrong"), "key_refused"),
        (out_of_photos(), "out_of_photos"),
        (unavailable("busy"), "service_failed"),
    ]:
        body = json.dumps(problem.to_json("r")).encode()
        error = error_from_answer(int(problem.status), problem.to_headers(), body)
        assert error is not None
        assert error.code == code
        assert problem.detail in str(error)
