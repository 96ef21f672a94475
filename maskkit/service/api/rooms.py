"""The three calls about rooms: create, variation, retrieve."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from maskkit.roomapi.schema import IDEMPOTENCY_HEADER, PATHS, CreateRequest, RetrieveRequest, VariationRequest
from maskkit.service import accept
from maskkit.service.answers import as_json, generation_answer
from maskkit.service.api.calls import TheCaller, TheJson, TheService, json_answer, parse
from maskkit.service.api.documents import IDEMPOTENCY_PARAMETER, body_schema, documented, good, json_body
from maskkit.service.api.sandbox import faults_in
from maskkit.service.core import Service
from maskkit.service.db.generations import generation
from maskkit.service.files import expired_url, signed_url
from maskkit.service.idempotency import parse_key
from maskkit.service.problems import invalid_field, not_found

router = APIRouter()

REPLAYED_HEADER = "idempotency-replayed"


@router.post(
    PATHS["create"],
    summary="Create a room",
    responses=good("Created", "The generation has been accepted; it costs one photo."),
    openapi_extra=documented(json_body(body_schema(CreateRequest)), 402, 409, 422, parameters=(IDEMPOTENCY_PARAMETER,)),
)
def create(service: TheService, user_id: TheCaller, body: TheJson, request: Request) -> Response:
    """Accept a generation in a new project."""
    wanted = parse(CreateRequest, body, user_id)
    key, faults = _key(request.headers.get(IDEMPOTENCY_HEADER)), faults_in(request.state)
    return _answer(service, accept.create(service.parts, service.gate, wanted, key=key, faults=faults))


@router.post(
    PATHS["variation"],
    summary="Create a variation of a room",
    responses=good("Varied", "The generation has been accepted."),
    openapi_extra=documented(
        json_body(body_schema(VariationRequest)), 402, 404, 409, 422, parameters=(IDEMPOTENCY_PARAMETER,)
    ),
)
def vary(service: TheService, user_id: TheCaller, body: TheJson, request: Request) -> Response:
    """Accept another generation in the project of an earlier one."""
    wanted = parse(VariationRequest, body, user_id)
    key, faults = _key(request.headers.get(IDEMPOTENCY_HEADER)), faults_in(request.state)
    return _answer(service, accept.vary(service.parts, service.gate, wanted, key=key, faults=faults))


@router.post(
    PATHS["retrieve"],
    summary="Ask how a generation is doing",
    responses=good("Generation", "How it is doing."),
    openapi_extra=documented(json_body(body_schema(RetrieveRequest)), 404),
)
def retrieve(service: TheService, user_id: TheCaller, body: TheJson, request: Request) -> Response:
    """Tell how a generation is doing."""
    wanted = parse(RetrieveRequest, body, user_id)
    with service.parts.database.read() as transaction:
        row = generation(transaction, wanted.generation_id.lower())
        if row is None or row.user_id != user_id:
            raise not_found("generation")
        base_url = service.url_for(request.headers.get("host"))
        url = expired_url if faults_in(request.state).expired else signed_url
        return json_answer(as_json(generation_answer(service.parts, transaction, row, base_url, url=url)))


def _key(header: str | None) -> str | None:
    try:
        return parse_key(header)
    except ValueError as error:
        raise invalid_field(IDEMPOTENCY_HEADER, str(error)) from error


def _answer(service: Service, accepted: accept.Accepted) -> Response:
    service.runner.wake()
    headers = {REPLAYED_HEADER: "true"} if accepted.replayed else None
    return json_answer(accepted.body, status=accepted.status, headers=headers)
