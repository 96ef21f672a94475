"""A batch from its first photo to its report: ``run`` is what ``maskkit run`` calls."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from maskkit.batch.crew import Crew
from maskkit.batch.journal import Journal, differences, open_journal
from maskkit.batch.manifest import Item
from maskkit.batch.notices import Notice, Watch
from maskkit.batch.options import RunOptions, changed_items, item_binding, known_item
from maskkit.batch.outputs import REPORT_NAME, clear_leftovers, missing_files, refuse_strangers, write_failures
from maskkit.batch.report import write_report
from maskkit.batch.spending import Spending
from maskkit.batch.state import Event, ItemState, Step, Terms, replay
from maskkit.batch.summary import Summary
from maskkit.batch.work import PhotoWork, Workplace, require_unchanged
from maskkit.client.rooms import RoomClient
from maskkit.errors import JournalMismatch, OutOfPhotos

Connect = Callable[[], AbstractContextManager[RoomClient]]


def run(
    items: Sequence[Item],
    *,
    out: Path,
    options: RunOptions,
    connect: Connect,
    service: str,
    fresh: bool = False,
    metered: bool = True,
    watch: Watch = lambda _notice: None,
) -> Summary:
    """Do every photo of ``items``; go on where an earlier run in ``out`` was stopped.

    ``connect`` opens the client, and is called only if there is something left to do; ``service`` names the service in
    the journal, which is tied to it; ``metered`` says whether its count of photos means anything to the user. No photo
    is paid for twice, whatever kills the run.

    Raises:
        UnknownChoice: the target, a class to keep or the method does not exist.
        JournalLocked: another run is at work in ``out``.
        JournalMismatch: the journal there belongs to a run with other options.
        OutputExists: a photo's output folder holds files that no run of this journal has written.
        ApiError: the service cannot be reached or refuses the key, before anything was done.
        KeyboardInterrupt: handed on once no paid call is under way any more.
    """
    started = time.monotonic()
    options.check()
    if fresh:  # refused before the old journal is moved aside: the run that it belongs to can still go on
        refuse_strangers(items, {}, out, overwrite=options.overwrite)
    with open_journal(out, fresh=fresh) as journal:
        journal.bind({**options.binding(), "service": service})
        crew = Crew(
            states=_states(items, journal, out, options),
            spending=Spending(limit=options.max_photos),
            record=journal.append,
            watch=watch,
        )
        crew.spending.spent = sum(state.spent for state in crew.states.values())
        _set_changed_apart(items, crew)
        todo = [item for item in items if item.name not in crew.failed and not _is_done(item, crew, out, options)]
        crew.tell(Notice("begin", detail={"photos": len(items), "todo": len(todo), "out": str(out)}))
        try:
            if todo:
                with connect() as client:
                    heavy = threading.Semaphore(max(1, min(options.jobs, os.cpu_count() or 1)))
                    _do_all(todo, crew, journal, Workplace(out, options, client, service, heavy))
        except KeyboardInterrupt:
            _write_report(items, crew, out, options, metered=metered, began_s=started)
            raise
        summary = _summary(items, crew, out, options, metered=metered, began_s=started)
        clear_leftovers(out)
        write_failures(summary.failed, out)
        _write_report(items, crew, out, options, metered=metered, began_s=started)
        return summary


def _states(items: Sequence[Item], journal: Journal, out: Path, options: RunOptions) -> dict[str, ItemState]:
    """What the journal and the disk together say, once it is sure that this run may go on from there.

    Raises:
        JournalMismatch: some photo was to be done otherwise.
        OutputExists: some photo's folder is not ours.
    """
    states = replay(journal.events())
    if changed := changed_items(items, states):
        item, first = changed[0]
        more = f" (and {len(changed) - 1} more photos)" if len(changed) > 1 else ""
        sentence = differences(first, item_binding(item))
        raise JournalMismatch(f"{item.name} belongs to another run: {sentence}{more}", where=str(journal.path))
    refuse_strangers(items, states, out, overwrite=options.overwrite)
    return {name: state.without_files(missing_files(out / name, state)) for name, state in states.items()}


def _set_changed_apart(items: Sequence[Item], crew: Crew) -> None:
    """A photo that was changed since it was prepared is begun anew, or refused if it was paid for."""
    for item in items:
        state = crew.state(item)
        try:
            require_unchanged(item, state)
        except JournalMismatch as error:
            if state.spent:
                crew.fail(item, error)
            else:
                crew.states[item.name] = replace(state, prepared=None, uploaded=None)


def _is_done(item: Item, crew: Crew, out: Path, options: RunOptions) -> bool:
    return crew.state(item).is_done(options.rooms) and (out / item.name / "record.json").is_file()


def _do_all(todo: Sequence[Item], crew: Crew, journal: Journal, place: Workplace) -> None:
    client, options = place.client, place.options
    capabilities = client.capabilities()
    if client.credits().total < 1:
        crew.out_of_photos(OutOfPhotos("no photos are left on the account", where=client.service_url))
    for item in todo:
        if item.name not in crew.states:
            event = Event(item.name, 0, Step.STARTED, time.time(), item_binding(item))
            journal.append(event)
            crew.states[item.name] = ItemState().after(event)
    terms = Terms(
        service=place.service,
        replay_s=capabilities.idempotency_ttl_s or None,
        retry_unknown=options.retry_unknown,
        rooms=options.rooms,
    )
    crew.do_all(todo, lambda item: PhotoWork(item, place), terms=terms, jobs=options.jobs)


def _write_report(
    items: Sequence[Item], crew: Crew, out: Path, options: RunOptions, *, metered: bool, began_s: float
) -> None:
    """Write the report over all photos of the journal, those of earlier runs too."""
    named = {item.name for item in items}
    earlier = [known_item(name, state) for name, state in crew.states.items() if name not in named and state.started]
    everything = sorted([*items, *earlier], key=lambda item: item.name)
    summary = _summary(everything, crew, out, options, metered=metered, began_s=began_s)
    write_report(everything, crew.states, summary, out)


def _summary(
    items: Sequence[Item], crew: Crew, out: Path, options: RunOptions, *, metered: bool, began_s: float
) -> Summary:
    finished = tuple(item.name for item in items if crew.state(item).is_done(options.rooms))
    left = tuple(item.name for item in items if item.name not in finished and item.name not in crew.failed)
    rooms = [room for item in items for room in crew.state(item).rooms if room.composited is not None]
    remaining = [
        r.created["remaining_photos"] for r in rooms if r.created and r.created.get("remaining_photos") is not None
    ]
    return Summary(
        photos=len(items),
        finished=finished,
        failed=tuple(crew.failed[item.name] for item in items if item.name in crew.failed),
        left=left,
        rooms=len(rooms),
        spent=crew.spending.spent,
        remaining_photos=min(remaining, default=None) if metered else None,
        pixels_changed_outside=sum(
            room.composited["audit"]["pixels_changed_outside"] for room in rooms if room.composited
        ),
        seconds=round(time.monotonic() - began_s, 3),
        report=out / REPORT_NAME,
        stopped_by=crew.stopped_by,
        max_photos=options.max_photos,
        metered=metered,
    )
