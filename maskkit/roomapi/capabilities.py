"""What a service promises beyond the wire: ``GET /api/capabilities``, which only maskkit's own service answers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The promises of a service. The default is a service that promises nothing.

    ``idempotency_ttl_s`` is how long a create or variation that is sent again with the same Idempotency-Key gets the
    first answer again, at no cost; 0 = no such promise. ``assets`` tells whether ``POST /api/assets`` takes uploads,
    and ``seeds`` whether create and variation take a ``seed``.

    >>> Capabilities.from_wire("<html>").replays
    False
    """

    service: str = ""
    idempotency_ttl_s: int = 0
    assets: bool = False
    seeds: bool = False

    @property
    def replays(self) -> bool:
        """Whether a paid call may be sent again with the same Idempotency-Key."""
        return self.idempotency_ttl_s > 0

    def to_wire(self) -> dict[str, object]:
        """The JSON object of the answer."""
        return asdict(self)

    @classmethod
    def from_wire(cls, body: object) -> Self:
        """The promises in ``body``; whatever is not understood promises nothing."""
        if not isinstance(body, dict) or not isinstance(body.get("service"), str):
            return cls()
        ttl = body.get("idempotency_ttl_s")
        promised = ttl if isinstance(ttl, int) and not isinstance(ttl, bool) and ttl > 0 else 0
        return cls(body["service"], promised, body.get("assets") is True, body.get("seeds") is True)


NO_PROMISES = Capabilities()
