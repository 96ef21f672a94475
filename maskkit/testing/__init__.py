"""For tests, yours and ours: a service that misbehaves on request, a callback catcher, synthetic rooms."""

from __future__ import annotations

from maskkit.lazy import lazy_names

_HOMES = {
    "CallbackCatcher": "maskkit.testing.callbacks",
    "FakeClock": "maskkit.testing.clock",
    "FakeRoomApi": "maskkit.testing.fake_api",
    "FlakyTransport": "maskkit.testing.flaky",
    "MemoryStore": "maskkit.storage.memory",
    "RoomSandbox": "maskkit.testing.sandbox",
    "synthetic_room": "maskkit.testing.rooms",
}

__all__ = list(_HOMES)

__getattr__, __dir__ = lazy_names(__name__, _HOMES)
