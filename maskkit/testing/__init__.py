"""For tests, yours and ours: a service that misbehaves on request, a callback catcher, synthetic rooms."""

from __future__ import annotations

import importlib

_HOMES = {
    "CallbackCatcher": "maskkit.testing.callbacks",
    "FakeClock": "maskkit.testing.clock",
    "FakeRoomApi": "maskkit.testing.fake_api",
    "FlakyTransport": "maskkit.testing.flaky",
    "MemoryStore": "maskkit.storage.memory",
    "synthetic_room": "maskkit.testing.rooms",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'maskkit.testing' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
