"""What can be wrong with a mask: the codes, how bad each is, and what mends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from maskkit.types import BoxXyxy


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """The mask would be refused, or would do something else than what it shows."""
    WARNING = "warning"
    """The mask works, and is probably not what was meant."""
    NOTE = "note"
    """Good to know."""


class Mending(StrEnum):
    """Who decides that a finding is mended."""

    ITSELF = "itself"
    """``--fix`` does it: there is one right way."""
    ASKED = "asked"
    """``--fix`` does it when it is asked to with ``--also CODE``: it is a decision about the picture."""
    NEVER = "never"
    """Nothing in the mask tells how."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One code: what it means, and what to do about it."""

    severity: Severity
    mending: Mending
    meaning: str
    fix: str


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_ITSELF, _ASKED, _NEVER = Mending.ITSELF, Mending.ASKED, Mending.NEVER

CODES: Mapping[str, Rule] = {
    "unreadable": Rule(
        _E, _NEVER, "The file is no image, or is cut off or damaged.", "Export the mask again, as a PNG."
    ),
    "transparent": Rule(
        _E,
        _NEVER,
        "The file has an alpha channel that is not opaque everywhere. To some services transparent means generate, to "
        "others opaque does, and others look at the colours below.",
        "`maskkit convert MASK --from openai --to white -o FILE` if transparent means generate, `--from alpha` if "
        "opaque does.",
    ),
    "coloured": Rule(
        _E,
        _NEVER,
        "The file is a colour picture: the photo, or an overlay, in place of the mask.",
        "Give the mask itself: grey, 255 = generate, 0 = keep.",
    ),
    "two_colours": Rule(
        _E,
        _ASKED,
        "The file is black and one colour, as labelling tools paint a single class.",
        "`--fix FILE --also two_colours` takes black for keep and the colour for generate.",
    ),
    "label_map": Rule(
        _E,
        _NEVER,
        "The file holds classes, not a mask: a few flat colours, or small numbers.",
        "Choose the classes: `maskkit convert FILE --from labels --to white --only floor -o mask.png`.",
    ),
    "is_photo": Rule(
        _E, _NEVER, "The mask is the photo itself, in grey.", "Give the mask; perhaps two arguments changed places."
    ),
    "low_16_bit": Rule(
        _E,
        _ITSELF,
        "The file has 16 bits and no value over 255: all of it reads as 0.",
        "`--fix FILE` takes the values as 0..255.",
    ),
    "sixteen_bit": Rule(
        _W,
        _ITSELF,
        "The file has 16 bits. Some readers cut them to the lower 8, which makes a pattern of a soft edge.",
        "`--fix FILE` writes 8 bits, rounded.",
    ),
    "zero_one": Rule(
        _E,
        _ITSELF,
        "The values are 0 and 1, not 0 and 255: almost nothing would be generated.",
        "`--fix FILE` takes 1 for 255.",
    ),
    "faint": Rule(
        _E,
        _ITSELF,
        "No value reaches 128: sent hard, the mask is empty.",
        "`--fix FILE` scales the values so that the largest becomes 255.",
    ),
    "levels": Rule(
        _W,
        _ITSELF,
        "Kept is not quite 0, or marked not quite 255: some of the photo shines through everywhere, or is changed "
        "everywhere.",
        "`--fix FILE` scales the two most frequent values to 0 and 255.",
    ),
    "mask_exif": Rule(
        _W,
        _ITSELF,
        "The mask file says by EXIF how it is to be turned; not every reader follows that.",
        "`--fix FILE` writes it turned.",
    ),
    "stored": Rule(
        _N,
        _ITSELF,
        "The mask is right, but stored as something else than a grey PNG of 8 bits.",
        "`--fix FILE` writes a grey PNG.",
    ),
    "empty": Rule(_E, _NEVER, "Nothing is marked.", "Paint 255 where the room is to be generated."),
    "full": Rule(
        _E,
        _NEVER,
        "Everything is marked: the whole photo would be made anew.",
        "Paint 0 where the photo is to stay, or run with `--allow-full-mask`.",
    ),
    "tiny": Rule(_W, _NEVER, "Hardly anything is marked: a stray brush mark?", "Look at the place that is named."),
    "nearly_full": Rule(
        _W, _NEVER, "Hardly anything is kept: was the room selected at all?", "Look at the place that is named."
    ),
    "grey": Rule(
        _E,
        _ASKED,
        "More of the mask is grey than edges explain; `maskkit run` refuses it.",
        "`--fix FILE --also grey` makes everything from 128 on 255, the rest 0.",
    ),
    "even_grey": Rule(
        _W,
        _ASKED,
        "A whole area has one grey value, as a brush of less than full strength leaves it: half photo, half room.",
        "`--fix FILE --also even_grey` makes everything from 128 on 255, the rest 0.",
    ),
    "ringing": Rule(
        _W,
        _ITSELF,
        "There are greys on both sides of hard edges, as JPEG and sharpening resizes leave them. A soft edge has none: "
        "its greys rise from one side to the other.",
        "`--fix FILE` makes everything from 128 on 255, the rest 0. Save masks as PNG.",
    ),
    "soft": Rule(
        _N,
        _NEVER,
        "The edges are soft. They stay soft for compositing; what is sent is hard, from 128 on.",
        "Nothing, if that is meant.",
    ),
    "specks": Rule(
        _W, _ITSELF, "There are many tiny marked parts (a note if they are few).", "`--fix FILE` takes them away."
    ),
    "pinholes": Rule(
        _W,
        _ITSELF,
        "There are many tiny kept parts within what is marked (a note if they are few).",
        "`--fix FILE` fills them.",
    ),
    "border_gap": Rule(
        _W,
        _ITSELF,
        "The mask stops one to three pixels before the picture's edge: a strip of the old room would stay.",
        "`--fix FILE` carries it on to the edge.",
    ),
    "slivers": Rule(
        _W,
        _ASKED,
        "A long marked thread, one or two pixels wide.",
        "`--fix FILE --also slivers` takes it away.",
    ),
    "cracks": Rule(
        _W,
        _ASKED,
        "A long kept thread, one or two pixels wide, runs through the mask, as between two areas drawn side by side.",
        "`--fix FILE --also cracks` closes it.",
    ),
    "turned": Rule(
        _E,
        _ASKED,
        "The mask would fit the photo if it were turned: it was made before the photo was turned upright.",
        "`--fix FILE --also turned` turns it as the photo's EXIF says, or to where its edges fit best.",
    ),
    "turned_in_place": Rule(
        _W,
        _ASKED,
        "The size fits, but the edges fit the photo better once the mask is turned as the photo's EXIF says.",
        "`--fix FILE --also turned_in_place` turns it.",
    ),
    "scaled": Rule(
        _E,
        _ASKED,
        "The mask has the photo's proportions and another size: it was made from a scaled copy.",
        "`--fix FILE --also scaled` resizes it by area. Better: make it from the photo at its full size.",
    ),
    "off_by_pixels": Rule(
        _E,
        _ASKED,
        "The mask is one or two pixels larger or smaller than the photo: a size was rounded somewhere.",
        "`--fix FILE --also off_by_pixels` resizes it by area.",
    ),
    "padded": Rule(
        _E,
        _ASKED,
        "The mask is the photo's size rounded up to a multiple of 8, 16, 32 or 64: it was made for a padded copy.",
        "`--fix FILE --also padded` cuts the padding off, where the edges fit best.",
    ),
    "size": Rule(
        _E,
        _NEVER,
        "The mask is not of the photo's size, and no simple reason explains it.",
        "Make the mask from the upright photo at its full size.",
    ),
    "inverted": Rule(
        _W,
        _ASKED,
        "The mask is probably inverted: it leaves floor or walls and marks the ceiling, windows and furniture.",
        "`--fix FILE --also inverted` inverts it. If it is right as it is, there is nothing to do.",
    ),
}
"""Every code that :func:`maskkit.masks.lint.lint` knows."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found: a sentence for people, and ``numbers`` and a ``place`` (left, top, right, bottom)."""

    code: str
    sentence: str
    place: BoxXyxy | None = None
    numbers: Mapping[str, float | int | str] = field(default_factory=dict)
    is_minor: bool = False
    """Whether there is so little of it that it is only a note."""

    @property
    def severity(self) -> Severity:
        """How bad it is.

        >>> Finding("empty", "nothing is marked").severity
        <Severity.ERROR: 'error'>
        """
        return Severity.NOTE if self.is_minor else CODES[self.code].severity

    @property
    def mending(self) -> Mending:
        """Who decides that it is mended."""
        return CODES[self.code].mending

    @property
    def fix(self) -> str:
        """What to do about it."""
        return CODES[self.code].fix

    def to_json(self) -> dict[str, Any]:
        """The finding as ``maskkit lint --json`` prints it."""
        told = {"code": self.code, "severity": str(self.severity), "sentence": self.sentence, "fix": self.fix}
        return {**told, "mending": str(self.mending), "place": self.place, "numbers": dict(self.numbers)}
