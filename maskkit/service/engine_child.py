"""The process that does the work of a generation: ``python -m maskkit.service.engine_child ENGINE [MEMORY_MB]``.

Photos of strangers are decoded and engines run only here, so that whatever they do can be ended by a kill. A job comes
in by stdin, its answer goes out by stdout; the process ends when stdin closes, also in the middle of a job.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from maskkit.errors import InvalidRequest, MaskkitError
from maskkit.service.jobs.frames import read_frame, write_frame

if TYPE_CHECKING:
    from maskkit.engines.base import Engine
    from maskkit.geometry.layout import Layout

Frame: TypeAlias = tuple[dict[str, object], list[bytes]]


@dataclass(frozen=True, slots=True)
class Job:
    """What a child is asked for: the files as they came, and the words of the request."""

    room_type: str
    theme: str
    seed: int
    width: int
    height: int
    max_mp: float
    max_side_px: int
    max_file_bytes: int


def generate(engine: Engine, job: Job, photo_file: bytes, mask_file: bytes) -> list[bytes]:
    """The generated pictures as PNG files.

    Raises:
        MaskkitError: the photo or the mask cannot be used, or the engine says no.
    """
    from maskkit.engines.base import EngineRequest
    from maskkit.errors import EmptyMask
    from maskkit.images.decode import decode, decode_grey
    from maskkit.images.encode import encode
    from maskkit.limits import ImageLimits
    from maskkit.masks.mask import Mask
    from maskkit.roomapi.words import RoomType, Theme

    limits = ImageLimits(max_mp=job.max_mp, max_side_px=job.max_side_px, max_file_bytes=job.max_file_bytes)
    photo = decode(photo_file, limits=limits)
    mask = Mask(decode_grey(mask_file, limits=limits))
    check_sizes(photo.size_wh, mask.size_wh, (job.width, job.height))
    if mask.is_empty:
        raise EmptyMask("the mask marks nothing to generate", where="mask_url")
    words = RoomType(job.room_type), Theme(job.theme)
    layout = room_in(photo_file, photo.size_wh)
    request = EngineRequest(photo, mask, *words, job.seed, photo.size_wh, layout=layout)
    return [encode(pixels) for pixels in engine.generate(request)]


def room_in(photo_file: bytes, size_wh: tuple[int, int]) -> Layout | None:
    """The camera and the room that came along with the photo, if any did.

    Raises:
        BadCamera: what came along is no room, or that of another photo.
    """
    from maskkit.geometry.room_file import FORMAT, from_room_file
    from maskkit.images.png_text import text_in

    told = text_in(photo_file, FORMAT)
    return from_room_file(told, size_wh=size_wh, where="image_url") if told is not None else None


def check_sizes(photo_wh: tuple[int, int], mask_wh: tuple[int, int], asked_wh: tuple[int, int]) -> None:
    """Refuse photo, mask and request unless they are of one size.

    Raises:
        SizeMismatch: the mask is not of the photo's size.
        InvalidRequest: ``width`` and ``height`` are not the photo's.
    """
    from maskkit.errors import SizeMismatch

    if mask_wh != photo_wh:
        raise SizeMismatch(f"the mask is {_size(mask_wh)} pixels, the photo {_size(photo_wh)}", where="mask_url")
    if asked_wh != photo_wh:
        raise InvalidRequest(
            f"width and height say {_size(asked_wh)} pixels, the photo has {_size(photo_wh)}",
            where="width",
            hint="Give the size of the upright photo.",
        )


def _size(size_wh: tuple[int, int]) -> str:
    return f"{size_wh[0]} × {size_wh[1]}"  # noqa: RUF001  the sign that sizes are written with


def answer(engine: Engine, frame: Frame) -> tuple[dict[str, object], list[bytes]]:
    """The answer to one job: its pictures, or the error that ends it."""
    head, (photo_file, mask_file) = frame
    try:
        return {"ok": True}, generate(engine, Job(**head), photo_file, mask_file)  # type: ignore[arg-type]
    except MaskkitError as error:
        return {"ok": False, "code": error.code, "message": str(error)}, []
    except MemoryError:
        return {"ok": False, "code": "out_of_memory", "message": "the generation needs too much memory"}, []
    except Exception as error:  # noqa: BLE001  an engine may raise anything; the service must hear of it
        _log_crash()
        return {"ok": False, "code": "engine_failed", "message": f"the engine failed: {type(error).__name__}"}, []


def main(arguments: list[str]) -> None:
    """Answer jobs until stdin closes."""
    if arguments[1:]:
        _limit_memory(int(arguments[1]) * 1024 * 1024)
    answers = _private_stdout()
    jobs: queue.SimpleQueue[Frame] = queue.SimpleQueue()
    threading.Thread(target=_read_jobs, args=(sys.stdin.buffer, jobs), daemon=True).start()
    from maskkit.engines.registry import engine

    chosen = engine(arguments[0])
    _warm_up()
    while True:
        write_frame(answers, *answer(chosen, jobs.get()))


def _read_jobs(stream: BinaryIO, jobs: queue.SimpleQueue[Frame]) -> None:
    while frame := read_frame(stream):
        jobs.put(frame)
    os._exit(0)  # the service is gone: nobody waits for what is being worked on


def _private_stdout() -> BinaryIO:
    """The real stdout for answers; whatever an engine prints goes to stderr from now on."""
    private = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(private, "wb")


def _warm_up() -> None:
    """Load what every job needs while nobody waits for it."""
    import maskkit.images.decode
    import maskkit.images.encode
    import maskkit.masks.mask  # noqa: F401


def _limit_memory(size_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (size_bytes, size_bytes))


def _log_crash() -> None:
    import traceback

    traceback.print_exc(file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
