"""How a run ended."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maskkit.errors import BatchIncomplete, MaskkitError, OutOfPhotos


@dataclass(frozen=True, slots=True)
class Failure:
    """A photo that could not be finished, and why."""

    item: str
    photo: Path
    error: MaskkitError

    def to_json(self) -> dict[str, str]:
        """The line of ``failed.jsonl``: it can be given to ``maskkit run`` as a table of photos."""
        return {"photo": str(self.photo.absolute()), "name": self.item, **self.error.to_json()}


@dataclass(frozen=True, slots=True)
class Summary:
    """The end of a run. ``left`` are photos that were not begun or not paid for; ``spent`` counts all runs together.

    ``stopped_by`` is what kept the run from going on, ``max_photos`` the limit if there was one, ``metered`` whether
    photos are counted on an account that means something to the user.
    """

    photos: int
    finished: tuple[str, ...]
    failed: tuple[Failure, ...]
    left: tuple[str, ...]
    rooms: int
    spent: int
    remaining_photos: int | None
    pixels_changed_outside: int
    seconds: float
    report: Path
    stopped_by: MaskkitError | None = None
    max_photos: int | None = None
    metered: bool = True

    @property
    def error(self) -> MaskkitError | None:
        """What the run as a whole is to be reported as; None when everything is done."""
        if self.stopped_by is not None:
            return self.stopped_by
        if self.failed and self.photos == 1:
            return self.failed[0].error
        if self.failed:
            return BatchIncomplete(f"{len(self.failed)} of {self.photos} photos failed", where=str(self.report.parent))
        if self.left and self.max_photos is not None:
            hint = "Give a larger --max-photos and run the same command again: it goes on where it stopped."
            return OutOfPhotos(f"{self.max_photos} photos are spent, {len(self.left)} are left to do", hint=hint)
        return None

    @property
    def exit_code(self) -> int:
        """The exit code of the command line."""
        return self.error.exit_code if self.error else 0

    def to_json(self) -> dict[str, Any]:
        """The last document of ``--json`` output."""
        error = {"error": self.error.to_json()} if self.error else {}
        return {
            "event": "summary",
            "photos": self.photos,
            "finished": len(self.finished),
            "failed": len(self.failed),
            "left": len(self.left),
            "rooms": self.rooms,
            "spent": self.spent,
            "remaining_photos": self.remaining_photos,
            "pixels_changed_outside": self.pixels_changed_outside,
            "seconds": self.seconds,
            "report": str(self.report),
            "exit_code": self.exit_code,
            **error,
        }
