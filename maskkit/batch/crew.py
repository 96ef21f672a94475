"""The threads of a run: each takes one photo after another through its steps."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace

from maskkit.batch.manifest import Item
from maskkit.batch.notices import Notice, Watch
from maskkit.batch.pipeline import Ending, Way, Work, advance
from maskkit.batch.spending import Spending
from maskkit.batch.state import Event, ItemState, Terms
from maskkit.batch.summary import Failure
from maskkit.errors import JournalError, KeyRefused, MaskkitError, OutOfPhotos, ServiceUnreachable

log = logging.getLogger(__name__)

GRACE_S = 1.5
_ENDS_THE_RUN = (KeyRefused, ServiceUnreachable, JournalError)


class Crew:
    """Does photos on several threads, and collects how each of them ended.

    ``record`` puts an event into the journal, ``states`` is what the journal held at the start; it is kept up to date.
    """

    def __init__(
        self,
        *,
        states: dict[str, ItemState],
        spending: Spending,
        record: Callable[[Event], None],
        watch: Watch,
    ) -> None:
        self.states = states
        self.spending = spending
        self.failed: dict[str, Failure] = {}
        self.stopped_by: MaskkitError | None = None
        self._record_event = record
        self._watch = watch
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._paying = 0

    def do_all(self, items: Iterable[Item], work: Callable[[Item], Work], *, terms: Terms, jobs: int) -> None:
        """Do ``items``, those that something was paid for first.

        Raises:
            KeyboardInterrupt: handed on once no paid call is under way, or after a moment's grace.
        """
        waiting = deque(sorted(items, key=lambda item: not self.state(item).spent))
        lines = [
            threading.Thread(target=self._work_off, args=(waiting, work, terms), daemon=True)
            for _ in range(min(jobs, len(waiting)))
        ]
        try:
            for line in lines:
                line.start()
            for line in lines:
                line.join()
        except KeyboardInterrupt:
            self._let_paid_calls_end()
            raise

    def state(self, item: Item) -> ItemState:
        """How far ``item`` is."""
        return self.states.get(item.name, ItemState())

    def tell(self, notice: Notice) -> None:
        """Hand ``notice`` to whoever watches, one at a time."""
        with self._lock:
            self._watch(replace(notice, spent=self.spending.spent))

    def fail(self, item: Item, error: Exception) -> None:
        """Note that ``item`` could not be finished."""
        log.debug("%s failed", item.name, exc_info=error)
        known = error if isinstance(error, MaskkitError) else _unexpected(error)
        known.where = known.where or str(item.photo)
        self.failed[item.name] = Failure(item.name, item.photo, known)
        self.tell(Notice("failed", item.name, detail={**known.to_json(), "photo": str(item.photo)}))

    def out_of_photos(self, error: OutOfPhotos) -> None:
        """Let nothing more be paid for; what was paid for is finished."""
        self.spending.stop()
        self.stopped_by = self.stopped_by or error

    def _work_off(self, waiting: deque[Item], work: Callable[[Item], Work], terms: Terms) -> None:
        while not self._stop.is_set():
            try:
                item = waiting.popleft()
            except IndexError:
                return
            self._do(item, work, terms)

    def _do(self, item: Item, work: Callable[[Item], Work], terms: Terms) -> None:
        try:
            ending = self._advance(item, work, terms)
        except OutOfPhotos as error:
            self.out_of_photos(error)
            self.tell(Notice("left", item.name))
        except _ENDS_THE_RUN as error:
            self.stopped_by = self.stopped_by or error
            self._stop.set()
            self.tell(Notice("left", item.name))
        except Exception as error:  # noqa: BLE001 (one photo's surprise must not stop the others; it is reported)
            if not self._stop.is_set():  # a run that ends takes the service away from under its photos
                self.fail(item, error)
        else:
            self.tell(Notice(ending.value if ending is Ending.FINISHED else "left", item.name))

    def _advance(self, item: Item, work: Callable[[Item], Work], terms: Terms) -> Ending:
        state = self.state(item)
        if not state.spent and not self.spending.is_open:
            return Ending.HELD
        way = Way(
            item=item.name,
            work=work(item),
            terms=terms,
            spending=self.spending,
            record=self._record,
            begin=lambda action: self.tell(Notice("step", item.name, action.do.value, action.room)),
            pay=self._pay,
            pause=self._stop.wait,
            stopped=self._stop.is_set,
        )
        return advance(state, way)[1]

    def _record(self, event: Event) -> None:
        self._record_event(event)
        self.states[event.item] = self.states.get(event.item, ItemState()).after(event)

    def _pay(self, change: int) -> None:
        with self._lock:
            self._paying += change

    def _let_paid_calls_end(self) -> None:
        self._stop.set()
        end = time.monotonic() + GRACE_S
        while self._paying and time.monotonic() < end:
            time.sleep(0.02)


def _unexpected(error: Exception) -> MaskkitError:
    hint = "This is a fault of maskkit or of the machine; please report it with these words."
    return MaskkitError(f"{type(error).__name__}: {error}", hint=hint)
