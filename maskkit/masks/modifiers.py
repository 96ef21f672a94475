"""What can be done to a mask once it is made, as a list of steps that are taken in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from maskkit.errors import UnknownChoice
from maskkit.masks.lengths import Length, parse_length
from maskkit.masks.mask import Mask
from maskkit.types import SizeWh


def area_px(given: float | str | Length, size_wh: SizeWh) -> int:
    """An area in pixels: a number of them, or a share of the picture such as ``"0.02%"``.

    Raises:
        UnknownChoice: it is no number of zero or more.

    >>> area_px("0.02%", (1000, 500)), area_px("40px", (1000, 500))
    (100, 40)
    """
    area = parse_length(given)
    return round(area.amount * size_wh[0] * size_wh[1] / 100 if area.per_cent else area.amount)


def _fill_holes(mask: Mask, most: Length | None) -> Mask:
    return mask.fill_holes(None if most is None else area_px(most, mask.size_wh))


def _drop_specks(mask: Mask, least: Length | None) -> Mask:
    return mask.drop_specks(area_px(least or Length(0), mask.size_wh))


def _by_length(change: Callable[[Mask, Length], Mask]) -> Callable[[Mask, Length | None], Mask]:
    return lambda mask, by: change(mask, by or Length(0))


MODIFIERS: dict[str, Callable[[Mask, Length | None], Mask]] = {
    "grow": _by_length(Mask.grow),
    "shrink": _by_length(Mask.shrink),
    "feather": _by_length(Mask.feather),
    "fill-holes": _fill_holes,
    "drop-specks": _drop_specks,
}
"""Each modifier by its name. Only ``fill-holes`` may go without an amount: it fills all holes then."""


@dataclass(frozen=True, slots=True)
class Modifier:
    """One step: ``amount`` is a length (grow, shrink, feather) or an area (fill-holes, drop-specks)."""

    name: str
    amount: Length | None = None

    @classmethod
    def of(cls, name: str, amount: float | str | Length | None = None) -> Modifier:
        """The step of that name.

        Raises:
            UnknownChoice: there is none of that name, or the amount is no length of zero or more.

        >>> Modifier.of("grow", "2%")
        Modifier(name='grow', amount=Length(amount=2.0, per_cent=True))
        """
        if name not in MODIFIERS:
            raise UnknownChoice(f"unknown modifier {name!r}", hint=f"Choose from: {', '.join(MODIFIERS)}.")
        if amount is None and name != "fill-holes":
            raise UnknownChoice(f"{name} needs an amount", hint='Give pixels, such as 12, or a share such as "2%".')
        return cls(name, None if amount is None else parse_length(amount))


def modify(mask: Mask, steps: Iterable[Modifier], *, keep: Mask | None = None) -> Mask:
    """``mask`` after all ``steps``, one after the other; after each, nothing that ``keep`` marks is marked.

    >>> dot = Mask.from_polygon([(2, 2), (3, 2), (3, 3), (2, 3)], size_wh=(5, 5))
    >>> modify(dot, [Modifier.of("grow", 1), Modifier.of("shrink", 1)]) == dot
    True
    """
    for step in steps:
        mask = MODIFIERS[step.name](mask, step.amount)
        if keep is not None:
            mask = mask - keep
    return mask
