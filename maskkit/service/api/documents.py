"""The OpenAPI document: request bodies are described from the very dataclasses that check them."""

from __future__ import annotations

from dataclasses import fields
from http import HTTPStatus
from typing import Any, get_type_hints

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from maskkit.limits import DEFAULT_IMAGE_LIMITS
from maskkit.roomapi.checks import (
    HIGHEST_SEED,
    UUID_PATTERN,
    delivery_id_problem,
    image_url_problem,
    pixels_problem,
    seed_problem,
    url_problem,
    uuid_problem,
)
from maskkit.roomapi.schema import IDEMPOTENCY_HEADER, KEY_HEADER, WireRequest
from maskkit.roomapi.words import RoomType, Status, Theme
from maskkit.version import __version__

_BY_CHECK: dict[object, dict[str, Any]] = {
    uuid_problem: {"type": "string", "format": "uuid", "pattern": f"^{UUID_PATTERN}$"},
    delivery_id_problem: {"type": "string", "pattern": "^evt_[0-9a-f]{32}$"},
    url_problem: {"type": "string", "format": "uri", "maxLength": 4096},
    image_url_problem: {"type": "string", "format": "uri", "maxLength": 4096},
    pixels_problem: {"type": "integer", "minimum": 1, "maximum": DEFAULT_IMAGE_LIMITS.max_side_px},
    seed_problem: {"type": "integer", "minimum": 0, "maximum": HIGHEST_SEED},
}

_UUID = {"type": "string", "format": "uuid"}
_COUNT = {"type": "integer", "minimum": 0}
_TEXT = {"type": "string"}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": {**required, **(optional or {})}}


_MOMENT = {"type": "string", "format": "date-time"}
_DELIVERY = _object(
    {
        "delivery_id": _TEXT,
        "url": _TEXT,
        "status": {"type": "string", "enum": ["WAITING", "DELIVERED", "GIVEN_UP"]},
        "attempts": {
            "type": "array",
            "items": _object(
                {"at": _MOMENT}, {"status": {"type": ["integer", "null"]}, "problem": {"type": ["string", "null"]}}
            ),
        },
    },
    {"generation_id": _UUID, "next_attempt_at": _MOMENT, "delivered_at": _MOMENT},
)

_WAIT = {"description": "Seconds to wait.", "schema": _COUNT}
_PASSING = frozenset({429, 503})

IDEMPOTENCY_PARAMETER = {
    "name": IDEMPOTENCY_HEADER,
    "in": "header",
    "required": False,
    "description": "The same key and body get the first answer again, byte for byte, and no second room.",
    "schema": {"type": "string", "pattern": "^[!-~]([ -~]{0,253}[!-~])?$"},
}

ANSWERS: dict[str, dict[str, Any]] = {
    "Created": _object({"generation_id": _UUID, "remaining_photos": _COUNT, "project_id": _UUID}),
    "Varied": _object({"generation_id": _UUID}),
    "Generation": _object(
        {"status": {"type": "string", "enum": [status.value for status in Status]}, "variations": _COUNT},
        {
            "images": {"type": "array", "items": {"type": "string", "format": "uri"}},
            "error": _object({"code": _TEXT, "message": _TEXT}),
        },
    ),
    "Credits": _object({"total": _COUNT, "subscription": _COUNT, "extra": _COUNT}),
    "Asset": _object(
        {"asset_id": _UUID, "url": {"type": "string", "format": "uri"}, "sha256": _TEXT, "expires_at": _TEXT}
    ),
    "Capabilities": _object(
        {"service": _TEXT, "idempotency_ttl_s": _COUNT, "assets": {"type": "boolean"}, "seeds": {"type": "boolean"}}
    ),
    "Delivery": _DELIVERY,
    "Deliveries": _object({"deliveries": {"type": "array", "items": _DELIVERY}}),
    "Problem": _object(
        {
            "type": _TEXT,
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "message": _TEXT,
            "code": _TEXT,
        },
        {
            "instance": _TEXT,
            "errors": {"type": "array", "items": _object({"detail": _TEXT}, {"pointer": _TEXT, "header": _TEXT})},
            "retry_after": _COUNT,
        },
    ),
}


def body_schema(kind: type[WireRequest]) -> dict[str, Any]:
    """The JSON schema of a request.

    >>> from maskkit.roomapi.schema import CreditRequest
    >>> body_schema(CreditRequest)["required"]
    ['user_id']
    """
    hints = get_type_hints(kind)
    schemas = {item.name: _schema(kind.CHECKS[item.name], hints[item.name]) for item in fields(kind)}
    required = {item.name: schemas[item.name] for item in fields(kind) if item.default is not None}
    optional = {name: schema for name, schema in schemas.items() if name not in required}
    return _object(required, {name: {**schema, "type": [schema["type"], "null"]} for name, schema in optional.items()})


def json_body(schema: dict[str, Any]) -> dict[str, Any]:
    """The content of a JSON body."""
    return {"application/json": {"schema": schema}}


def good(name: str, description: str, *, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """The success of a route, for its ``responses``."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    return {status: {"description": description, "content": content}}


def documented(body: dict[str, Any], *statuses: int, parameters: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """What a route with a key adds to the OpenAPI document: its body, and the problems that it answers with."""
    responses = problems(400, 401, 408, 413, 429, 500, 503, *statuses)
    told = {"requestBody": {"required": True, "content": body}, "responses": responses, "security": [{"key": []}]}
    return {**told, "parameters": list(parameters)} if parameters else told


def problems(*statuses: int) -> dict[str, Any]:
    """The problems that a route answers with."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        str(status): {
            "description": HTTPStatus(status).phrase,
            "content": content,
            **({"headers": {"Retry-After": _WAIT}} if status in _PASSING else {}),
        }
        for status in sorted(statuses)
    }


def openapi_of(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the application."""
    document = get_openapi(
        title="maskkit room creation service",
        version=__version__,
        description="The Room Creation API, with uploads, idempotent calls and problem documents.",
        routes=app.routes,
    )
    components = document.setdefault("components", {})
    components["schemas"] = ANSWERS
    components["securitySchemes"] = {"key": {"type": "apiKey", "in": "header", "name": KEY_HEADER}}
    return document


def _schema(check: object, hint: object) -> dict[str, Any]:
    words = next((kind for kind in (RoomType, Theme) if hint is kind), None)
    return {"type": "string", "enum": [word.value for word in words]} if words else dict(_BY_CHECK[check])
