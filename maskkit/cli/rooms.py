"""What the commands that plan and render rooms without a service have in common: the photo, its mask and its labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from maskkit.cli.room_files import found_room, given_room, refuse_odd_room_options, save_room
from maskkit.cli.streams import refuse_two_streams, source

if TYPE_CHECKING:
    from maskkit.engines.base import EngineRequest
    from maskkit.engines.rendered import RenderedEngine
    from maskkit.geometry.layout import Layout
    from maskkit.images.photo import Photo
    from maskkit.masks.segment import Segmentation
    from maskkit.roomapi.words import RoomType, Theme


def room_request(
    given: Mapping[str, Any], room_type: RoomType, theme: Theme, seed: int
) -> tuple[EngineRequest, Segmentation]:
    """The request that a command line describes, and what its photo shows: read once, or as ``--labels`` says."""
    refuse_two_streams(given["photo"], given["mask"], given["labels"])
    from maskkit.engines.base import EngineRequest
    from maskkit.images.decode import decode, decode_grey
    from maskkit.masks.mask import Mask
    from maskkit.masks.segment import Segmentation, segment
    from maskkit.masks.target import mask

    photo = decode(source(given["photo"]))
    told = given["labels"]
    found = Segmentation(decode_grey(source(told)), None, "labels", 1.0) if told else segment(photo)
    if given["mask"]:
        marked = Mask.open(source(given["mask"]), photo_size_wh=photo.size_wh)
    else:
        marked = mask(photo, target=given["target"], keep=given["keep"], labels=found.labels)
    return EngineRequest(photo, marked, room_type, theme, seed, layout=_room(photo, found, given)), found


def _room(photo: Photo, found: Segmentation, given: Mapping[str, Any]) -> Layout | None:
    """The room of ``--camera``, or one that a length or a file to write asks for; None leaves it to the engine."""
    refuse_odd_room_options(given)
    layout = given_room(photo, given)
    if layout is None and given["save_camera"]:
        layout = found_room(photo, found, given)
    if layout and given["save_camera"]:
        save_room(layout, given["save_camera"], overwrite=given["overwrite"])
    return layout


def rendered_engine(found: Segmentation) -> RenderedEngine:
    """The rendered engine, told what the photo shows."""
    from maskkit.engines.rendered import RenderedEngine

    return RenderedEngine(read_labels=lambda _: found)
