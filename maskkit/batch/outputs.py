"""The files of a run: which are missing, which are not ours, and the list of failures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from maskkit.batch.manifest import Item
from maskkit.batch.state import PREPARED_FILES, ItemState
from maskkit.batch.summary import Failure
from maskkit.errors import OutputExists
from maskkit.images.encode import write_atomic

FAILED_NAME = "failed.jsonl"
REPORT_NAME = "report.html"
SERVICE_FOLDER = ".service"


def missing_files(folder: Path, state: ItemState) -> set[str]:
    """The files that the journal says were written to ``folder`` but are not there."""
    written = set(PREPARED_FILES) if state.prepared is not None else set()
    for number, room in enumerate(state.rooms, 1):
        written |= {f"generated-{number}.png"} if room.downloaded is not None else set()
        written |= {f"final-{number}.png", f"audit-{number}.json"} if room.composited is not None else set()
    return {name for name in written if not (folder / name).is_file()}


def refuse_strangers(items: Sequence[Item], states: Mapping[str, ItemState], out: Path, *, overwrite: bool) -> None:
    """Refuse to write into a photo's folder that holds files which no run of this journal has written.

    Raises:
        OutputExists: naming the first such folder.
    """
    if overwrite:
        return
    for item in items:
        folder = out / item.name
        if item.name not in states and folder.is_dir() and any(entry.is_file() for entry in folder.iterdir()):
            raise OutputExists(
                "this folder holds files, and they are not those of the run that is to go on here",
                where=str(folder),
                hint="Choose another folder with -o, or pass --overwrite as well.",
            )


def clear_leftovers(folder: Path) -> None:
    """Remove the half-written temporary files that a killed run left in ``folder``."""
    for pattern in (".*.part", ".*.download*"):
        for leftover in folder.glob(pattern):
            leftover.unlink(missing_ok=True)


def write_failures(failures: Iterable[Failure], out: Path) -> None:
    """Write ``failed.jsonl``, or remove it when nothing failed."""
    lines = [json.dumps(failure.to_json(), ensure_ascii=False) + "\n" for failure in failures]
    path = out / FAILED_NAME
    if lines:
        write_atomic(path, "".join(lines).encode(), overwrite=True)
    else:
        path.unlink(missing_ok=True)
