"""What every test gets: no accidental network settings, and a quiet OpenCV."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test must not depend on the settings of whoever runs it."""
    for name in ("MASKKIT_SERVICE", "MASKKIT_USER_ID", "MASKKIT_API_KEY"):
        monkeypatch.delenv(name, raising=False)
