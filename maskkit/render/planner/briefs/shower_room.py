"""What shower rooms want: a shower, a basin with its mirror, a toilet; in large ones a bench and plants."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from maskkit.render.planner.briefs.washing import INDUSTRIAL, LUXURIOUS, MODERN, SCANDINAVIAN
from maskkit.render.planner.briefs.words import SHOWER_M, SMALL_SHOWER_M, shower, sized
from maskkit.render.planner.wishes import Brief
from maskkit.roomapi.words import Theme

_MODERN = shower(
    sized("walk_in_shower", SHOWER_M),
    sized("wet_shower", SHOWER_M),
    sized("sliding_shower", {1.6: (7, 60), 1.4: (5, 12), 1.2: (3, 8)}, taste=0.85),
    sized("quadrant_shower", {1.0: (0, 5), 0.9: (0, 4)}, taste=0.85),
)
_INDUSTRIAL = shower(
    sized("grid_shower", SHOWER_M),
    sized("pivot_shower", {1.0: (0, 6), 0.9: (0, 5), 0.8: (0, 4)}, taste=0.7),
)
_SCANDINAVIAN = shower(
    sized("walk_in_shower", SHOWER_M, taste=0.95),
    sized("corner_shower", SMALL_SHOWER_M),
    sized("quadrant_shower", {1.0: (0, 5), 0.9: (0, 4)}, taste=0.9),
)
_LUXURIOUS = shower(
    sized("walk_in_shower", SHOWER_M),
    sized("pivot_shower", {1.2: (3, 30), 1.0: (0, 6), 0.9: (0, 5), 0.8: (0, 4)}, taste=0.95),
)

BRIEFS: Mapping[Theme, Brief] = MappingProxyType(
    {
        theme: Brief((wish, *washing.fixtures, *washing.extras), manner=washing.manner)
        for theme, wish, washing in (
            (Theme.MODERN, _MODERN, MODERN),
            (Theme.INDUSTRIAL, _INDUSTRIAL, INDUSTRIAL),
            (Theme.SCANDINAVIAN, _SCANDINAVIAN, SCANDINAVIAN),
            (Theme.LUXURIOUS, _LUXURIOUS, LUXURIOUS),
        )
    }
)
