"""The call about the account."""

from __future__ import annotations

from fastapi import APIRouter, Response

from maskkit.roomapi.schema import PATHS, CreditRequest
from maskkit.service.answers import as_json
from maskkit.service.api.calls import TheCaller, TheJson, TheService, json_answer, parse
from maskkit.service.api.documents import body_schema, documented, good, json_body
from maskkit.service.ledger import credits_of

router = APIRouter()


@router.post(
    PATHS["credits"],
    summary="Ask how many photos are left",
    responses=good("Credits", "The photos that are left."),
    openapi_extra=documented(json_body(body_schema(CreditRequest))),
)
def credit(service: TheService, user_id: TheCaller, body: TheJson) -> Response:
    """Tell how many photos are left."""
    parse(CreditRequest, body, user_id)
    with service.parts.database.read() as transaction:
        return json_answer(as_json(credits_of(transaction, user_id).to_wire()))
