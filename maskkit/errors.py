"""Every error that maskkit raises on purpose.

Each error says what happened, where, and what to do, and carries a stable ``code``: the same word in Python, in JSON
output, in problem documents and in ``docs/errors.md``. It also derives from the builtin that a caller would expect.

    MaskkitError
    ├── UnknownChoice (ValueError)             a room, theme, target, method or engine that does not exist
    ├── MissingExtra (ImportError)             an optional part is not installed
    ├── InputRefused (ValueError)
    │   ├── ImageRefused
    │   │   ├── ImageNotFound (FileNotFoundError)
    │   │   ├── EmptyFile
    │   │   ├── UnsupportedFormat
    │   │   ├── ImageTooLarge
    │   │   └── CorruptImage
    │   ├── MaskRefused
    │   │   ├── EmptyMask
    │   │   ├── FullMask
    │   │   ├── GreyMask
    │   │   ├── SizeMismatch
    │   │   ├── BadPolygon
    │   │   ├── BadRle
    │   │   ├── BadAnnotation                  a file of masks in another tool's format that cannot be read
    │   │   ├── UnclearMask                    a file that two conventions fit, and nobody says which
    │   │   └── LintFound                      a mask with findings, where none are allowed
    │   ├── BadDataset                         a folder of photos and truth that cannot be scored
    │   ├── BadCamera                      a file of a camera and a room that describes none
    │   ├── BadTransform
    │   ├── NoRoomFound                        no floor, wall or vanishing point to work with
    │   ├── RoomTooSmall                       nothing that the room needs has a place in the mask
    │   ├── BadPlan                            a document that is no plan of a room
    │   ├── InvalidRequest                     refused here, before a photo is spent
    │   ├── UnsafeUrl
    │   ├── WebhookRefused                     a callback that is unsigned, forged, stale or replayed
    │   ├── NothingToDo                        no photo in what was given
    │   ├── OutputExists (FileExistsError)
    │   └── LeakFound                          pixels changed outside the mask
    ├── ApiError
    │   ├── ServiceUnreachable (ConnectionError)
    │   ├── ServiceFailed                      5xx
    │   ├── BadAnswer                          not what the wire promises
    │   ├── RequestRejected (ValueError)       400, 404, 409, 413, 422
    │   ├── KeyRefused (PermissionError)       401, 403
    │   ├── OutOfPhotos                        402
    │   ├── RateLimited                        429
    │   └── OutcomeUnknown                     a paid call whose answer was lost
    ├── GenerationFailed                       the service ended the generation as FAILED
    ├── DeadlinePassed (TimeoutError)
    ├── DownloadFailed (OSError)
    ├── StorageError (OSError)
    ├── JournalError
    │   ├── JournalLocked
    │   └── JournalMismatch
    ├── ServiceNotStarted                      the embedded service did not come up
    └── BatchIncomplete                        some photos of a batch failed
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar


class MaskkitError(Exception):
    """The root of all errors that maskkit raises on purpose.

    ``where`` names the file, field or URL; ``hint`` says what to do about it.

    >>> error = EmptyMask("the mask marks nothing to generate", where="mask.png")
    >>> print(error)
    mask.png: the mask marks nothing to generate. Paint 255 where the room is to be generated.
    >>> error.code, error.exit_code
    ('empty_mask', 3)
    """

    code: ClassVar[str] = "unexpected"
    """The name of the class in small letters with _ between the words."""
    exit_code: ClassVar[int] = 1
    default_hint: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message, self.where = message, where
        self.hint = self.default_hint if hint is None else hint

    def __str__(self) -> str:
        head = f"{self.where}: {self.message}" if self.where else self.message
        return f"{head}. {self.hint}" if self.hint else head

    def to_json(self) -> dict[str, str]:
        """The error as the ``error`` object of ``--json`` output and of ``failed.jsonl``."""
        fields = {"code": self.code, "message": self.message, "where": self.where or "", "hint": self.hint}
        return {name: value for name, value in fields.items() if value}


class UnknownChoice(MaskkitError, ValueError):
    """A word that names none of the things it may name."""

    exit_code = 2


class MissingExtra(MaskkitError, ImportError):
    """An optional part of maskkit is not installed."""


class InputRefused(MaskkitError, ValueError):
    """Something that was given cannot be worked with."""

    exit_code = 3


class ImageRefused(InputRefused):
    """An image file that cannot be used."""


class ImageNotFound(ImageRefused, FileNotFoundError):
    """There is no such file."""

    default_hint = "Check the path."


class EmptyFile(ImageRefused):
    """The file has no bytes."""

    default_hint = "Copy or download the photo again."


class UnsupportedFormat(ImageRefused):
    """The bytes are not an image of a format that is read here."""

    default_hint = "Save the photo as JPEG, PNG, WebP or AVIF."


class ImageTooLarge(ImageRefused):
    """The image is over a limit; nothing of it was decoded."""

    default_hint = "Make the photo smaller, or raise the limit if you trust its source."


class CorruptImage(ImageRefused):
    """The file starts like an image but cannot be decoded to its end."""

    default_hint = "Copy or download the photo again."


class MaskRefused(InputRefused):
    """A mask that cannot be used."""


class EmptyMask(MaskRefused):
    """The mask marks no pixel."""

    default_hint = "Paint 255 where the room is to be generated."


class FullMask(MaskRefused):
    """The mask marks every pixel."""

    default_hint = "Paint 0 where the photo is to stay, or ask for a full mask in so many words."


class GreyMask(MaskRefused):
    """A mask with more grey than an edge explains."""

    default_hint = "Threshold the mask yourself, so that nothing is decided silently."


class SizeMismatch(MaskRefused):
    """Photo and mask differ in size."""

    default_hint = "Make the mask from the upright photo at its full size."


class BadPolygon(MaskRefused):
    """A polygon without area, or with points that are no numbers."""

    default_hint = "Give at least three different points as x,y in pixels of the upright photo."


class BadRle(MaskRefused):
    """A run-length code whose counts describe no mask of its size."""

    default_hint = "Check that size and counts belong together: the counts must sum to height x width."


class BadAnnotation(MaskRefused):
    """A file of masks in another tool's format that cannot be read, or that this format cannot hold."""


class UnclearMask(MaskRefused):
    """A file of masks that can be read in two ways, so that reading it would be guessing."""

    default_hint = "Say what it is with --from."


class LintFound(MaskRefused):
    """A mask with findings, where none are allowed."""

    default_hint = "Mend what was found, or let `maskkit lint --fix` write a repaired copy."


class BadDataset(InputRefused):
    """A folder of photos and truth that cannot be scored."""

    default_hint = "Give a folder with images/ and masks/ whose files have the same stems."


class BadCamera(InputRefused):
    """A file of a camera and a room that describes none, or none of this photo."""

    default_hint = "Write one with --save-camera, and move its corners."


class BadTransform(InputRefused):
    """A saved transform that does not describe one, or does not fit the image."""

    default_hint = "Use the transform.json that was written beside the photo."


class NoRoomFound(InputRefused):
    """The picture shows no room that its geometry could be read from."""

    default_hint = "Give a mask with --mask, or draw the floor as a polygon."


class RoomTooSmall(InputRefused):
    """Nothing that the asked-for room needs has a place in what the photo shows of the mask."""

    default_hint = "Mark more of the floor and of the walls, take the photo from further away, or ask for another room."


class BadPlan(InputRefused):
    """A document that is no plan of a room."""

    default_hint = "Give a file that `maskkit plan` wrote."


class InvalidRequest(InputRefused):
    """A request that the service would refuse; nothing was sent and nothing was spent.

    ``fields`` says for each wrong field what is wrong with it.
    """

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None, **place: str | None) -> None:
        super().__init__(message, **place)
        self.fields = dict(fields or {})


class UnsafeUrl(InputRefused):
    """A URL that leads, or may lead, to an address that is not public."""

    default_hint = "Give a public http or https URL."


class WebhookRefused(InputRefused):
    """A callback whose signature does not prove where it comes from."""

    default_hint = "Check the webhook secret and this machine's clock."


class NothingToDo(InputRefused):
    """There is no photo in what was given."""

    default_hint = "Give a photo, or a folder that holds JPEG, PNG, WebP or AVIF photos."


class OutputExists(InputRefused, FileExistsError):
    """The output is there already; it was left as it is."""

    default_hint = "Choose another name, or pass --overwrite."


class LeakFound(InputRefused):
    """A result differs from its photo outside the mask."""

    default_hint = "Composite it again with `maskkit composite`: that keeps every pixel outside the mask."


class ApiError(MaskkitError):
    """A call to the Room Creation service that did not give what it should.

    ``status`` (HTTP), ``request_id`` and ``retry_after_s`` (how long the service asks to wait) are set where known.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        request_id: str | None = None,
        retry_after_s: float | None = None,
        **place: str | None,
    ) -> None:
        super().__init__(message, **place)
        self.status, self.request_id, self.retry_after_s = status, request_id, retry_after_s


class ServiceUnreachable(ApiError, ConnectionError):
    """No connection to the service."""

    default_hint = "Check --service and the network; nothing was spent."


class ServiceFailed(ApiError):
    """The service answered with an error of its own (5xx)."""

    default_hint = "Try again later."


class BadAnswer(ApiError):
    """The answer is not what the wire promises."""

    default_hint = "Check that --service points at a Room Creation service."


class RequestRejected(ApiError, ValueError):
    """The service refused the request."""

    exit_code = 3


class KeyRefused(ApiError, PermissionError):
    """The service refused the key, or the key does not belong to the user."""

    exit_code = 4
    default_hint = "Check MASKKIT_API_KEY and --user-id."


class OutOfPhotos(ApiError):
    """No photos are left on the account."""

    exit_code = 5
    default_hint = "Buy photos, then run the same command again: it goes on where it stopped."


class RateLimited(ApiError):
    """Too many requests; ``retry_after_s`` says when to come back."""


class OutcomeUnknown(ApiError):
    """The answer to a paid call was lost: it may have been carried out, and is never sent again blindly."""

    default_hint = "Compare the account's photos before and after; if nothing was spent, send it afresh."


class GenerationFailed(MaskkitError):
    """The service ended the generation as FAILED; the photo is refunded by the service."""

    exit_code = 6
    default_hint = "The service refunds the photo: ask for the room once more, with another photo or mask if need be."


class DeadlinePassed(MaskkitError, TimeoutError):
    """What was waited for did not come in time."""

    exit_code = 7
    default_hint = "Run the same command again: it goes on waiting where it stopped."


class DownloadFailed(MaskkitError, OSError):
    """A file could not be fetched whole."""

    default_hint = "Run the same command again: it goes on where it stopped."


class StorageError(MaskkitError, OSError):
    """A store could not read or write."""


class JournalError(MaskkitError):
    """The batch journal cannot be used."""


class JournalLocked(JournalError):
    """Another run is writing to the same output folder."""

    default_hint = "Wait for the other run, or choose another folder with -o."


class JournalMismatch(JournalError):
    """The journal belongs to a run with other options."""

    exit_code = 3
    default_hint = "Use the options of the first run, another folder with -o, or --fresh --overwrite to start over."


class ServiceNotStarted(MaskkitError):
    """The embedded service did not come up."""


class BatchIncomplete(MaskkitError):
    """Some photos of a batch failed; the others are done."""

    exit_code = 8
    default_hint = "Look into failed.jsonl, mend what it names, and run the same command again."
