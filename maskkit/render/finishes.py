"""Finishes that several pieces share. Colours are sRGB as they look in even light, slightly worn rather than new."""

from __future__ import annotations

from maskkit.render.scene import Finish

WHITE_LACQUER = Finish("#e6e4de", roughness=0.35, coat=0.3)
OFF_WHITE = Finish("#d9d4c7", roughness=0.5)
BLACK = Finish("#1b1b1c", roughness=0.4)
CHROME = Finish("#c9cbcd", roughness=0.12, metallic=1.0)
STEEL = Finish("#b3b3b0", roughness=0.32, metallic=1.0)
BRASS = Finish("#b8935a", roughness=0.28, metallic=1.0)
CERAMIC = Finish("#e9e9e5", roughness=0.1, coat=0.8)
MIRROR = Finish("#dfe2e1", roughness=0.0, mirror=True)
DARK_GLASS = Finish("#0d0e10", roughness=0.06, coat=1.0)
BEECH = Finish("#c79f6b", "wood", roughness=0.42, coat=0.15)
OAK = Finish("#b0854f", "wood", roughness=0.42, coat=0.15)
DARK_OAK = Finish("#6d4526", "wood", roughness=0.38, coat=0.2)
WALNUT = Finish("#5b3a25", "wood", roughness=0.4, coat=0.2)
LINEN = Finish("#ddd6c8", "weave", roughness=0.95)
WARM_SHADE = Finish("#f4e3c1", roughness=0.9, glow=1.0)


def fabric(colour: str) -> Finish:
    """Woven upholstery of one colour."""
    return Finish(colour, "weave", roughness=0.95)


def paint(colour: str, *, gloss: float = 0.1) -> Finish:
    """Paint, matt (0) to glossy (1)."""
    return Finish(colour, roughness=0.95 - 0.65 * gloss, coat=max(0.0, gloss - 0.4))


def wood(colour: str, *, upright: bool = False) -> Finish:
    """Varnished wood of a mean colour, its grain level or upright."""
    return Finish(colour, "wood-up" if upright else "wood", roughness=0.42, coat=0.15)
