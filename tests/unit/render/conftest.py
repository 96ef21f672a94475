"""Pictures can only be rendered where Mitsuba can be loaded."""

from __future__ import annotations

import pytest

from maskkit.errors import MissingExtra
from maskkit.render.variant import mitsuba


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, with the reason, what needs a renderer that this system cannot load."""
    if item.get_closest_marker("render"):
        try:
            mitsuba()
        except MissingExtra as reason:
            pytest.skip(str(reason))
