"""The OpenAPI document says what the checks do."""

from __future__ import annotations

import dataclasses

import pytest

from maskkit.errors import InvalidRequest
from maskkit.roomapi.schema import CreateRequest, CreditRequest, RetrieveRequest, VariationRequest
from maskkit.service.api.documents import ANSWERS, body_schema, good, json_body

REQUESTS = [CreateRequest, VariationRequest, RetrieveRequest, CreditRequest]


@pytest.mark.parametrize("kind", REQUESTS)
def test_every_field_is_described_and_the_required_ones_are_what_the_check_requires(kind: type) -> None:
    schema = body_schema(kind)
    assert set(schema["properties"]) == {field.name for field in dataclasses.fields(kind)}
    with pytest.raises(InvalidRequest) as refused:
        kind.from_wire({})
    assert set(schema["required"]) == set(refused.value.fields)


def test_words_are_listed_in_the_wires_spelling() -> None:
    properties = body_schema(VariationRequest)["properties"]
    assert properties["room_type"]["enum"] == ["BATHROOM", "KITCHEN", "SHOWEROOM"]
    assert properties["theme"]["enum"] == ["MODERN", "INDUSTRIAL", "SCANDINAVIAN", "LUXURIOUS"]


def test_what_only_this_service_knows_is_not_required() -> None:
    schema = json_body(body_schema(CreateRequest))["application/json"]["schema"]
    assert schema["properties"]["seed"]["type"] == ["integer", "null"]
    assert "seed" not in schema["required"]


def test_a_good_answer_refers_to_a_schema_that_is_there() -> None:
    for name in ("Created", "Varied", "Generation", "Credits", "Asset"):
        [(status, answer)] = good(name, "well").items()
        assert status == 200
        assert answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2] in ANSWERS
