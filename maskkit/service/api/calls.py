"""What the routes have in common: the service behind them, who is calling, and the JSON that came in."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Annotated, NoReturn, TypeVar, cast

from fastapi import Depends, Request, Response

from maskkit.errors import InvalidRequest
from maskkit.roomapi.schema import KEY_HEADER, WireRequest
from maskkit.service.accounts import key_sha256, owner
from maskkit.service.core import Service
from maskkit.service.problems import Problem, invalid, key_refused, too_often

Wire = TypeVar("Wire", bound=WireRequest)


def service_of(request: Request) -> Service:
    """The service that the application was built for."""
    return cast("Service", request.app.state.service)


async def read_json(request: Request) -> object:
    """The JSON document in the body.

    Raises:
        Problem: 400 it is none.
    """
    body = await request.body()
    try:
        return json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        detail = "the body is not a JSON document"
        raise Problem(HTTPStatus.BAD_REQUEST, "invalid_request", detail) from error


def caller(service: Annotated[Service, Depends(service_of)], request: Request) -> str:
    """The id of the user whose key came with the request.

    Raises:
        Problem: 401 there is no key, or it is nobody's; 429 it calls too often.
    """
    key = request.headers.get(KEY_HEADER)
    if not key:
        raise key_refused(f"the header {KEY_HEADER} is missing")
    found = owner(service.parts.database, key)
    if found is None:
        raise key_refused("the key is wrong")
    rate = service.limiter.take(key_sha256(key))
    request.state.rate = rate
    if rate is not None and rate.wait_s:
        raise too_often(rate.wait_s)
    return found


TheService = Annotated[Service, Depends(service_of)]
TheCaller = Annotated[str, Depends(caller)]
TheJson = Annotated[object, Depends(read_json)]


def parse(kind: type[Wire], body: object, user_id: str) -> Wire:
    """The request in a body, made by the user that the key belongs to.

    Raises:
        Problem: 400 with every wrong field, 401 the key is somebody else's.
    """
    try:
        request = kind.from_wire(body)
    except InvalidRequest as error:
        raise invalid(error) from error
    if request.user_id.lower() != user_id:
        raise key_refused("the key does not belong to this user_id")
    return request


def json_answer(body: bytes, *, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None) -> Response:
    """An answer of JSON bytes, exactly these."""
    return Response(body, status_code=status, headers=headers, media_type="application/json")


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")
