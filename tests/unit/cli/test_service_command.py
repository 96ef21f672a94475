"""``maskkit service``: users, keys, books and tables of a service on a data folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from maskkit.cli.main import run_cli
from maskkit.service.accounts import Welcome, owner, welcome
from maskkit.service.db.database import Database
from maskkit.service.db.migrations import HEAD, migrate


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder on which a service has run once."""
    database = Database(tmp_path / "service.sqlite")
    migrate(database)
    database.close()
    return tmp_path


@pytest.fixture
def first(folder: Path) -> Welcome:
    database = Database(folder / "service.sqlite")
    made = welcome(database, photos=3, bootstrap_key=None, now_ms=1)
    database.close()
    return made


def run(capsys: pytest.CaptureFixture[str], folder: Path, *words: str, code: int = 0) -> Any:
    """The document that a command prints."""
    assert run_cli(["service", *words, "--data", str(folder), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def acts_for(folder: Path, key: str) -> str | None:
    database = Database(folder / "service.sqlite")
    found = owner(database, key)
    database.close()
    return found


def test_a_user_is_made_listed_and_given_photos(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = run(capsys, folder, "user", "add", "--name", "Studio", "--photos", "5", "--paid-variations")
    assert acts_for(folder, made["api_key"]) == made["user_id"]
    left = run(capsys, folder, "user", "grant", made["user_id"], "2", "--extra")
    assert left["credits"] == {"total": 7, "subscription": 5, "extra": 2}
    (listed,) = run(capsys, folder, "user", "list")["users"]
    assert (listed["user_id"], listed["name"], listed["free_variations"]) == (made["user_id"], "Studio", False)
    assert listed["credits"]["total"] == 7


def test_keys_are_made_rotated_listed_and_revoked(
    folder: Path, first: Welcome, capsys: pytest.CaptureFixture[str]
) -> None:
    made = run(capsys, folder, "key", "add", first.user_id, "--label", "shop", "--days", "30")
    new = run(capsys, folder, "key", "rotate", made["name"], "--keep-hours", "1")
    assert new["user_id"] == first.user_id
    assert run(capsys, folder, "key", "revoke", made["name"])["state"] == "revoked"
    assert acts_for(folder, made["api_key"]) is None
    assert acts_for(folder, new["api_key"]) == first.user_id
    listed = run(capsys, folder, "key", "list", first.user_id)["keys"]
    states = {row["name"]: (row["label"], row["state"], row["expires_at"] is not None) for row in listed}
    assert states[made["name"]] == ("shop", "revoked", True)
    assert states[new["name"]] == ("shop", "valid", True)
    assert made["api_key"] not in json.dumps(listed)


def test_the_books_are_proved(folder: Path, first: Welcome, capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, folder, "audit")
    assert (found["sound"], found["entries"], found["grant"], found["faults"]) == (True, 1, 1, {})
    database = Database(folder / "service.sqlite")
    with database.write() as transaction:
        transaction.exec_driver_sql("UPDATE accounts SET photos = 9 WHERE purpose = 'extra'")
    database.close()
    found = run(capsys, folder, "audit", code=1)
    assert found["faults"]["a balance is not the sum of its entries"] == [f"extra:{first.user_id}: 9"]
    assert run_cli(["service", "audit", "--data", str(folder)]) == 1
    assert "The books are wrong." in capsys.readouterr().out


def test_what_people_read_names_the_key_and_shows_it_once(
    folder: Path, first: Welcome, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_cli(["service", "key", "add", first.user_id, "--data", str(folder)]) == 0
    told = capsys.readouterr()
    key = told.out.split("MASKKIT_API_KEY=")[1].strip()
    assert acts_for(folder, key) == first.user_id
    assert key not in told.err
    for words in (["key", "list", first.user_id], ["user", "list"], ["audit"]):
        assert run_cli(["service", *words, "--data", str(folder)]) == 0
    said = capsys.readouterr().out
    assert key not in said
    assert "The books are right." in said
    assert f"{first.user_id}        3 photos  free variations" in said


def test_tables_can_be_moved_back_and_forth(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, folder, "migrate", "--to", "0001") == {"revision": "0001"}
    assert run(capsys, folder, "migrate") == {"revision": HEAD}
    for wrong in ("9999", "0000", "base", "3"):
        assert run(capsys, folder, "migrate", "--to", wrong, code=2)["error"]["code"] == "usage"


def test_a_folder_without_a_service_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, tmp_path / "nothing", "user", "list", code=1)
    assert found["error"]["code"] == "service_not_started"
    assert not (tmp_path / "nothing").exists()


def test_a_url_that_is_none_is_refused_without_repeating_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["service", "audit", "--database", "mysql://root:geheim@db/x"]) == 2
    told = capsys.readouterr()
    assert "MASKKIT_SERVICE_DATABASE" in told.err
    assert "geheim" not in told.err + told.out


def test_a_worker_asks_for_what_it_shares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for given, missing in (([], "--database"), (["--database", "postgresql://127.0.0.1:1/x"], "--public-url")):
        assert run_cli(["worker", "--data", str(tmp_path / "w"), *given]) == 1
        assert missing in capsys.readouterr().err
