"""Whether the service lives, whether it takes work, and what it promises."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from maskkit.roomapi.capabilities import Capabilities
from maskkit.roomapi.schema import PATHS
from maskkit.service.answers import as_json
from maskkit.service.api.calls import TheService, json_answer
from maskkit.service.api.documents import good, problems
from maskkit.service.metrics import CONTENT_TYPE
from maskkit.service.problems import key_refused, unavailable

router = APIRouter()


@router.get("/healthz", summary="Whether the service lives")
def live() -> dict[str, str]:
    """Answer as long as the process does."""
    return {"status": "ok"}


@router.get("/readyz", summary="Whether the service takes work", openapi_extra={"responses": problems(503)})
def ready(service: TheService) -> dict[str, str]:
    """Answer 503 before the start is over and from the stop on."""
    if not service.ready:
        raise unavailable("the service is starting or stopping")
    with service.parts.database.read():
        return {"status": "ok"}


@router.get(
    "/metrics",
    summary="What the service counts and measures",
    response_class=PlainTextResponse,
    openapi_extra={"responses": problems(401, 503)},
)
def metrics(service: TheService, request: Request) -> Response:
    """Give the numbers in the text form of Prometheus."""
    key = service.parts.settings.metrics_key
    wanted = f"Bearer {key.get_secret_value()}" if key else None
    if wanted and not hmac.compare_digest(request.headers.get("authorization", "").encode(), wanted.encode()):
        raise key_refused("the bearer token is missing or wrong")
    return Response(service.parts.metrics.text(), media_type=CONTENT_TYPE)


@router.get(
    PATHS["capabilities"],
    summary="What the service promises beyond the wire",
    responses=good("Capabilities", "What a client may rely on."),
)
def capabilities(service: TheService) -> Response:
    """Tell what a client may rely on."""
    promises = Capabilities("maskkit", service.parts.settings.idempotency_ttl_s, assets=True, seeds=True)
    return json_answer(as_json(promises.to_wire()))
