"""The data of SVG's paths (SVG 2, section 9.3)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from maskkit.masks.formats.curves import TOLERANCE_PX, arc, bezier
from maskkit.masks.formats.svg_numbers import Pair, Scanner
from maskkit.types import Points

MOST_CORNERS = 2_000_000
"""More corners than this in one path are not worked out."""


class Subpath(NamedTuple):
    """Corners (N, 2) in a row, and whether the last is tied to the first; filled it always is."""

    points: Points
    is_closed: bool


def read_path(text: str, where: str, *, scale: float = 1.0) -> list[Subpath]:
    """The subpaths that may have an area, curves as chords; ``scale`` is how many pixels a unit will be.

    Raises:
        BadPolygon: a command that does not exist, or numbers that are missing; the message names the letter's place.

    >>> [(subpath.points.tolist(), subpath.is_closed) for subpath in read_path("M1 1h2v2z", "path")]
    [([[1.0, 1.0], [3.0, 1.0], [3.0, 3.0]], True)]
    """
    pen = _Pen(Scanner(text, where), TOLERANCE_PX / scale if scale > 0 else 1.0)
    pen.draw()
    return [
        Subpath(np.array(corners), number in pen.closed or corners[0] == corners[-1])
        for number, corners in enumerate(pen.subpaths)
        if len(corners) > 2
    ]


class _Pen:
    """Follows the commands; ``closed`` are the numbers of those of ``subpaths`` that end with a Z."""

    def __init__(self, scanner: Scanner, tolerance: float) -> None:
        self.scanner, self.tolerance = scanner, tolerance
        self.subpaths: list[list[Pair]] = []
        self.closed: set[int] = set()
        self.at: Pair = (0.0, 0.0)
        self.control: Pair | None = None
        self.corners = 0
        self._kind = ""

    def draw(self) -> None:
        """Follow all commands of the path."""
        commands: dict[str, Callable[[Pair], None]] = {
            "L": self._line, "H": self._across, "V": self._down, "C": self._cubic, "S": self._smooth_cubic,
            "Q": self._quadratic, "T": self._smooth_quadratic, "A": self._arc,
        }  # fmt: skip
        while not self.scanner.is_at_end():
            letter = self.scanner.command()
            if letter is None:
                raise self.scanner.error("a path goes on with a number where a command belongs")
            if letter in "Zz":
                self._close()
            elif letter in "Mm":
                self._move(letter)
            elif letter.upper() in commands and self.subpaths:
                self._repeat(commands[letter.upper()], letter)
            else:
                problem = "stands before the first M" if letter.upper() in commands else "is no command"
                raise self.scanner.error(f"{letter!r} {problem}")

    def _origin(self, letter: str) -> Pair:
        """Where a command counts from: capital letters from the corner, small ones from where the pen is."""
        return self.at if letter.islower() else (0.0, 0.0)

    def _repeat(self, draw: Callable[[Pair], None], letter: str) -> None:
        kind = "cubic" if letter in "CcSs" else "quadratic" if letter in "QqTt" else ""
        while True:
            if kind != self._kind:
                self.control = None
            self._kind = kind
            draw(self._origin(letter))
            if not self.scanner.has_number():
                return

    def _move(self, letter: str) -> None:
        self.at = self._point(self._origin(letter))
        self.subpaths.append([self.at])
        self._kind = ""
        if self.scanner.has_number():
            self._repeat(self._line, "l" if letter == "m" else "L")

    def _close(self) -> None:
        if self.subpaths:
            self.closed.add(len(self.subpaths) - 1)
            self.at = self.subpaths[-1][0]
            self.subpaths.append([self.at])
        self._kind = ""

    def _line(self, origin: Pair) -> None:
        self._to([self._point(origin)])

    def _across(self, origin: Pair) -> None:
        self._to([(self.scanner.number() + origin[0], self.at[1])])

    def _down(self, origin: Pair) -> None:
        self._to([(self.at[0], self.scanner.number() + origin[1])])

    def _cubic(self, origin: Pair) -> None:
        self._curve([self._point(origin) for _ in range(3)])

    def _smooth_cubic(self, origin: Pair) -> None:
        self._curve([self._mirrored(), *(self._point(origin) for _ in range(2))])

    def _quadratic(self, origin: Pair) -> None:
        self._curve([self._point(origin) for _ in range(2)])

    def _smooth_quadratic(self, origin: Pair) -> None:
        self._curve([self._mirrored(), self._point(origin)])

    def _arc(self, origin: Pair) -> None:
        radii, turned = self.scanner.pair(), math.radians(self.scanner.number())
        large, clockwise = self.scanner.flag(), self.scanner.flag()
        stop = self._point(origin)
        points = arc(self.at, stop, radii, turned=turned, large=large, clockwise=clockwise, tolerance=self.tolerance)
        self._to(_pairs(points))

    def _curve(self, controls: list[Pair]) -> None:
        points = bezier(np.array([self.at, *controls]), tolerance=self.tolerance)
        self._to(_pairs(points))
        self.control = controls[-2]

    def _mirrored(self) -> Pair:
        """The last control point on the other side of where the pen is; the pen itself after anything but a curve."""
        if self.control is None:
            return self.at
        return 2 * self.at[0] - self.control[0], 2 * self.at[1] - self.control[1]

    def _point(self, origin: Pair) -> Pair:
        x, y = self.scanner.pair()
        return origin[0] + x, origin[1] + y

    def _to(self, points: list[Pair]) -> None:
        self.corners += len(points)
        if self.corners > MOST_CORNERS:
            raise self.scanner.error(f"the path has more than {MOST_CORNERS} corners")
        self.subpaths[-1] += points
        self.at = points[-1]


def _pairs(points: Points) -> list[Pair]:
    return [(x, y) for x, y in points.tolist()]
