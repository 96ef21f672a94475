"""Fixtures for pytest: put ``pytest_plugins = ["maskkit.testing.fixtures"]`` into a ``conftest.py``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from maskkit.testing.callbacks import CallbackCatcher
from maskkit.testing.sandbox import RoomSandbox


@pytest.fixture(scope="session")
def room_sandbox_process() -> Iterator[RoomSandbox]:
    """One service for all tests of a session."""
    with RoomSandbox() as running:
        yield running


@pytest.fixture
def room_sandbox(room_sandbox_process: RoomSandbox) -> Iterator[RoomSandbox]:
    """A real Room Creation service in which nothing goes wrong but what the test orders."""
    room_sandbox_process.forget()
    yield room_sandbox_process
    room_sandbox_process.forget()


@pytest.fixture
def callback_catcher() -> Iterator[CallbackCatcher]:
    """A receiver of call-backs."""
    with CallbackCatcher() as catcher:
        yield catcher
