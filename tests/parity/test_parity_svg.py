"""Drawings of all shapes, commands, transforms and view boxes against librsvg, which libvips brings along."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import BadPolygon
from maskkit.masks.formats.areas import Source
from maskkit.masks.formats.svg import read_svg

pyvips = pytest.importorskip("pyvips")
pytestmark = pytest.mark.parity

WIDTH, HEIGHT, FINER = 120, 90, 8
ARGUMENTS = {"L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "M": 2, "Z": 0}


class Scribbler:
    """Draws at random."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def drawing(self) -> str:
        placed = self.rng.choice(["none", "xMinYMax meet", "xMidYMid slice", "xMaxYMin"])
        box = f"{self.number(-20, 0)} {self.number(-20, 0)} {self.number(60, 140)} {self.number(60, 140)}"
        inside = "".join(
            f'<g transform="{self.transform()}">{self.shape()}</g>' for _ in range(self.rng.integers(1, 3))
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="{box}" '
            f'preserveAspectRatio="{placed}"><g transform="{self.transform()}">{inside}</g></svg>'
        )

    def shape(self) -> str:
        kinds = {
            "rect": lambda: f"<rect {self.named('x', 'y')} {self.named('width', 'height', 'rx', least=5)}/>",
            "ellipse": lambda: f"<ellipse {self.named('cx', 'cy')} {self.named('rx', 'ry', least=5)}/>",
            "polygon": lambda: f'<polygon points="{" ".join(self.number() for _ in range(10))}"/>',
            "path": self.path,
        }
        return kinds[self.rng.choice(list(kinds), p=[0.15, 0.15, 0.2, 0.5])]()

    def path(self) -> str:
        steps = "".join(self.step(str(letter)) for letter in self.rng.choice(list("LlHhVvCcSsQqTtAaZzMm"), 7))
        return (
            f'<path fill-rule="{self.rng.choice(["evenodd", "nonzero"])}" d="M{self.number()} {self.number()}{steps}"/>'
        )

    def step(self, letter: str) -> str:
        if letter in "Aa":
            flags = "".join(map(str, self.rng.integers(0, 2, 2)))
            return f"{letter}{self.number(5)} {self.number(5)} {self.number()} {flags}{self.number()} {self.number()}"
        return letter + " ".join(self.number() for _ in range(ARGUMENTS[letter.upper()]))

    def transform(self) -> str:
        known = (
            f"rotate({self.number()} 50 40)", f"scale({self.number(0.5, 1.5)},{self.number(-1.5, 1.5)})",
            f"translate({self.number()},{self.number()})", f"skewX({self.number(-30, 30)})", "matrix(1 .2 -.1 .9 3 4)",
        )  # fmt: skip
        return " ".join(self.rng.choice(known, self.rng.integers(0, 3)))

    def named(self, *names: str, least: float = -20) -> str:
        return " ".join(f'{name}="{self.number(least, 90)}"' for name in names)

    def number(self, least: float = -20, most: float = 110) -> str:
        return f"{self.rng.uniform(least, most):.2f}"


@pytest.mark.parametrize("seed", range(4))
def test_every_pixel_centre_is_painted_alike(seed: int) -> None:
    """A centre counts as painted where the four of the finer picture's pixels around it are, as empty where none is."""
    scribbler, compared = Scribbler(seed), 0
    for _ in range(100):
        text = scribbler.drawing()
        finer = pyvips.Image.svgload_buffer(text.encode(), scale=FINER).numpy()[:, :, 3]
        middle = slice(FINER // 2 - 1, FINER // 2 + 1)
        around = finer.reshape(HEIGHT, FINER, WIDTH, FINER)[:, middle, :, middle]
        try:
            ours = read_svg(Source(text.encode())).draw() > 0
        except BadPolygon as error:
            assert error.message == "it marks no area", text  # noqa: PT017 - those that are drawn are compared below
            continue
        compared += 1
        assert not (around.min(axis=(1, 3)) == 255)[~ours].any(), text
        assert not (around.max(axis=(1, 3)) == 0)[ours].any(), text
    assert compared > 80
