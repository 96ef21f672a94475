"""What an engine is: a request goes in, pictures of the photo's size come out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from maskkit.errors import SizeMismatch

if TYPE_CHECKING:
    from maskkit.geometry.layout import Layout
    from maskkit.images.photo import Photo
    from maskkit.masks.mask import Mask
    from maskkit.render.planner.plan import Plan
    from maskkit.roomapi.words import RoomType, Theme
    from maskkit.types import Rgb8, SizeWh


def unheard(share: float) -> None:
    """Nobody asks how far the work is."""
    del share


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """One room to generate.

    ``mask`` has the photo's size, 255 = generate here. ``seed`` decides everything that is left to chance: the same
    request gives the same pictures. ``size_wh`` is the size of the pictures that are asked for; None means the photo's.
    ``variations`` is how many pictures come back, each of another seed. A ``"preview"`` is quick and rough. ``report``
    is told the share of each picture that is done, 0..1; what it raises ends the work and comes out of ``generate``.
    ``plan`` says what is to stand where, for
    engines that furnish rooms; without one they plan themselves. ``layout`` is the photo's camera and room where they
    are known; without one the engine reads them.

    Raises:
        SizeMismatch: the mask is not of the photo's size.
    """

    photo: Photo
    mask: Mask
    room_type: RoomType
    theme: Theme
    seed: int = 0
    size_wh: SizeWh | None = None
    variations: int = 1
    plan: Plan | None = None
    level: Literal["preview", "final"] = "final"
    report: Callable[[float], None] = unheard
    layout: Layout | None = None

    def __post_init__(self) -> None:
        if self.mask.size_wh != self.photo.size_wh:
            raise SizeMismatch(f"the mask is {self.mask.size_wh}, the photo {self.photo.size_wh} pixels")

    @property
    def output_size_wh(self) -> SizeWh:
        """(width, height) of the pictures that are asked for."""
        return self.size_wh or self.photo.size_wh


@runtime_checkable
class Engine(Protocol):
    """Generates rooms. An engine holds no state between requests, so one may serve many threads."""

    @property
    def name(self) -> str:
        """What the engine is called."""
        ...

    def generate(self, request: EngineRequest) -> tuple[Rgb8, ...]:
        """The generated pictures, each (H, W, 3) uint8 RGB of ``request.output_size_wh``.

        Raises:
            MaskkitError: no room can be generated from this photo and mask; the error says why.
        """
        ...
