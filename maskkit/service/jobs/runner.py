"""Starts every accepted generation as one durable DBOS workflow, whose id is the generation's own.

The table of generations is the queue: what waits there is started as places become free, oldest first, and a
generation that is open without a live workflow (after a kill, a lost jobs file, a bug) is started again. DBOS writes
down which steps are done, so that a generation that was interrupted goes on where it was.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID
from dbos import StepOptions as Step

from maskkit.service.db.database import prepare_wal
from maskkit.service.db.generations import open_generations
from maskkit.service.jobs import work
from maskkit.service.jobs.children import Children, Released, engine_command
from maskkit.service.parts import Parts

log = logging.getLogger(__name__)

SWEEP_S = 2.0
ORPHAN_S = 15.0
FORGET_EVERY_S = 60.0
_FORGET_AT_A_TIME = 500
_AHEAD = 8
"""Generations that are begun beside those that an engine works on: their files are fetched meanwhile."""

_ALIVE = frozenset({"PENDING", "ENQUEUED", "DELAYED"})

_FETCH: Step = {"name": "fetch"}
_ENGINE: Step = {"name": "engine"}
_FINISH: Step = {"name": "finish", "retries_allowed": True, "max_attempts": 3, "interval_seconds": 0.5}


class Runner:
    """The jobs of one service. DBOS is one per process, and so is this."""

    def __init__(self, parts: Parts, *, on_finish: Callable[[], None] = lambda: None) -> None:
        self._parts = parts
        self._on_finish = on_finish
        settings = parts.settings
        command = engine_command(settings.engine, settings.engine_memory_mb)
        self._children = Children(command, size=settings.jobs, rounds=settings.engine_rounds)
        self._running: set[str] = set()
        self._noticed: dict[str, float] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._sweeper = threading.Thread(target=self._sweep_forever, name="jobs", daemon=True)

    def start(self) -> None:
        """Recover what was interrupted, and begin to work."""
        jobs_file = self._parts.settings.data / "jobs.sqlite"
        prepare_wal(jobs_file)
        self._children.warm_up()
        DBOS(config=_quiet_config(jobs_file))
        self._workflow = self._register()
        DBOS.launch()
        self._sweeper.start()

    def _register(self) -> Callable[[str], None]:
        @DBOS.workflow(name="generation", max_recovery_attempts=None)
        def generation(generation_id: str) -> None:
            self._run(generation_id)

        return generation

    def wake(self) -> None:
        """Tell that there is a new generation."""
        self._wake.set()

    @property
    def healthy(self) -> bool:
        """Whether new generations are being started."""
        return self._sweeper.is_alive() and not self._stopping.is_set()

    def stop(self) -> None:
        """Let go of what is being worked on: it is done at the next start."""
        self._stopping.set()
        self._wake.set()
        self._children.close()
        if self._sweeper.is_alive():
            self._sweeper.join(timeout=2.0)
        DBOS.destroy(destroy_registry=True)

    def _sweep_forever(self) -> None:
        forget_at_s = time.monotonic() + FORGET_EVERY_S
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self._sweep()
                if time.monotonic() > forget_at_s:
                    forget_finished()
                    forget_at_s = time.monotonic() + FORGET_EVERY_S
            except Exception:
                log.exception("the generations that wait could not be started; trying again")
            self._wake.wait(SWEEP_S)

    def _sweep(self) -> None:
        with self._lock:
            running = set(self._running)
        places = self._parts.settings.jobs + _AHEAD
        with self._parts.database.read() as transaction:
            oldest = open_generations(transaction, limit=places + len(running))
        for generation_id in [each for each in oldest if each not in running][: max(0, places - len(running))]:
            if not self._stopping.is_set():
                self._start_unless_alive(generation_id)

    def _start_unless_alive(self, generation_id: str) -> None:
        known = DBOS.get_workflow_status(generation_id)
        if known is not None:
            if known.status in _ALIVE and not self._is_orphan(generation_id):
                return  # DBOS is about to run it
            log.warning("generation %s is open, its workflow is %s: starting it again", generation_id, known.status)
            DBOS.delete_workflow(generation_id)
        self._noticed.pop(generation_id, None)
        self._start(generation_id)

    def _is_orphan(self, generation_id: str) -> bool:
        """Whether a workflow that should run does not, although DBOS has had time to recover it.

        Starting it anew does no harm even if it did run: its steps can be repeated, and only one run can finish.
        """
        now_s = time.monotonic()
        return now_s - self._noticed.setdefault(generation_id, now_s) > ORPHAN_S

    def _start(self, generation_id: str) -> None:
        with self._lock:
            self._running.add(generation_id)
        try:
            with SetWorkflowID(generation_id):
                DBOS.start_workflow(self._workflow, generation_id)
        except Exception:
            with self._lock:
                self._running.discard(generation_id)
            raise

    def _run(self, generation_id: str) -> None:
        """The workflow. Whatever it does happens in steps, whose outcomes DBOS keeps."""
        with self._lock:
            self._running.add(generation_id)
        try:
            outcome = self._outcome(generation_id)
            DBOS.run_step(_FINISH, work.finish, self._parts, generation_id, outcome)
            work.tidy(self._parts, generation_id)
        finally:
            with self._lock:
                self._running.discard(generation_id)
        self._on_finish()
        self._wake.set()

    def _outcome(self, generation_id: str) -> work.Outcome:
        try:
            found = DBOS.run_step(_FETCH, work.fetch_inputs, self._parts, generation_id)
            if "inputs" not in found:
                return found
            inputs = found["inputs"]
            return DBOS.run_step(_ENGINE, work.run_engine, self._parts, self._children, generation_id, inputs)
        except Exception as error:  # the generation must come to an end
            if self._stopping.is_set():  # or it is only that DBOS has been closed under it
                raise Released from error
            return cast("work.Outcome", work.outcome_of(error))


def forget_finished() -> int:
    """Delete DBOS' notes on workflows that succeeded, which would pile up for ever; how many there were."""
    done = DBOS.list_workflows(status="SUCCESS", limit=_FORGET_AT_A_TIME, load_input=False, load_output=False)
    if done:
        DBOS.delete_workflows([workflow.workflow_id for workflow in done])
    return len(done)


def _quiet_config(jobs_file: Path) -> DBOSConfig:
    """DBOS without a banner, telemetry, a console or a server of its own.

    The executor and the version are fixed: what a killed process has left is recovered by the next one.
    """
    logger = logging.getLogger("dbos")
    if not logger.handlers:  # or DBOS adds one of its own
        logger.addHandler(logging.NullHandler())
    config: dict[str, Any] = {
        "name": "maskkit",
        "system_database_url": f"sqlite:///{jobs_file}",
        "application_version": "1",
        "executor_id": "service",
        "log_level": "WARNING",
        "enable_otlp": False,
        "serializer": DBOSPortableJSONSerializer(),  # not pickles: what lies in the folder is only data
        "notification_listener_polling_interval_sec": 0.25,  # DBOS ends only after its listener has slept
        "scheduler_polling_interval_sec": 3600.0,
    }
    return cast("DBOSConfig", config)
