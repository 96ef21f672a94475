"""What every test gets: no accidental network settings, and a quiet OpenCV."""

from __future__ import annotations

import pytest
from hypothesis import settings

# Machines are shared and noisy: how long an example takes says nothing about the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test must not depend on the settings of whoever runs it."""
    for name in ("MASKKIT_SERVICE", "MASKKIT_USER_ID", "MASKKIT_API_KEY"):
        monkeypatch.delenv(name, raising=False)
