"""Starts every accepted generation as one durable DBOS workflow, whose id is the generation's own.

The table of generations is where they wait: an executor takes them as places become free, users in turn and the oldest
first, and one that was taken and has no live workflow (after a kill, a lost jobs file, a bug) is started again. DBOS
writes down which steps are done, so that a generation that was interrupted goes on where it was, here or on another
machine. Every run begins a turn of its own; an executor that was only asleep finds that it is somebody else's turn.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, cast

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID
from dbos import StepOptions as Step

from maskkit.service.db import executors, generations
from maskkit.service.db.database import prepare_wal
from maskkit.service.jobs import work
from maskkit.service.jobs.children import Children, Released, engine_command
from maskkit.service.jobs.heart import Heart
from maskkit.service.parts import Parts

log = logging.getLogger(__name__)

SWEEP_S = 2.0
ORPHAN_S = 15.0
FORGET_EVERY_S = 60.0
MOST_TURNS = 50
"""A generation that was begun so often is given up, whatever ended its turns."""

_FORGET_AT_A_TIME = 500
_AHEAD, _AHEAD_AMONG_OTHERS = 8, 1
"""Generations that are begun beside those that an engine works on: their files are fetched meanwhile.

Where other machines might work on them at once, few are kept waiting here.
"""

_ALIVE = frozenset({"PENDING", "ENQUEUED", "DELAYED"})

_FETCH: Step = {"name": "fetch"}
_ENGINE: Step = {"name": "engine"}
_FINISH: Step = {"name": "finish", "retries_allowed": True, "max_attempts": 3, "interval_seconds": 0.5}


class Runner:
    """The jobs of one executor, from its start to its stop. DBOS is one per process, and so is this."""

    def __init__(
        self,
        parts: Parts,
        *,
        on_finish: Callable[[], None] = lambda: None,
        on_lost: Callable[[], None] = lambda: None,
    ) -> None:
        self._parts = parts
        self._on_finish = on_finish
        settings = parts.settings
        command = engine_command(settings.engine, settings.engine_memory_mb)
        self._children = Children(command, size=settings.jobs, rounds=settings.engine_rounds)
        self._heart = Heart(parts.database, on_beat=self._recover, on_lost=on_lost)
        self._running: set[str] = set()
        self._noticed: dict[str, float] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._sweeper = threading.Thread(target=self._sweep_forever, name="jobs", daemon=True)

    def start(self) -> None:
        """Recover what was interrupted, and begin to work."""
        self._children.warm_up()
        self._heart.register()
        DBOS(config=_quiet_config(self._parts, self._heart.id))
        self._workflow = self._register()
        DBOS.launch()
        self._heart.start()
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
    def executor(self) -> str:
        """The id by which this executor is known to the others."""
        return self._heart.id

    @property
    def healthy(self) -> bool:
        """Whether new generations are being started."""
        return self._sweeper.is_alive() and not self._stopping.is_set()

    def stop(self) -> None:
        """Let go of what is being worked on: the others have it at once, or the next start does."""
        self._stopping.set()
        self._wake.set()
        self._children.close()
        if self._sweeper.is_alive():
            self._sweeper.join(timeout=2.0)
        self._heart.pause()
        DBOS.destroy(destroy_registry=True)
        self._heart.stop()

    def _sweep_forever(self) -> None:
        forget_at_s = time.monotonic() + FORGET_EVERY_S
        while not self._stopping.is_set():
            woken = self._wake.is_set()
            self._wake.clear()
            try:
                self._sweep(woken=woken)
                if time.monotonic() > forget_at_s:
                    forget_finished()
                    forget_at_s = time.monotonic() + FORGET_EVERY_S
            except Exception:
                log.exception("the generations that wait could not be started; trying again")
            self._wake.wait(SWEEP_S)

    def _sweep(self, *, woken: bool = False) -> None:
        """Take as many generations as there are places for; look after those that were taken and do not run.

        When it was only woken, by a new generation, and has no place for it, there is nothing to look at.
        """
        with self._lock:
            running = set(self._running)
        ahead = _AHEAD_AMONG_OTHERS if self._parts.database.is_shared else _AHEAD
        places = self._parts.settings.jobs + ahead - len(running)
        if woken and places <= 0:
            return
        with self._parts.database.read() as transaction:
            taken = generations.claimed_by(transaction, self.executor)
            waiting = generations.waiting_fairly(transaction, places) if places > 0 else []
        for generation_id in self._claim(waiting) + [each for each in taken if each not in running]:
            if not self._stopping.is_set():
                self._start_unless_alive(generation_id)

    def _claim(self, waiting: list[str]) -> list[str]:
        if not waiting:
            return []
        with self._parts.database.write() as transaction:
            return generations.claim(transaction, waiting, self.executor)

    def _recover(self) -> None:
        """Let DBOS go on, here or elsewhere, with the workflows of executors that are no more."""
        running = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        executors_of_all = {workflow.executor_id for workflow in running if workflow.executor_id}
        with self._parts.database.read() as transaction:  # only now: who began meanwhile is among the living
            dead = executors_of_all - set(executors.living(transaction))
        if dead:
            DBOS._recover_pending_workflows(sorted(dead))  # noqa: SLF001  the public way takes from the living as well

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

        Starting it anew does no harm even if it did run: its steps can be repeated, and only the last turn can finish.
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
            with self._parts.database.write() as transaction:
                generations.release(transaction, generation_id, self.executor)
            raise

    def _run(self, generation_id: str) -> None:
        """The workflow. Whatever it does happens in steps, whose outcomes DBOS keeps."""
        with self._lock:
            self._running.add(generation_id)
        try:
            with self._parts.database.write() as transaction:
                turn = generations.begin_turn(transaction, generation_id, self.executor)
            if turn is not None:
                outcome = self._outcome(generation_id, turn)
                DBOS.run_step(_FINISH, work.finish, self._parts, generation_id, outcome, fence=turn)
                self._on_finish()
                work.tidy(self._parts, generation_id)
        finally:
            with self._lock:
                self._running.discard(generation_id)
        self._wake.set()

    def _outcome(self, generation_id: str, turn: int) -> work.Outcome:
        if turn > MOST_TURNS:
            return work.given_up(f"it was begun {MOST_TURNS} times")
        try:
            found = DBOS.run_step(_FETCH, work.fetch_inputs, self._parts, generation_id)
            if "inputs" not in found:
                return found
            inputs = found["inputs"]
            return DBOS.run_step(
                _ENGINE, work.run_engine, self._parts, self._children, generation_id, inputs, fence=turn
            )
        except Exception as error:  # the generation must come to an end
            if self._stopping.is_set():  # or it is only that DBOS has been closed under it
                raise Released from error
            return cast("work.Outcome", work.outcome_of(error))


class Jobs:
    """The jobs of one process. An executor that was given up by the others is replaced by a new one."""

    def __init__(self, parts: Parts, *, on_finish: Callable[[], None] = lambda: None) -> None:
        self._parts, self._on_finish = parts, on_finish
        self._lock = threading.Lock()
        self._stopped = False
        self._runner = self._new()

    def start(self) -> None:
        """Begin to work."""
        self._runner.start()

    def stop(self) -> None:
        """Let go of what is being worked on."""
        with self._lock:
            self._stopped = True
            self._runner.stop()

    def wake(self) -> None:
        """Tell that there is a new generation."""
        self._runner.wake()

    @property
    def healthy(self) -> bool:
        """Whether new generations are being started."""
        return self._runner.healthy

    @property
    def executor(self) -> str:
        """The id by which this process is known to the others at the moment."""
        return self._runner.executor

    def _new(self) -> Runner:
        return Runner(self._parts, on_finish=self._on_finish, on_lost=self._begin_anew)

    def _begin_anew(self) -> None:
        with self._lock:
            if not self._stopped:
                self._runner.stop()
                self._runner = self._new()
                self._runner.start()


def forget_finished() -> int:
    """Delete DBOS' notes on workflows that succeeded, which would pile up for ever; how many there were."""
    done = DBOS.list_workflows(status="SUCCESS", limit=_FORGET_AT_A_TIME, load_input=False, load_output=False)
    if done:
        DBOS.delete_workflows([workflow.workflow_id for workflow in done])
    return len(done)


def _quiet_config(parts: Parts, executor: str) -> DBOSConfig:
    """DBOS without a banner, telemetry, a console or a server of its own; the version is fixed."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:  # or DBOS adds one of its own
        logger.addHandler(logging.NullHandler())
    config: dict[str, Any] = {
        "name": "maskkit",
        "system_database_url": _jobs_url(parts),
        "application_version": "1",
        "executor_id": executor,
        "log_level": "WARNING",
        "enable_otlp": False,
        "serializer": DBOSPortableJSONSerializer(),  # not pickles: what lies in the database is only data
        "notification_listener_polling_interval_sec": 0.25,  # DBOS ends only after its listener has slept
        "scheduler_polling_interval_sec": 3600.0,
        "sys_db_pool_size": 10,
    }
    return cast("DBOSConfig", config)


def _jobs_url(parts: Parts) -> str:
    """Where DBOS keeps its notes: in the same Postgres, or in a file beside the other one."""
    if parts.database.is_shared:
        return parts.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    jobs_file = parts.settings.data / "jobs.sqlite"
    prepare_wal(jobs_file)
    return f"sqlite:///{jobs_file}"
