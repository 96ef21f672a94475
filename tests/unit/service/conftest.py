"""A service's parts on a temporary folder, with a world outside that is kept in memory."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import maskkit.errors
from maskkit.errors import DownloadFailed, MissingExtra
from maskkit.service import ledger
from maskkit.service.accounts import Welcome, welcome
from maskkit.service.db.database import Database
from maskkit.service.db.generations import add_generation, add_project
from maskkit.service.db.migrations import migrate
from maskkit.service.db.rows import GenerationRow
from maskkit.service.db.users import add_user
from maskkit.service.parts import Parts, Receipt
from maskkit.service.settings import ServiceSettings
from maskkit.storage.local import LocalStore
from maskkit.testing.postgres import Postgres, temporary_postgres

ENGINES = Path(__file__).parent / "engines"


@dataclass
class OutsideInMemory:
    """Pages that can be fetched, and receivers that answer as they are told to, noting what they got."""

    pages: dict[str, bytes] = field(default_factory=dict)
    answers: dict[str, list[Receipt]] = field(default_factory=dict)
    posted: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)

    def fetch(self, url: str) -> bytes:
        if url not in self.pages:
            raise DownloadFailed("its server answered 404", where=url)
        return self.pages[url]

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> Receipt:
        self.posted.append((url, body, headers))
        waiting = self.answers.get(url, [Receipt(204)])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    ms: int = 1_700_000_000_000

    def __call__(self) -> int:
        return self.ms

    def forward(self, seconds: float) -> None:
        self.ms += round(seconds * 1000)


@pytest.fixture
def settings(tmp_path: Path) -> ServiceSettings:
    return ServiceSettings(data=tmp_path / "data", engine="tiny_engines:paint", initial_photos=3, jobs=1)


@pytest.fixture
def database(settings: ServiceSettings) -> Iterator[Database]:
    settings.data.mkdir()
    database = Database(settings.data / "service.sqlite")
    migrate(database)
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real Postgres, one for all tests."""
    try:
        with temporary_postgres() as server:
            yield server
    except MissingExtra as error:
        pytest.skip(str(error))


@pytest.fixture
def new_postgres(postgres: Postgres) -> Callable[[], str]:
    """Makes new and empty databases; gives their URLs."""
    return postgres.new_database


@pytest.fixture(params=["sqlite", "postgres"])
def any_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of either kind, with its tables."""
    shared = request.param == "postgres"
    place = request.getfixturevalue("new_postgres")() if shared else tmp_path / "any.sqlite"
    database = Database(place)
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outside() -> OutsideInMemory:
    return OutsideInMemory()


@pytest.fixture
def parts(settings: ServiceSettings, database: Database, outside: OutsideInMemory, clock: Clock) -> Parts:
    store = LocalStore(settings.data / "store")
    return Parts(settings, database, store, outside, "http://127.0.0.1:8000", clock)


@pytest.fixture
def user(database: Database, settings: ServiceSettings, clock: Clock) -> Welcome:
    return welcome(database, photos=settings.initial_photos, bootstrap_key=None, now_ms=clock())


@pytest.fixture
def another_user() -> Callable[[Database, str], str]:
    """Adds a user under the id that is given, with three photos."""
    return _add_user


def _add_user(database: Database, user_id: str) -> str:
    with database.write() as transaction:
        add_user(transaction, user_id, 1)
        ledger.open_accounts(transaction, user_id)
        ledger.grant(transaction, user_id, 3, now_ms=1)
    return user_id


@pytest.fixture
def any_user(any_database: Database) -> str:
    """A user of a database of either kind."""
    return _add_user(any_database, "anyone")


@pytest.fixture(scope="module")
def engines() -> Iterator[Path]:
    """Let child processes find ``tiny_engines``, and this very maskkit."""
    package = Path(maskkit.errors.__file__).parents[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{ENGINES}{os.pathsep}{package}")
        yield ENGINES


AddRoom = Callable[[Database, str, str], str]


@pytest.fixture(scope="session")
def add_room() -> AddRoom:
    """Adds a generation that waits, under the id that is given."""
    return _add_room


def _add_room(database: Database, user_id: str, name: str) -> str:
    """A generation row for the ledger to point at."""
    row = GenerationRow(
        *(name, name, user_id, None, "http://a/p.png", "http://a/m.png", "KITCHEN", "MODERN", 8, 8, 0),
        *(None, f"key-{name}", "STARTING", 0, None, None, 0, None, None),
    )
    with database.write() as transaction:
        add_project(transaction, name, user_id, 0)
        add_generation(transaction, row)
    return name


def png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def photo_png() -> bytes:
    ramp = np.arange(48 * 64 * 3, dtype=np.uint32).reshape(48, 64, 3) % 251
    return png(ramp.astype(np.uint8))


@pytest.fixture
def mask_png() -> bytes:
    mask = np.zeros((48, 64), np.uint8)
    mask[20:] = 255
    return png(mask)
