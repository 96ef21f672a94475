"""What the service holds: how fast it accepts, how soon it goes on after a kill, how it starts and stops.

Everything runs on this machine, in processes of their own, on loopback: the service as it is started by ``maskkit
serve``, and where it is asked for a real Postgres. The engine is an echo, so that only what is around it is measured.
Clients run on the same cores as the service. Where a machine is busy with other things, seconds on the clock say
little; the processor time that a service has used per request is told beside them, and does not depend on the others.

    python benchmarks/service.py                                   # all rows, about three minutes
    python benchmarks/service.py --only "accept" --creates 2000
    python benchmarks/service.py --postgres                        # the same on Postgres
    python benchmarks/service.py --kills 500 --histories 10000 --ledger-steps 100000   # the proofs of a night
    python benchmarks/service.py --json figures.json
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np
from PIL import Image

from maskkit.service import ledger
from maskkit.service.db import generations
from maskkit.service.db.database import Database
from maskkit.service.db.migrations import migrate
from maskkit.service.db.rows import GenerationRow
from maskkit.service.db.users import add_user
from maskkit.testing.postgres import temporary_postgres

HERE = Path(__file__).parent
KEY = "mk_" + "k" * 40
CREATE, ASSETS = "/api/create_room/generate", "/api/assets"
TICKS_S = os.sysconf("SC_CLK_TCK")


class Row(NamedTuple):
    """A line of the table."""

    promise: str
    found: str
    goal: str
    holds: bool | None
    figures: dict[str, Any]


def png(pixels: np.ndarray) -> bytes:
    """A PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


PHOTO = png(np.full((48, 64, 3), 128, np.uint8))
MASK = png(np.full((48, 64), 255, np.uint8))


@dataclass
class Served:
    """A running service."""

    process: subprocess.Popen[str]
    url: str
    user_id: str
    start_s: float
    assets: list[str] = field(default_factory=list)

    def connect(self) -> http.client.HTTPConnection:
        """A connection that is kept open."""
        return http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)

    def post(self, connection: http.client.HTTPConnection, path: str, body: bytes, **headers: str) -> dict[str, Any]:
        """The answer to a call, which must succeed."""
        connection.request("POST", path, body, {"x-api-key": KEY, **headers})
        answer = connection.getresponse()
        data = answer.read()
        if answer.status not in {200, 201}:
            raise RuntimeError(f"{path}: {answer.status} {data[:300]!r}")
        return dict(json.loads(data))

    def create(self, connection: http.client.HTTPConnection, *, webhook: str | None = None) -> str:
        """The id of a new generation."""
        if not self.assets:
            self.assets = [self.post(connection, ASSETS, data)["url"] for data in (PHOTO, MASK)]
        words = {"room_type": "BATHROOM", "theme": "MODERN", "width": 64, "height": 48}
        body = {"user_id": self.user_id, "image_url": self.assets[0], "mask_url": self.assets[1], **words}
        body |= {"webhook": webhook} if webhook else {}
        key = {"Idempotency-Key": uuid.uuid4().hex}
        return str(self.post(connection, CREATE, json.dumps(body).encode(), **key)["generation_id"])

    def cpu_s(self) -> float:
        """The processor time that the service has used, without its engine."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_S

    def memory_mb(self) -> float:
        """The memory that the service holds, without its engine."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def stop(self) -> float:
        """End it as a machine does that is shut down; how many seconds that took."""
        began_s = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        return time.monotonic() - began_s


@dataclass
class Site:
    """Where services run: a folder, and a Postgres if it is asked for."""

    folder: Path
    database_url: str | None

    @contextmanager
    def serve(self, name: str = "one", *, engine: str = "echo", jobs: int = 1) -> Iterator[Served]:
        """A service on a data folder; killed at the end."""
        command = [sys.executable, "-m", "maskkit", "serve", "--data", str(self.folder / name), "--port", "0", "--json"]
        command += ["--engine", f"echo_engine:{engine}", "--jobs", str(jobs)]
        settings = {
            "BOOTSTRAP_KEY": KEY,
            "INITIAL_PHOTOS": "1000000",
            "ALLOW_LOOPBACK": "true",
            "MAX_WAITING": "1000000",
        }
        settings |= {"REQUESTS_PER_MINUTE": "0", "LOG_LEVEL": "warning", "PICTURES": str(self.folder / "pictures")}
        settings |= {"DATABASE": self.database_url} if self.database_url else {}
        environment = os.environ | {"PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent}", "OMP_NUM_THREADS": "1"}
        environment |= {f"MASKKIT_SERVICE_{name}": value for name, value in settings.items()}
        began_s = time.monotonic()
        with subprocess.Popen(command, text=True, env=environment, stdout=subprocess.PIPE) as process:
            try:
                ready = json.loads((process.stdout or sys.stdin).readline())
                yield Served(process, ready["url"], ready["user_id"], time.monotonic() - began_s)
            finally:
                process.kill()

    def database(self, name: str = "one") -> Database:
        """The database of a service."""
        return Database(self.database_url or self.folder / name / "service.sqlite")


class Receiver(ThreadingHTTPServer):
    """Takes call-backs, and notes when each came in."""

    def __init__(self) -> None:
        self.came_ms: dict[str, float] = {}
        receiver = self

        class Take(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.came_ms.setdefault(self.path[1:], time.time() * 1000)
                self.rfile.read(int(self.headers["content-length"]))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        super().__init__(("127.0.0.1", 0), Take)
        threading.Thread(target=self.serve_forever, daemon=True).start()


def until(condition: Callable[[], object], limit_s: float = 300.0) -> float:
    """Wait for something; how many seconds that took."""
    began_s = time.monotonic()
    while not condition():
        if time.monotonic() - began_s > limit_s:
            raise TimeoutError(f"it did not come true in {limit_s:g} s")
        time.sleep(0.05)
    return time.monotonic() - began_s


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of all lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure_rate(site: Site, options: argparse.Namespace) -> Row:
    """As many clients as it takes, each with its next create as soon as the last is answered."""
    with site.serve(engine="endless") as served:
        with closing(served.connect()) as first:
            for _ in range(20):
                served.create(first)

        cpu_s = served.cpu_s()
        took_s = load(served, options.clients, options.creates).took_s
        cpu_s = served.cpu_s() - cpu_s
    made = options.creates // options.clients * options.clients
    rate, cpu_ms = options.creates / took_s, cpu_s / made * 1000
    found = f"{rate:.0f}/s by the clock, {cpu_ms:.2f} ms of processor time each"
    return Row("creates accepted, durable", found, "≥ 200/s", rate >= 200, {"per_s": rate, "cpu_ms": cpu_ms})


def measure_latency(site: Site, options: argparse.Namespace) -> Row:
    """Creates that come at 100 a second whatever becomes of the others; late is late from the moment it was due."""
    rate, count = 100, max(100, options.creates // 2)
    with site.serve(engine="endless") as served:
        with closing(served.connect()) as first:
            served.create(first)
        local = threading.local()

        def one(due_s: float) -> float:
            time.sleep(max(0.0, due_s - time.monotonic()))
            if not hasattr(local, "connection"):
                local.connection = served.connect()
            served.create(local.connection)
            return (time.monotonic() - due_s) * 1000

        began_s = time.monotonic() + 0.5
        with ThreadPoolExecutor(64) as clients:
            took = list(clients.map(one, [began_s + number / rate for number in range(count)]))
    p50, p99 = statistics.median(took), percentile(took, 0.99)
    found = f"p50 {p50:.0f} ms, p99 {p99:.0f} ms by the clock"
    return Row("the same at 100/s", found, "p99 ≤ 50 ms", p99 <= 50, {"p50_ms": p50, "p99_ms": p99})


def measure_overload(site: Site, options: argparse.Namespace) -> Row:
    """Ten times as many clients as keep it busy: how much good work is done still, how late, and with what memory."""
    with site.serve(engine="endless") as served:
        with closing(served.connect()) as first:
            for _ in range(20):
                served.create(first)
        usual = load(served, options.clients, options.creates)
        before_mb = served.memory_mb()
        heavy = load(served, 10 * options.clients, options.creates)
        grown_mb = served.memory_mb() - before_mb
    kept = usual.took_s / heavy.took_s
    found = f"{kept:.0%} of the rate, p99 {heavy.p99_ms:.0f} ms ({usual.p99_ms:.0f} ms before), {grown_mb:+.0f} MB"
    figures = {"kept": kept, "p99_ms": heavy.p99_ms, "usual_p99_ms": usual.p99_ms, "grown_mb": grown_mb}
    held = kept >= 0.9 and grown_mb <= 50 and heavy.p99_ms <= 2 * usual.p99_ms
    return Row("10 times the clients", found, "≥ 90 %, ≤ 2 x, ≤ 50 MB", held, figures)


class Load(NamedTuple):
    """How long some creates took, all of them and the slowest."""

    took_s: float
    p99_ms: float


def load(served: Served, clients: int, count: int) -> Load:
    """So many clients at once, each with its next create as soon as the last is answered."""
    took_ms: list[float] = []

    def client(mine: int) -> None:
        with closing(served.connect()) as connection:
            for _ in range(mine):
                began_s = time.monotonic()
                served.create(connection)
                took_ms.append((time.monotonic() - began_s) * 1000)

    began_s = time.monotonic()
    with ThreadPoolExecutor(clients) as at_once:
        list(at_once.map(client, [count // clients] * clients))
    return Load((time.monotonic() - began_s) / len(took_ms) * count, percentile(took_ms, 0.99))


def measure_call_backs(site: Site, options: argparse.Namespace) -> Row:
    """From the commit that ends a generation to the first byte of its call-back at the receiver."""
    with Receiver() as receiver, site.serve() as served:
        with closing(served.connect()) as connection:
            rooms = {}
            for number in range(options.call_backs):
                rooms[served.create(connection, webhook=f"http://127.0.0.1:{receiver.server_port}/{number}")] = number
                time.sleep(0.1)
        until(lambda: len(receiver.came_ms) == len(rooms))
        with closing(site.database()) as database, database.read() as transaction:
            ended = dict(map(tuple, transaction.exec_driver_sql("SELECT id, finished_ms FROM generations")))
        receiver.shutdown()
    took = [receiver.came_ms[str(number)] - ended[room] for room, number in rooms.items()]
    p50, p99 = statistics.median(took), percentile(took, 0.99)
    found = f"p50 {p50:.0f} ms, p99 {p99:.0f} ms by the clock"
    return Row(
        "first attempt of a call-back after the end", found, "p99 ≤ 250 ms", p99 <= 250, {"p50_ms": p50, "p99_ms": p99}
    )


def measure_start(site: Site, options: argparse.Namespace) -> Row:
    """With many generations that wait; against a start without any."""
    with site.serve(engine="endless") as served:
        empty_s, user_id = served.start_s, served.user_id
    add_waiting(site, user_id, options.waiting)
    with site.serve(engine="endless") as served:
        full_s, cpu_s = served.start_s, served.cpu_s()
        stop_s = served.stop()
    found = f"{full_s:.1f} s, {cpu_s:.1f} s of processor time ({empty_s:.1f} s with none); {stop_s:.1f} s"
    figures = {"start_s": full_s, "start_cpu_s": cpu_s, "start_empty_s": empty_s, "stop_s": stop_s}
    return Row(
        f"start with {options.waiting:,} waiting; stop", found, "≤ 2 s; ≤ 10 s", full_s <= 2 and stop_s <= 10, figures
    )


def add_waiting(site: Site, user_id: str, count: int) -> None:
    """Generations as they are after a create."""
    now_ms = time.time_ns() // 1_000_000
    with closing(site.database()) as database, database.write() as transaction:
        for number in range(count):
            name = str(uuid.uuid4())
            generations.add_project(transaction, name, user_id, now_ms)
            words = ("http://127.0.0.1/p.png", "http://127.0.0.1/m.png", "KITCHEN", "MODERN", 64, 48, 0, None)
            row = GenerationRow(name, name, user_id, None, *words, name, "STARTING", 0, None, None, now_ms, None, None)
            generations.add_generation(transaction, row)
            ledger.hold(transaction, user_id, name, now_ms=now_ms + number)


def measure_recovery(site: Site, _options: argparse.Namespace) -> Row:
    """Two machines, one of which is killed in the middle: until the other has done what that one had."""
    goal = "recovery of a killed worker's job"
    if site.database_url is None:
        return Row(goal, "asks for --postgres", "≤ 15 s", None, {})
    still_open = "SELECT id FROM generations WHERE finished_ms IS NULL"
    with ExitStack() as held:
        one = held.enter_context(site.serve("one", engine="steady"))
        two = held.enter_context(site.serve("two", engine="steady", jobs=2))
        database = held.enter_context(closing(site.database()))
        connection = held.enter_context(closing(one.connect()))

        def query(sql: str) -> list[Any]:
            with database.read() as transaction:
                return list(transaction.exec_driver_sql(sql).scalars())

        rooms = [one.create(connection) for _ in range(10)]
        (_, second) = query("SELECT id FROM executors WHERE ended_ms IS NULL ORDER BY started_ms")
        working = f"SELECT id FROM generations WHERE executor = '{second}' AND status = 'PROCESSING'"
        until(lambda: query(working))
        two.process.kill()
        lost = set(query(working))
        taken = f"SELECT id FROM generations WHERE executor <> '{second}' OR finished_ms IS NOT NULL"
        began_s = until(lambda: lost <= set(query(taken)))
        took_s = began_s + until(lambda: not lost & set(query(still_open)))
        until(lambda: not set(rooms) & set(query(still_open)))
    found = f"begun again after {began_s:.1f} s, done after {took_s:.1f} s, in a queue of 1.5 s each"
    figures = {"begun_s": began_s, "done_s": took_s, "jobs": len(lost)}
    return Row(goal, found, "≤ 15 s", took_s <= 15, figures)


def measure_audit(site: Site, options: argparse.Namespace) -> Row:
    """The proof of a whole ledger, in processor time of this process."""
    place = site.database_url or site.folder / "audit.sqlite"
    with closing(Database(place)) as database:
        migrate(database)
        with database.write() as transaction:
            add_user(transaction, "auditor", 1)
            ledger.open_accounts(transaction, "auditor")
        for first in range(0, options.entries, 500):  # one transaction that writes one row so often would crawl
            with database.write() as transaction:
                for number in range(first, min(first + 500, options.entries)):
                    ledger.grant(transaction, "auditor", 1, now_ms=number)
        with database.read() as transaction:
            began_s = time.monotonic()
            found = ledger.audit(transaction)
            took_s = time.monotonic() - began_s
    rate = sum(found.entries.values()) / took_s
    return Row(
        "audit of the ledger", f"{rate:,.0f} entries/s", "≥ 100,000/s", found.sound and rate >= 1e5, {"per_s": rate}
    )


class Proof(NamedTuple):
    """A test that is run longer than usual."""

    promise: str
    variable: str
    test: str


PROOFS = {
    "kills": Proof(
        "acked and lost, double-finished or double-charged", "MASKKIT_KILL_CYCLES", "acceptance/test_service_kill.py"
    ),
    "histories": Proof("duplicates in random histories", "MASKKIT_HISTORIES", "properties/test_service_histories.py"),
    "ledger_steps": Proof("ledger violations", "MASKKIT_LEDGER_STEPS", "unit/service/test_ledger.py"),
}


def prove(name: str, amount: int) -> Row:
    """Run a test with as many rounds as are asked for, on both kinds of database."""
    proof = PROOFS[name]
    command = [sys.executable, "-m", "pytest", "-q", "-x", str(HERE.parent / "tests" / proof.test)]
    environment = os.environ | {proof.variable: str(amount), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, cwd=HERE.parent, capture_output=True, text=True, check=False)
    said = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else f"exit code {done.returncode}"
    found = f"{0 if done.returncode == 0 else 'at least 1'} of {amount:,} ({said})"
    return Row(proof.promise, found, "0", done.returncode == 0, {"amount": amount, "said": said})


MEASURES: dict[str, Callable[[Site, argparse.Namespace], Row]] = {
    "accept": measure_rate,
    "latency": measure_latency,
    "overload": measure_overload,
    "call-backs": measure_call_backs,
    "start": measure_start,
    "recovery": measure_recovery,
    "audit": measure_audit,
}


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """The table, row by row."""
    with ExitStack() as held:
        server = held.enter_context(temporary_postgres(durable=True)) if options.postgres else None
        for name, measure in MEASURES.items():
            if options.only is None or options.only in name:
                folder = held.enter_context(tempfile.TemporaryDirectory(dir=options.folder))
                yield measure(Site(Path(folder), server.new_database() if server else None), options)
    for name in PROOFS:
        if amount := getattr(options, name):
            yield prove(name, amount)


def main() -> None:
    """Measure what is asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help=f"one row: {', '.join(MEASURES)}")
    parser.add_argument("--postgres", action="store_true", help="on a real Postgres instead of a SQLite file")
    parser.add_argument("--creates", type=int, default=1000, help="how many creates are sent")
    parser.add_argument("--clients", type=int, default=16, help="how many clients send at once")
    parser.add_argument("--call-backs", type=int, default=100, help="how many call-backs are timed")
    parser.add_argument("--waiting", type=int, default=10_000, help="how many generations wait at the start")
    parser.add_argument("--entries", type=int, default=100_000, help="how many entries the audited ledger has")
    for name, proof in PROOFS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=0, help=f"how much of {proof.variable}")
    parser.add_argument("--folder", type=Path, help="where the data lies: on the disk that is to be measured")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file, too")
    options = parser.parse_args()
    busy = os.getloadavg()[0]
    kind = "Postgres" if options.postgres else "SQLite"
    print(f"{kind} on {platform.platform()}, {os.cpu_count()} cores, load {busy:.1f}\n")
    print(f"| {'promise':<46} | {'found':<84} | {'goal':<23} | held |\n|{'-' * 48}|{'-' * 86}|{'-' * 25}|------|")
    kept = []
    for row in rows(options):
        held = {True: "yes", False: "no", None: "-"}[row.holds]
        print(f"| {row.promise:<46} | {row.found:<84} | {row.goal:<23} | {held:<4} |", flush=True)
        kept.append({"promise": row.promise, "goal": row.goal, "holds": row.holds, **row.figures})
    if options.json:
        options.json.write_text(json.dumps({"load": busy, "postgres": options.postgres, "rows": kept}, indent=2))


if __name__ == "__main__":
    main()
