"""Stored files: their unguessable names, their URLs, and what may be uploaded."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import uuid
from collections.abc import Mapping
from urllib.parse import urlsplit

from maskkit.errors import InputRefused, UnsupportedFormat
from maskkit.images.probe import probe
from maskkit.limits import ImageLimits
from maskkit.service.db.files import add_file, asset_with, file
from maskkit.service.db.rows import FileRow
from maskkit.service.parts import Parts

FILES_PATH = "/files/"

_CONTENT_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "MPO": "image/jpeg"}
_SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg"}
_NAME = re.compile(r"[A-Za-z0-9_-]{20,100}(-[0-9]{1,3})?\.(png|jpg)")
_SECONDS = re.compile(r"[0-9]{1,12}")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def check_upload(data: bytes, limits: ImageLimits) -> str:
    """The type of an uploaded image file, by its bytes: names and headers prove nothing.

    Raises:
        ImageRefused: it is neither a PNG nor a JPEG file, broken at its head, or over a limit.
    """
    found = probe(data, limits=limits)
    if found.format not in _CONTENT_TYPES:
        raise UnsupportedFormat(f"this is a {found.format} file", hint="Send a jpg or png file.")
    return _CONTENT_TYPES[found.format]


def new_name(content_type: str) -> str:
    """A name that nobody can guess (256 bits of chance)."""
    return new_key() + _SUFFIXES[content_type]


def new_key() -> str:
    """The unguessable part of a name."""
    return "f" + secrets.token_urlsafe(32)


def output_name(output_key: str, position: int) -> str:
    """The name of a generation's picture: the same each time, so that a repeated job overwrites and adds nothing.

    >>> output_name("fAbc", 1)
    'fAbc-1.png'
    """
    return f"{output_key}-{position}.png"


def store_name(name: str) -> str:
    """Where a file is kept in the store."""
    return f"files/{name}"


def signed_url(parts: Parts, base_url: str, row: FileRow) -> str:
    """The URL of a file: good until the file goes, and for ``url_ttl_s`` at most.

    It is the same whenever it is asked for within half that time, so that an answer does not change at every look.
    """
    half_ms = max(1, round(parts.settings.url_ttl_s * 500))
    halves = max(0, parts.now_ms() - row.created_ms) // half_ms
    expires_s = min(row.created_ms + (halves + 2) * half_ms, row.expires_ms) // 1000
    return _url(parts, base_url, row.name, expires_s)


def expired_url(parts: Parts, base_url: str, row: FileRow) -> str:
    """A URL of a file that has been good until a moment ago."""
    return _url(parts, base_url, row.name, parts.now_ms() // 1000 - 1)


def signature(parts: Parts, name: str, expires_s: int) -> str:
    """What proves that a URL of a file comes from this service."""
    made = hmac.new(parts.url_key, f"{name}\n{expires_s}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def signed_until_s(parts: Parts, name: str, query: Mapping[str, str]) -> int | None:
    """Until when the query of a file's URL says that it is good; None when the signature does not fit."""
    expires = query.get("expires", "")
    if not _SECONDS.fullmatch(expires):
        return None
    fits = hmac.compare_digest(signature(parts, name, int(expires)).encode(), query.get("signature", "").encode())
    return int(expires) if fits else None


def own_name(url: str) -> str | None:
    """The name of the file that a URL of ours leads to; None when it cannot be one of ours.

    The host does not count: behind a proxy, in a local network and after a restart on another port the service has
    other ones, and the name is the secret that matters.

    >>> own_name("http://127.0.0.1:9/files/fAAAAAAAAAAAAAAAAAAAAA.png")
    'fAAAAAAAAAAAAAAAAAAAAA.png'
    >>> own_name("https://example.org/photos/1.png")
    """
    path = urlsplit(url).path
    name = path.removeprefix(FILES_PATH)
    return name if name != path and is_name(name) else None


def is_ours(url: str, own_urls: tuple[str, ...]) -> bool:
    """Whether a URL leads to this service for certain, so that it is not asked by HTTP for a file that it lacks."""
    parts = urlsplit(url)
    return parts.hostname in _LOOPBACK or parts.netloc in {urlsplit(own).netloc for own in own_urls}


def is_stored(parts: Parts, name: str) -> bool:
    """Whether there is, or was, a file with this name."""
    with parts.database.read() as transaction:
        return file(transaction, name) is not None


def is_name(text: str) -> bool:
    """Whether a text can be the name of a stored file."""
    return _NAME.fullmatch(text) is not None


def keep_asset(parts: Parts, user_id: str, data: bytes, content_type: str) -> FileRow:
    """Keep an uploaded file. The same bytes again are the same asset, while that has half of its time to live.

    So a client that uploads anew after a crash sends the very request that it sent before, and is known by its key.
    """
    now_ms = parts.now_ms()
    ttl_ms = round(parts.settings.asset_ttl_s * 1000)
    sha256 = hashlib.sha256(data).hexdigest()
    with parts.database.read() as transaction:
        known = asset_with(transaction, user_id, sha256, expires_after_ms=now_ms + ttl_ms // 2)
    if known is not None and known.content_type == content_type:
        return known
    row = FileRow(
        name=new_name(content_type),
        asset_id=str(uuid.uuid4()),
        user_id=user_id,
        generation_id=None,
        position=None,
        content_type=content_type,
        size_bytes=len(data),
        sha256=sha256,
        created_ms=now_ms,
        expires_ms=now_ms + ttl_ms,
        deleted_ms=None,
    )
    parts.store.put(store_name(row.name), data)
    with parts.database.write(alone=True) as transaction:  # nobody adds the same bytes between the look and the note
        known = asset_with(transaction, user_id, sha256, expires_after_ms=now_ms + ttl_ms // 2)
        if known is None:
            add_file(transaction, row)
    if known is None:
        return row
    parts.store.delete(store_name(row.name))
    return known


def check_own(parts: Parts, name: str, user_id: str, *, where: str) -> None:
    """Refuse a file of ours that is somebody else's, or not to be had any more.

    Raises:
        InputRefused: this user has no such file, or its time is over.
    """
    with parts.database.read() as transaction:
        row = file(transaction, name)
    if row is None or row.user_id != user_id:
        raise InputRefused("there is no such file here", where=where, hint="Upload it again.")
    if expired(row, parts.now_ms()):
        raise InputRefused("the file has expired", where=where, hint="Upload it again.")


def expired(row: FileRow, now_ms: int) -> bool:
    """Whether the time of a file is over."""
    return row.deleted_ms is not None or row.expires_ms <= now_ms


def _url(parts: Parts, base_url: str, name: str, expires_s: int) -> str:
    return f"{base_url}{FILES_PATH}{name}?expires={expires_s}&signature={signature(parts, name, expires_s)}"
