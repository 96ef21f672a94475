"""What a material is: one period of its colour, relief and roughness, at real size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import RgbLinear


@dataclass(frozen=True, eq=False)
class Surface:
    """One period of a material; it repeats without a seam in both directions.

    ``albedo`` is (H, W, 3) float32 linear light, ``relief_m`` (H, W) float32 height in metres, ``roughness`` (H, W)
    float32 as in the GGX model (0 = mirror, 1 = chalk). Row 0 is the top: on a wall, the last row stands on the floor.
    ``size_m`` is (width, height) of the period; ``module_m`` the pitch of its tiles or boards, (0, 0) without joints.
    A tile begins at the left and at the bottom of the period.
    """

    name: str
    albedo: RgbLinear
    size_m: tuple[float, float]
    roughness: NDArray[np.float32]
    relief_m: NDArray[np.float32]
    module_m: tuple[float, float] = (0.0, 0.0)

    @property
    def mean_albedo(self) -> NDArray[np.float32]:
        """(3,) float32: the colour from far away."""
        mean: NDArray[np.float32] = self.albedo.mean(axis=(0, 1), dtype="float32")
        return mean

    @property
    def gloss(self) -> float:
        """How polished the surface is: 0 = chalk, 1 = mirror; of its tiles, not of the joints between them."""
        return 1.0 - float(np.median(self.roughness[::8, ::8]))

    @property
    def pixels_per_m(self) -> float:
        """The texture's resolution."""
        return float(self.albedo.shape[1] / self.size_m[0])
