"""Soft maps that are kept small and enlarged when they are asked for: at 12 MP each takes 48 MB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from maskkit.masks.classes import RoomClass
from maskkit.types import Alpha, SizeWh


@dataclass(frozen=True, eq=False)
class EnlargedMaps(Mapping[RoomClass, Alpha]):
    """``small`` (h, w) float32 by class, each given bilinearly enlarged to ``size_wh``.

    >>> import numpy as np
    >>> maps = EnlargedMaps({RoomClass.FLOOR: np.ones((2, 3), np.float32)}, (30, 20))
    >>> len(maps), maps[RoomClass.FLOOR].shape
    (1, (20, 30))
    """

    small: Mapping[RoomClass, Alpha]
    size_wh: SizeWh

    def __getitem__(self, room_class: RoomClass) -> Alpha:
        from maskkit.masks.methods.surface_maps import enlarge_map

        return enlarge_map(self.small[room_class], self.size_wh)

    def __iter__(self) -> Iterator[RoomClass]:
        return iter(self.small)

    def __len__(self) -> int:
        return len(self.small)
