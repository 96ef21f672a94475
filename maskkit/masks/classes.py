"""The classes of a label map."""

from __future__ import annotations

from enum import IntEnum


class RoomClass(IntEnum):
    """What a pixel of a room photo shows.

    >>> RoomClass["FLOOR"].value
    1
    """

    OTHER = 0
    FLOOR = 1
    WALL = 2
    CEILING = 3
    WINDOW = 4
    DOOR = 5
    FURNITURE = 6
    RUG = 7
    FIXTURE = 8
    UNLABELLED = 255
