"""The work on one photo, done for real: pictures from and to the disk, calls to the service."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from pathlib import Path

from maskkit.batch.fingerprint import fingerprint, is_unchanged
from maskkit.batch.finish import finish_room, write_record
from maskkit.batch.manifest import Item
from maskkit.batch.options import RunOptions
from maskkit.batch.outputs import clear_leftovers
from maskkit.batch.pictures import PAGE_FOLDER
from maskkit.batch.prepare import prepare_photo
from maskkit.batch.state import Data, ItemState, Sent
from maskkit.client.rooms import RoomClient
from maskkit.errors import BadAnswer, DownloadFailed, JournalMismatch
from maskkit.images.decode import decode
from maskkit.images.encode import encode, write_atomic
from maskkit.roomapi.schema import Asset
from maskkit.roomapi.words import RoomType, Theme


@dataclass(frozen=True)
class Workplace:
    """What the photos of a run share: the output folder, the options, the client, and a limit on heavy work."""

    out: Path
    options: RunOptions
    client: RoomClient
    service: str
    heavy: threading.Semaphore


class PhotoWork:
    """The steps of one photo (see :class:`maskkit.batch.pipeline.Work`)."""

    def __init__(self, item: Item, place: Workplace) -> None:
        self._item = item
        self._place = place
        self._folder = place.out / item.name
        self._page_folder = place.out / PAGE_FOLDER / item.name

    def prepare(self) -> Data:
        """Make the mask and the pair that is uploaded, and write them."""
        item = self._item
        with self._place.heavy:
            made = prepare_photo(item.photo, item.mask, self._folder, self._page_folder, self._place.options)
        return {**made, "files": {name: fingerprint(path) for name, path in _inputs(item).items()}}

    def upload(self, state: ItemState) -> Data:
        """Put the pair where the service can fetch it."""
        photo, mask = (self._upload(name) for name in ("photo.png", "mask-sent.png"))
        ends = [asset.expires_at.timestamp() for asset in (photo, mask) if asset.expires_at is not None]
        return {
            "photo_url": photo.url,
            "mask_url": mask.url,
            "expires_at": min(ends, default=None),
            "service": self._place.service,
            "sent_sha256": (state.prepared or {}).get("sent_sha256"),
        }

    def request(self, state: ItemState, room: int) -> Data:
        """What a create or variation call for ``room`` says."""
        uploaded, prepared = state.uploaded or {}, state.prepared or {}
        common: Data = {"room_type": self._item.room_type.value, "theme": self._item.theme.value}
        if self._place.options.seed is not None:
            common = {**common, "seed": self._place.options.seed + room - 1}
        if room == 1:
            size = dict(zip(("width", "height"), prepared["sent_wh"], strict=True))
            return {**common, **size, "image_url": uploaded["photo_url"], "mask_url": uploaded["mask_url"]}
        previous = (state.room(room - 1).created or {})["generation_id"]
        return {**common, "generation_id": previous, "original_url": uploaded["photo_url"]}

    def create(self, sent: Sent) -> Data:
        """Send the call under its idempotency key, in exactly the words that the journal holds."""
        request = sent.request
        words = {"room_type": RoomType(request["room_type"]), "theme": Theme(request["theme"])}
        if "image_url" in request:
            room = self._place.client.create(
                request["image_url"],
                request["mask_url"],
                **words,
                size_wh=(request["width"], request["height"]),
                seed=request.get("seed"),
                idempotency_key=sent.key,
            )
        else:
            room = self._place.client.create_variation(
                request["generation_id"],
                **words,
                original_url=request["original_url"],
                seed=request.get("seed"),
                idempotency_key=sent.key,
            )
        return {
            "generation_id": room.generation_id,
            "project_id": room.project_id,
            "remaining_photos": room.remaining_photos,
        }

    def wait(self, state: ItemState, room: int) -> Data:
        """Wait for the generation."""
        generation_id = (state.room(room).created or {})["generation_id"]
        done = self._place.client.wait_for(generation_id, deadline_s=self._place.options.deadline_s)
        if not done.images:
            raise BadAnswer("the generation succeeded without a picture", where=generation_id)
        return {"images": list(done.images), "variations": done.variations}

    def download(self, state: ItemState, room: int) -> Data:
        """Fetch the generated room and write it as ``generated-N.png``, whatever format it came in."""
        known = state.room(room)
        came = self._folder / f".generated-{room}.download"
        url = (known.succeeded or {})["images"][0]
        try:
            self._place.client.download(url, came, overwrite=True)
        except DownloadFailed:
            # The address may have run out, or the service may have moved since: ask once for a new one.
            fresh = self._place.client.retrieve((known.created or {})["generation_id"])
            if not fresh.images or fresh.images[0] == url:
                raise
            self._place.client.download(fresh.images[0], came, overwrite=True)
        with self._place.heavy:
            picture = decode(came)
            data = encode(picture.pixels)
            write_atomic(self._folder / f"generated-{room}.png", data, overwrite=True)
        came.unlink(missing_ok=True)
        return {"sha256": hashlib.sha256(data).hexdigest(), "size_wh": list(picture.size_wh)}

    def composite(self, state: ItemState, room: int) -> Data:
        """Put the room back into the photo and prove it."""
        require_unchanged(self._item, state)
        with self._place.heavy:
            return finish_room(self._item.photo, self._folder, self._page_folder, room, self._place.options)

    def _upload(self, name: str) -> Asset:
        return self._place.client.upload((self._folder / name).read_bytes(), "image/png")

    def finish(self, state: ItemState) -> None:
        """Write the record of the finished photo, and clear away what killed runs left half-written."""
        clear_leftovers(self._folder)
        clear_leftovers(self._page_folder)
        write_record(self._item, state, self._folder, self._place.options)


def _inputs(item: Item) -> dict[str, Path]:
    return {"photo": item.photo, **({"mask": item.mask} if item.mask else {})}


def require_unchanged(item: Item, state: ItemState) -> None:
    """Refuse to go on with a photo or mask that is no longer the one that was prepared.

    Raises:
        JournalMismatch: naming the file.
    """
    first = (state.prepared or {}).get("files", {})
    for name, path in _inputs(item).items():
        if name in first and not is_unchanged(path, first[name]):
            raise JournalMismatch(
                f"the {name} has changed since it was sent",
                where=str(path),
                hint="Put the old file back, or run it into another folder with -o.",
            )
