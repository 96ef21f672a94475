"""Sign callbacks and verify them, as Standard Webhooks does (HMAC-SHA256, ``v1,`` signatures).

The signed content is ``id.timestamp.body``; a secret is ``whsec_`` and the base64 of 24 to 64 random bytes. Source: the
Standard Webhooks specification, https://github.com/standard-webhooks/standard-webhooks.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets as random_source
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from maskkit.errors import WebhookRefused

ID_HEADER = "webhook-id"
TIMESTAMP_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"
TOLERANCE_S = 300

_PREFIX = "whsec_"
_VERSION = "v1"
_ID = re.compile(r"[\x21-\x2d\x2f-\x7e]{1,255}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def new_secret() -> str:
    """A fresh random secret.

    >>> len(decode_secret(new_secret()))
    32
    """
    return _PREFIX + base64.b64encode(random_source.token_bytes(32)).decode()


def decode_secret(secret: str) -> bytes:
    """The key bytes of a secret.

    Raises:
        WebhookRefused: when it is not ``whsec_`` and the base64 of 24 to 64 bytes.
    """
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(_PREFIX) or not 24 <= len(key) <= 64:
        raise WebhookRefused("a webhook secret must be whsec_ and the base64 of 24 to 64 bytes")
    return key


def sign(body: bytes, *, message_id: str, timestamp_s: int, secrets: Sequence[str] = ()) -> dict[str, str]:
    """The headers of a callback. Without a secret there is no signature; with two, both verify while they rotate.

    Args:
        body: the bytes that are sent, not encoded anew afterwards.
        message_id: the same for every attempt to deliver one event; printable ASCII without a dot.
        timestamp_s: the time of this attempt, Unix seconds.
        secrets: the secrets in use, newest first.

    Raises:
        WebhookRefused: for an id or a secret that cannot be used.

    >>> sorted(sign(b"{}", message_id="msg_1", timestamp_s=1700000000))
    ['webhook-id', 'webhook-timestamp']
    """
    if not _ID.fullmatch(message_id):
        raise WebhookRefused("a message id must be 1 to 255 printable ASCII characters without a dot")
    headers = {ID_HEADER: message_id, TIMESTAMP_HEADER: str(timestamp_s)}
    if secrets:
        headers[SIGNATURE_HEADER] = " ".join(
            f"{_VERSION},{_signature(body, message_id, str(timestamp_s), secret).decode()}" for secret in secrets
        )
    return headers


def verify(
    body: bytes,
    headers: Mapping[str, str],
    *,
    secrets: Sequence[str],
    now_s: float,
    tolerance_s: float = TOLERANCE_S,
) -> str:
    """The message id of a callback that one of ``secrets`` signed, not more than ``tolerance_s`` ago or ahead.

    Remember the ids (:class:`SeenIds`): the same callback may be sent again, by the service or by somebody else.

    Raises:
        WebhookRefused: for everything else, whatever the headers hold.

    >>> secret = new_secret()
    >>> verify(b"{}", sign(b"{}", message_id="msg_1", timestamp_s=1000, secrets=[secret]), secrets=[secret], now_s=1010)
    'msg_1'
    """
    keys = [decode_secret(secret) for secret in secrets]
    if not keys:
        raise WebhookRefused("no secret to verify the callback with")
    lowered = {name.lower(): value for name, value in headers.items()}
    message_id = _header(lowered, ID_HEADER, _ID)
    timestamp = _header(lowered, TIMESTAMP_HEADER, _TIMESTAMP)
    if not abs(now_s - int(timestamp)) <= tolerance_s:
        raise WebhookRefused(f"the callback's timestamp is more than {tolerance_s:g} s off")
    given = _signatures(lowered.get(SIGNATURE_HEADER, ""))
    expected = [_signature(body, message_id, timestamp, secret) for secret in secrets]
    # Every pair is compared, in constant time each, so that the time taken tells nothing.
    matches = [hmac.compare_digest(ours, theirs) for ours in expected for theirs in given]
    if not any(matches):
        raise WebhookRefused("no signature of the callback fits its body and a secret")
    return message_id


class SeenIds:
    """Remembers message ids for ``ttl_s`` seconds, so that a replayed callback is known as one; safe across threads.

    >>> seen = SeenIds()
    >>> seen.is_new("msg_1", now_s=0), seen.is_new("msg_1", now_s=1)
    (True, False)
    """

    def __init__(self, *, ttl_s: float = 2 * TOLERANCE_S, most: int = 100_000) -> None:
        self._ttl_s = ttl_s
        self._most = most
        self._seen: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def is_new(self, message_id: str, *, now_s: float) -> bool:
        """Whether this is the first time that ``message_id`` is met; it is remembered from now on."""
        with self._lock:
            while self._seen and (
                len(self._seen) > self._most or next(iter(self._seen.values())) < now_s - self._ttl_s
            ):
                self._seen.popitem(last=False)
            first = message_id not in self._seen
            self._seen.setdefault(message_id, now_s)
            return first


def _header(lowered: Mapping[str, str], name: str, pattern: re.Pattern[str]) -> str:
    value = lowered.get(name, "")
    if not pattern.fullmatch(value):
        raise WebhookRefused(f"the callback has no usable {name} header")
    return value


def _signature(body: bytes, message_id: str, timestamp: str, secret: str) -> bytes:
    content = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(decode_secret(secret), content, hashlib.sha256).digest())


def _signatures(header: str) -> list[bytes]:
    """The ``v1`` signatures in a header, still in base64; unknown versions are passed over."""
    entries = (entry.partition(",") for entry in header.split(" ")[:32])
    return [text.encode("ascii", "replace") for version, _, text in entries if version == _VERSION]
