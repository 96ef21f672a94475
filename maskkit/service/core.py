"""The service without its HTTP side: the parts, and what works in the background."""

from __future__ import annotations

import contextlib
import logging
import secrets
import threading
from urllib.parse import urlsplit

from maskkit.service.accounts import Welcome, welcome
from maskkit.service.db.database import Database
from maskkit.service.db.generations import count_open
from maskkit.service.db.migrations import migrate
from maskkit.service.db.outbox import count_undelivered
from maskkit.service.db.secrets import shared_secret
from maskkit.service.deliveries import Courier
from maskkit.service.engine_check import check_engine
from maskkit.service.folder_lock import FolderLock
from maskkit.service.housekeeping import Housekeeper
from maskkit.service.idempotency import KeyGate
from maskkit.service.jobs.runner import Jobs
from maskkit.service.outside import GuardedOutside
from maskkit.service.parts import Parts, system_now_ms
from maskkit.service.rates import RateLimiter
from maskkit.service.sandbox import Sandbox
from maskkit.service.settings import ServiceSettings
from maskkit.storage.local import LocalStore

log = logging.getLogger(__name__)

UPLOADS_IN_MEMORY = 4


class Service:
    """One service on one data folder."""

    def __init__(self, parts: Parts, lock: FolderLock, owner: Welcome) -> None:
        self.parts = parts
        self.owner = owner
        self.gate = KeyGate()
        self.limiter = RateLimiter(parts.settings.requests_per_minute)
        self.sandbox = None if parts.settings.sandbox is None else Sandbox(parts.settings.sandbox)
        self.uploads = threading.BoundedSemaphore(UPLOADS_IN_MEMORY)
        self.courier = Courier(parts, alone=parts.settings.database is None)
        self.runner = Jobs(parts, on_finish=self.courier.wake)
        self._housekeeper = Housekeeper(parts)
        self._lock = lock
        self._state = "new"
        parts.metrics.watch(self._numbers)

    @property
    def ready(self) -> bool:
        """Whether it takes work."""
        return self._state == "started" and self.runner.healthy

    def url_for(self, host: str | None) -> str:
        """The URL to name the service by in an answer to a request that named it ``host``."""
        if self.parts.settings.public_url or not host:
            return self.parts.called_url
        return f"{urlsplit(self.parts.base_url).scheme}://{host}"

    def _numbers(self) -> dict[str, float]:
        """What ``/metrics`` shows as it is now."""
        with self.parts.database.read() as transaction:
            waiting, undelivered = count_open(transaction), count_undelivered(transaction)
        return {"ready": float(self.ready), "generations_open": waiting, "call_backs_waiting": undelivered}

    def start(self) -> None:
        """Begin to work in the background."""
        if self._state == "new":
            self._housekeeper.start()
            self.runner.start()
            self.courier.start()
            self._state = "started"

    def drain(self) -> None:
        """Tell by ``/readyz`` that the service is about to stop."""
        self._state = "draining"

    def stop(self) -> None:
        """Let go of everything. What is not done is done at the next start."""
        if self._state == "stopped":
            return
        if self._state != "new":
            self.runner.stop()
            self.courier.stop()
            self._housekeeper.stop()
        self._state = "stopped"
        self.parts.database.close()
        self._lock.release()


def open_service(settings: ServiceSettings, *, base_url: str, makes_user: bool = True) -> Service:
    """Take the data folder, bring its database up to date and, unless told otherwise, make its user.

    Raises:
        ServiceNotStarted: another service works on the folder, or a newer version has.
        UnknownChoice: there is no such engine.
    """
    check_engine(settings.engine)
    with contextlib.ExitStack() as undo:
        lock = FolderLock(settings.data)
        undo.callback(lock.release)
        database = open_database(settings)
        undo.callback(database.close)
        owner = _owner(database, settings) if makes_user else Welcome("", None)
        store = LocalStore(settings.pictures or settings.data / "store")
        url_key = bytes.fromhex(shared_secret(database, "url_key", secrets.token_hex(32)))
        undo.pop_all()
    parts = Parts(settings, database, store, GuardedOutside(settings), base_url, url_key=url_key)
    return Service(parts, lock, owner)


def _owner(database: Database, settings: ServiceSettings) -> Welcome:
    key = settings.bootstrap_key.get_secret_value() if settings.bootstrap_key else None
    return welcome(database, photos=settings.initial_photos, bootstrap_key=key, now_ms=system_now_ms())


def open_database(settings: ServiceSettings) -> Database:
    """The database of a service, with the tables of today.

    Raises:
        ServiceNotStarted: a newer version has written it.
        StorageError: it cannot be reached.
    """
    url = settings.database
    database = Database(url.get_secret_value() if url else settings.data / "service.sqlite")
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return database
