"""Whether the service lives, whether it takes work, and what it promises."""

from __future__ import annotations

from fastapi import APIRouter, Response

from maskkit.roomapi.capabilities import Capabilities
from maskkit.roomapi.schema import PATHS
from maskkit.service.answers import as_json
from maskkit.service.api.calls import TheService, json_answer
from maskkit.service.problems import unavailable

router = APIRouter()


@router.get("/healthz", summary="Whether the service lives")
def live() -> dict[str, str]:
    """Answer as long as the process does."""
    return {"status": "ok"}


@router.get("/readyz", summary="Whether the service takes work")
def ready(service: TheService) -> dict[str, str]:
    """Answer 503 before the start is over and from the stop on."""
    if not service.ready:
        raise unavailable("the service is starting or stopping")
    with service.parts.database.read():
        return {"status": "ok"}


@router.get(PATHS["capabilities"], summary="What the service promises beyond the wire")
def capabilities(service: TheService) -> Response:
    """Tell what a client may rely on."""
    promises = Capabilities("maskkit", service.parts.settings.idempotency_ttl_s, assets=True, seeds=True)
    return json_answer(as_json(promises.to_wire()))
