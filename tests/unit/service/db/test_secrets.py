"""The secrets that all machines of one service share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from maskkit.service.db.database import Database
from maskkit.service.db.secrets import shared_secret


def test_the_first_one_stays(any_database: Database) -> None:
    assert shared_secret(any_database, "url_key", "first") == "first"
    assert shared_secret(any_database, "url_key", "second") == "first"
    assert shared_secret(any_database, "another", "second") == "second"


def test_machines_that_start_at_once_agree(any_database: Database) -> None:
    with ThreadPoolExecutor(8) as machines:
        agreed = set(machines.map(lambda number: shared_secret(any_database, "url_key", str(number)), range(8)))
    assert len(agreed) == 1
