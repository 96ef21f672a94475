"""What the service answers when it cannot do what it was asked: problem documents (RFC 9457)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from http import HTTPStatus

from maskkit.errors import ImageRefused, ImageTooLarge, InvalidRequest, UnsupportedFormat

PROBLEM_JSON = "application/problem+json"
TYPE_PREFIX = "urn:maskkit:problem:"


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with a field; ``pointer`` is its JSON pointer, such as ``#/mask_url``, or the name of a header."""

    pointer: str
    detail: str

    def to_json(self) -> dict[str, str]:
        """The member of ``errors``.

        >>> FieldError("Idempotency-Key", "is too long").to_json()
        {'header': 'Idempotency-Key', 'detail': 'is too long'}
        """
        return {"pointer" if self.pointer.startswith("#") else "header": self.pointer, "detail": self.detail}


class Problem(Exception):
    """An answer other than success. ``code`` is stable, ``detail`` tells this case."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        detail: str,
        *,
        errors: tuple[FieldError, ...] = (),
        retry_after_s: int | None = None,
        headers: dict[str, str] | None = None,
        extra: dict[str, object] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors
        self.retry_after_s = retry_after_s
        self.headers = headers or {}
        self.extra = extra or {}

    def to_json(self, request_id: str) -> dict[str, object]:
        """The problem document, and beside it the explanatory ``message`` of the wire."""
        document: dict[str, object] = {
            "type": TYPE_PREFIX + self.code,
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": self.detail,
            "message": self.detail,
            "instance": f"urn:request:{request_id}",
            "code": self.code,
            **self.extra,
        }
        if self.errors:
            document["errors"] = [error.to_json() for error in self.errors]
        if self.retry_after_s is not None:
            document["retry_after"] = self.retry_after_s
        return document

    def to_headers(self) -> dict[str, str]:
        """The headers of the answer."""
        wait = {} if self.retry_after_s is None else {"retry-after": str(self.retry_after_s)}
        return {"content-type": PROBLEM_JSON, "cache-control": "no-store", **wait, **self.headers}


def invalid(error: InvalidRequest) -> Problem:
    """400 for a request whose fields are wrong."""
    errors = tuple(FieldError(f"#/{name}", detail) for name, detail in error.fields.items())
    return Problem(HTTPStatus.BAD_REQUEST, "invalid_request", error.message, errors=errors)


def invalid_field(pointer: str, detail: str) -> Problem:
    """400 for one wrong field or header."""
    name = pointer.removeprefix("#/")
    errors = (FieldError(pointer, detail),)
    return Problem(HTTPStatus.BAD_REQUEST, "invalid_request", f"{name} {detail}", errors=errors)


def file_refused(error: ImageRefused) -> Problem:
    """413, 415 or 400 for an upload that is no usable image file."""
    by_kind = {ImageTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE, UnsupportedFormat: HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
    return Problem(by_kind.get(type(error), HTTPStatus.BAD_REQUEST), error.code, str(error))


def key_refused(detail: str) -> Problem:
    """401."""
    return Problem(HTTPStatus.UNAUTHORIZED, "key_refused", detail, headers={"www-authenticate": "ApiKey"})


def out_of_photos() -> Problem:
    """402."""
    detail = "no photos are left on this account"
    return Problem(HTTPStatus.PAYMENT_REQUIRED, "out_of_photos", detail, extra={"remaining_photos": 0})


def too_often(wait_s: float) -> Problem:
    """429 for a key that calls too often."""
    detail = "this key has called too often"
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, "rate_limited", detail, retry_after_s=max(1, math.ceil(wait_s)))


def not_found(what: str) -> Problem:
    """404; also for what belongs to somebody else, so that ids cannot be tried out."""
    return Problem(HTTPStatus.NOT_FOUND, "not_found", f"there is no such {what}")


def unavailable(detail: str, *, retry_after_s: int = 5) -> Problem:
    """503."""
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", detail, retry_after_s=retry_after_s)
