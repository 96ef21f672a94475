"""The OpenAPI document in the repository is the one that the service gives."""

from __future__ import annotations

import json
from pathlib import Path

from maskkit.service.api.openapi import document

KEPT = Path(__file__).parents[2] / "docs" / "openapi.json"


def test_the_document_that_is_kept_is_the_one_that_is_served() -> None:
    made = "Make it anew: python -m maskkit.service.api.openapi > docs/openapi.json"
    assert KEPT.read_text("utf-8") == document(), made


def test_every_route_says_what_it_is_and_what_it_answers() -> None:
    told = json.loads(document())
    assert told["openapi"].startswith("3.1")
    for path, methods in told["paths"].items():
        for method, route in methods.items():
            assert route["summary"], (path, method)
            assert any(status.startswith("2") for status in route["responses"]), (path, method)


def test_every_route_under_api_wants_a_key_but_the_promises() -> None:
    paths = json.loads(document())["paths"]
    open_routes = {path for path, methods in paths.items() for route in methods.values() if "security" not in route}
    assert open_routes == {"/api/capabilities", "/files/{name}", "/healthz", "/readyz", "/metrics"}


def test_every_problem_has_a_pointer_to_its_schema() -> None:
    told = json.loads(document())
    for methods in told["paths"].values():
        for route in methods.values():
            problems = [answer for status, answer in route["responses"].items() if status[0] in "45"]
            assert all("application/problem+json" in answer["content"] for answer in problems)
    assert {"message", "errors", "retry_after"} <= set(told["components"]["schemas"]["Problem"]["properties"])
