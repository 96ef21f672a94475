"""How services and tools want their masks: which colour means edit, where it lies, and what goes wrong with it.

One table. Everything that reads, writes, guesses or documents a mask in a picture file looks here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from maskkit.errors import UnknownChoice


class Channel(StrEnum):
    """Where in the picture the mask lies."""

    GREY = "grey"
    ALPHA = "alpha"
    BIT = "1 bit"
    NUMBERS = "class numbers"
    PALETTE = "palette of classes"


class Below(StrEnum):
    """What the colours of a picture show whose mask lies in its alpha channel."""

    BLACK = "black"
    RED = "red"
    PHOTO = "the photo"


@dataclass(frozen=True, slots=True)
class Convention:
    """How one service or tool wants its mask; all of them are PNG files of the photo's size.

    ``edit`` is the value of the channel where something is to be generated, 255 or 0, and None where the numbers are
    classes. ``is_soft`` says whether values between are understood. ``needs_both`` says that a mask which marks
    nothing, or everything, is refused there, and ``most_bytes`` how large a file may be.
    """

    name: str
    used_by: str
    channel: Channel
    edit: int | None
    is_soft: bool
    source: str
    pitfall: str = ""
    below: Below = Below.BLACK
    needs_both: bool = False
    most_bytes: int | None = None

    @property
    def holds_classes(self) -> bool:
        """Whether it is a label map rather than a mask."""
        return self.edit is None

    @property
    def needs_photo(self) -> bool:
        """Whether the photo's colours go into the file."""
        return self.channel is Channel.ALPHA and self.below is Below.PHOTO

    @property
    def edited(self) -> str:
        """What means edit, in a word.

        >>> CONVENTIONS["white"].edited, CONVENTIONS["openai"].edited, CONVENTIONS["labels"].edited
        ('white', 'transparent', 'its number')
        """
        return "its number" if self.edit is None else _words(self.channel)[self.edit > 0]

    @property
    def kept(self) -> str:
        """What means keep, in a word."""
        return "0" if self.edit is None else _words(self.channel)[self.edit == 0]


def _words(channel: Channel) -> tuple[str, str]:
    return ("transparent", "opaque") if channel is Channel.ALPHA else ("black", "white")


def _grey(name: str, used_by: str, source: str, *, edit: int, is_soft: bool = True, **more: object) -> Convention:
    return Convention(name, used_by, Channel.GREY, edit, is_soft, source, **more)  # type: ignore[arg-type]


def _alpha(name: str, used_by: str, source: str, *, edit: int, is_soft: bool = True, **more: object) -> Convention:
    return Convention(name, used_by, Channel.ALPHA, edit, is_soft, source, **more)  # type: ignore[arg-type]


_PURE = "Pure black and white only: a soft or JPEG mask is refused, and so is transparency."
_OTHER_CALL = "The other call of the same service wants the opposite."

_ROWS = (
    _grey("white", "maskkit, and most local tools", "the rule of this package", edit=255),
    _grey(
        "black",
        "whoever says that black is painted over",
        "plain inversion",
        edit=0,
        pitfall="Nothing in the file tells it from a white mask.",
    ),
    Convention(
        "bits",
        "labelling tools, small files",
        Channel.BIT,
        255,
        is_soft=False,
        source="PNG, 1 bit a pixel",
        pitfall="Some programs read the values as 0 and 1 instead of 0 and 255, and then see nothing marked.",
    ),
    _alpha(
        "alpha",
        "programs that keep a selection in the alpha channel",
        "plain alpha",
        edit=255,
        pitfall="The opposite of what OpenAI and ComfyUI mean.",
    ),
    _alpha(
        "openai",
        "OpenAI images.edit",
        "API reference: fully transparent areas are edited",
        edit=0,
        is_soft=False,
        most_bytes=4 * 1024 * 1024,
        pitfall="Half transparent is undefined; without alpha it is an error; colours do not count. Up to 4 MB.",
    ),
    _alpha(
        "rgba",
        "editors in which the photo itself is erased",
        "photo and mask in one file",
        edit=0,
        below=Below.PHOTO,
        pitfall="Some programs blacken what is below transparent pixels when they save: keep the photo.",
    ),
    _alpha(
        "cutout",
        "background removers",
        "photo and mask in one file",
        edit=255,
        below=Below.PHOTO,
        pitfall="Opaque is the object: to generate the background instead, invert it with `maskkit combine`.",
    ),
    Convention(
        "labels",
        "maskkit, bench data sets",
        Channel.NUMBERS,
        None,
        is_soft=False,
        source="8-bit grey PNG of class numbers",
        pitfall="Looks black: its values are 0 to 8.",
    ),
    Convention(
        "palette",
        "VOC data sets, LabelMe's export",
        Channel.PALETTE,
        None,
        is_soft=False,
        source="8-bit palette PNG of class numbers",
        pitfall="A program that turns it into grey by luminance changes the numbers.",
    ),
    _grey("maskkit", "maskkit and its Room Creation service", "the rule of this package", edit=255),
    _grey("diffusers", "Hugging Face diffusers", "documentation", edit=255, pitfall="Made hard at one half."),
    _grey("iopaint", "IOPaint", "source", edit=255, is_soft=False, pitfall="Made hard above 127."),
    _grey("lama", "LaMa", "source", edit=255, is_soft=False),
    _grey("imagen", "Google Imagen", "documentation", edit=255),
    _grey(
        "a1111",
        "AUTOMATIC1111 web UI",
        "source",
        edit=255,
        pitfall="`inpainting_mask_invert` 1 (inpaint not masked) turns the meaning around.",
    ),
    _alpha(
        "comfyui",
        "ComfyUI LoadImage",
        "source: mask = 1 - alpha",
        edit=0,
        below=Below.PHOTO,
        pitfall="A file without alpha gives a mask that marks nothing.",
    ),
    _grey(
        "nova-inpaint",
        "Amazon Nova Canvas, inpainting",
        "user guide",
        edit=0,
        is_soft=False,
        pitfall=f"{_OTHER_CALL} {_PURE}",
    ),
    _grey(
        "nova-outpaint",
        "Amazon Nova Canvas, outpainting",
        "user guide",
        edit=255,
        is_soft=False,
        pitfall=f"{_OTHER_CALL} {_PURE}",
    ),
    _grey(
        "titan-inpaint",
        "Amazon Titan Image Generator, inpainting",
        "user guide",
        edit=0,
        is_soft=False,
        pitfall=f"{_OTHER_CALL} {_PURE}",
    ),
    _grey(
        "titan-outpaint",
        "Amazon Titan Image Generator, outpainting",
        "user guide",
        edit=255,
        is_soft=False,
        pitfall=f"{_OTHER_CALL} {_PURE}",
    ),
    _grey(
        "ideogram-edit",
        "Ideogram, precise edit and inpainting",
        "API reference",
        edit=0,
        is_soft=False,
        needs_both=True,
        pitfall="The same vendor's remove-objects call wants the opposite. Greys are rounded; both colours must occur.",
    ),
    _grey(
        "ideogram-remove",
        "Ideogram, removing objects",
        "API reference",
        edit=255,
        is_soft=False,
        pitfall="The same vendor's precise edit wants the opposite.",
    ),
    _grey(
        "runware-ideogram",
        "Runware in front of Ideogram",
        "documentation",
        edit=255,
        is_soft=False,
        pitfall="The aggregator turns the vendor's own rule around.",
    ),
    _grey("stability-white", "Stability v1, MASK_IMAGE_WHITE", "API reference", edit=255, pitfall="Set `mask_source`."),
    _grey("stability-black", "Stability v1, MASK_IMAGE_BLACK", "API reference", edit=0, pitfall="Set `mask_source`."),
    _alpha(
        "stability-alpha",
        "Stability v1, INIT_IMAGE_ALPHA",
        "API reference",
        edit=0,
        below=Below.PHOTO,
        pitfall="The mask lies in the photo's own file; `mask_image` is left out.",
    ),
    _alpha(
        "openai-markup",
        "OpenAI, markup drawn on the photo",
        "API reference",
        edit=255,
        below=Below.RED,
        pitfall="A drawing for the model to read, not a mask: it goes without `mask`.",
    ),
)

CONVENTIONS: Mapping[str, Convention] = {row.name: row for row in _ROWS}
"""Every convention by its name."""


def find_convention(name: str) -> Convention | None:
    """The convention called ``name``, or None if it is none.

    Raises:
        UnknownChoice: a service that wants one thing in one call and another in the next; the hint lists its calls.

    >>> find_convention("Nova-Inpaint").edited, find_convention("coco")
    ('black', None)
    """
    word = name.strip().casefold()
    calls = [known for known in CONVENTIONS if known.startswith(f"{word}-")]
    if word not in CONVENTIONS and calls:
        hint = f"Say which call: {', '.join(f'{call} ({CONVENTIONS[call].edited} is edited)' for call in calls)}."
        raise UnknownChoice(f"{name!r} means one thing in one call and another in the next", hint=hint)
    return CONVENTIONS.get(word)
