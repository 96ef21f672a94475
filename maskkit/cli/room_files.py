"""The room that ``--camera`` gives and ``--save-camera`` writes, with the scale that ``--length`` sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from maskkit.cli.streams import STREAM, write_output

if TYPE_CHECKING:
    from maskkit.geometry.layout import Layout
    from maskkit.images.photo import Photo
    from maskkit.masks.segment import Segmentation


def given_room(photo: Photo, given: Mapping[str, Any]) -> Layout | None:
    """The room of ``--camera``, at the photo's size.

    Raises:
        BadCamera: the file is none, or one of another photo.
        InvalidRequest: the length is none.
    """
    if not given["camera"]:
        return None
    from maskkit.geometry.room_file import open_room

    return with_length(open_room(given["camera"], size_wh=photo.size_wh), given["length"])


def found_room(photo: Photo, found: Segmentation, given: Mapping[str, Any]) -> Layout:
    """The room that the photo and its labels show.

    Raises:
        NoRoomFound: there is none to be seen.
        InvalidRequest: the length is none.
    """
    from maskkit.geometry.layout import fit_layout

    # Labels that were read off a box say no more than the photo itself does.
    labels = None if found.method == "geometry" else found.labels
    return with_length(fit_layout(photo, labels=labels), given["length"])


def with_length(layout: Layout, length: str | None) -> Layout:
    """The room with the scale of a length that is known, if there is one."""
    if not length:
        return layout
    from maskkit.geometry.scale import measured_by, parse_length

    return layout.with_camera_height(measured_by(layout, parse_length(length)))


def save_room(layout: Layout, path: str, *, overwrite: bool) -> None:
    """Write the file of ``--save-camera``."""
    from maskkit.geometry.room_file import to_room_file

    write_output(path, to_room_file(layout).encode(), overwrite=overwrite)


def refuse_odd_room_options(given: Mapping[str, Any]) -> None:
    """Refuse a length that would change nothing, and a room on stdout, where other things go."""
    if given["length"] and not (given["camera"] or given["save_camera"]):
        raise click.UsageError("--length sets the scale of a room: give --save-camera or --camera, too.")
    if given["save_camera"] == STREAM:
        raise click.UsageError("--save-camera writes a file, not stdout.")
