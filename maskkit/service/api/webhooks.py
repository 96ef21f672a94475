"""The calls about call-backs: a test ping, the log of the deliveries, and a delivery once more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import ClassVar

from fastapi import APIRouter, Response

from maskkit.net.guard import shown
from maskkit.roomapi.checks import Check, delivery_id_problem, url_problem, uuid_problem
from maskkit.roomapi.schema import WireRequest
from maskkit.service.answers import as_json
from maskkit.service.api.calls import TheCaller, TheJson, TheService, json_answer, parse
from maskkit.service.api.documents import body_schema, documented, good, json_body
from maskkit.service.call_backs import PING_BODY, new_delivery
from maskkit.service.db import outbox
from maskkit.service.db.rows import AttemptRow, DeliveryRow
from maskkit.service.problems import not_found

router = APIRouter(prefix="/api/webhooks")

LISTED = 100


@dataclass(frozen=True, slots=True)
class PingRequest(WireRequest):
    """Send a test to a call-back address."""

    user_id: str
    webhook: str

    CHECKS: ClassVar[Mapping[str, Check]] = {"user_id": uuid_problem, "webhook": url_problem}


@dataclass(frozen=True, slots=True)
class DeliveriesRequest(WireRequest):
    """Ask for the log: of all call-backs, of a generation's, or of one."""

    user_id: str
    generation_id: str | None = None
    delivery_id: str | None = None

    CHECKS: ClassVar[Mapping[str, Check]] = {
        "user_id": uuid_problem,
        "generation_id": uuid_problem,
        "delivery_id": delivery_id_problem,
    }


@dataclass(frozen=True, slots=True)
class RedeliverRequest(WireRequest):
    """Deliver once more, the same bytes under the same id."""

    user_id: str
    delivery_id: str

    CHECKS: ClassVar[Mapping[str, Check]] = {"user_id": uuid_problem, "delivery_id": delivery_id_problem}


@router.post(
    "/ping",
    status_code=202,
    summary="Send a test to a call-back address",
    responses=good("Delivery", "It is sent once; the log of the deliveries tells what became of it.", status=202),
    openapi_extra=documented(json_body(body_schema(PingRequest))),
)
def ping(service: TheService, user_id: TheCaller, body: TheJson) -> Response:
    """Order a test ping."""
    wanted = parse(PingRequest, body, user_id)
    now_ms = service.parts.now_ms()
    row = new_delivery(user_id=user_id, generation_id=None, url=wanted.webhook, body=PING_BODY, now_ms=now_ms)
    with service.parts.database.write() as transaction:
        outbox.add_delivery(transaction, row)
    service.courier.wake()
    return json_answer(as_json(_told(row, [])), status=HTTPStatus.ACCEPTED)


@router.post(
    "/deliveries",
    summary="The log of the call-backs",
    responses=good("Deliveries", f"The newest {LISTED} call-backs, each with its attempts."),
    openapi_extra=documented(json_body(body_schema(DeliveriesRequest))),
)
def deliveries(service: TheService, user_id: TheCaller, body: TheJson) -> Response:
    """Tell what was sent, and how it was taken."""
    wanted = parse(DeliveriesRequest, body, user_id)
    generation_id = wanted.generation_id.lower() if wanted.generation_id else None
    with service.parts.database.read() as transaction:
        rows = outbox.deliveries_of(
            transaction, user_id, generation_id=generation_id, delivery_id=wanted.delivery_id, limit=LISTED
        )
        attempts: dict[str, list[AttemptRow]] = defaultdict(list)
        for attempt in outbox.attempts_of(transaction, [row.id for row in rows]):
            attempts[attempt.delivery_id].append(attempt)
    return json_answer(as_json({"deliveries": [_told(row, attempts[row.id]) for row in rows]}))


@router.post(
    "/redeliver",
    status_code=202,
    summary="Deliver a call-back once more",
    responses=good("Delivery", "Its schedule begins anew, with an attempt at once.", status=202),
    openapi_extra=documented(json_body(body_schema(RedeliverRequest)), 404),
)
def redeliver(service: TheService, user_id: TheCaller, body: TheJson) -> Response:
    """Begin the schedule of a call-back anew."""
    wanted = parse(RedeliverRequest, body, user_id)
    with service.parts.database.write() as transaction:
        if not outbox.deliver_again(transaction, user_id, wanted.delivery_id, service.parts.now_ms()):
            raise not_found("call-back")
        [row] = outbox.deliveries_of(transaction, user_id, delivery_id=wanted.delivery_id, limit=1)
        attempts = outbox.attempts_of(transaction, [row.id])
    service.courier.wake()
    return json_answer(as_json(_told(row, attempts)), status=HTTPStatus.ACCEPTED)


def _told(row: DeliveryRow, attempts: list[AttemptRow]) -> dict[str, object]:
    status = "DELIVERED" if row.delivered_ms is not None else "GIVEN_UP" if row.due_ms is None else "WAITING"
    told: dict[str, object] = {
        "delivery_id": row.id,
        "generation_id": row.generation_id,
        "url": shown(row.url),
        "status": status,
        "attempts": [{"at": _moment(each.at_ms), "status": each.status, "problem": each.problem} for each in attempts],
        "next_attempt_at": _moment(row.due_ms),
        "delivered_at": _moment(row.delivered_ms),
    }
    return {name: value for name, value in told.items() if value is not None}


def _moment(ms: int | None) -> str | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC).isoformat()
