"""The pair that is sent: a photo and its mask, checked against each other and turned into files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from maskkit.errors import EmptyMask, InvalidRequest, SizeMismatch
from maskkit.net.session import is_loopback
from maskkit.roomapi.checks import url_problem

if TYPE_CHECKING:
    from maskkit.images.photo import Photo
    from maskkit.masks.mask import Mask
    from maskkit.types import SizeWh


def paired_size(photo: Photo | str, mask: Mask | str) -> SizeWh:
    """The size in pixels of what is sent.

    Raises:
        SizeMismatch: photo and mask differ.
        EmptyMask: the mask marks nothing.
        InvalidRequest: both are URLs, so that nobody knows it.
    """
    sizes = [item.size_wh for item in (photo, mask) if not isinstance(item, str)]
    if not sizes:
        problem = "is required when photo and mask are URLs"
        raise InvalidRequest(f"size_wh {problem}", fields={"width": problem, "height": problem})
    if sizes[0] != sizes[-1]:
        raise SizeMismatch(f"the photo is {_shown(sizes[0])}, the mask {_shown(sizes[-1])}")
    if not isinstance(mask, str) and mask.hard().is_empty:
        raise EmptyMask("the mask marks nothing to generate")
    return sizes[0]


def one_pixel_file() -> bytes:
    """A PNG file of one black pixel, to try uploads with."""
    import numpy as np

    from maskkit.images.encode import encode

    return encode(np.zeros((1, 1, 3), np.uint8))


def encode_photo(photo: Photo) -> bytes:
    """The photo as a PNG file."""
    from maskkit.images.encode import encode

    return encode(photo.pixels)


def encode_mask(mask: Mask, *, generate_in: Literal["white", "black"]) -> bytes:
    """The hard mask as a PNG file, in the colour convention of the service."""
    from maskkit.images.encode import encode

    hard = mask.hard()
    return encode((hard if generate_in == "white" else ~hard).values)


def refuse_local(urls: Mapping[str, object]) -> None:
    """Refuse URLs that lead to this machine, by the names of their fields.

    Raises:
        InvalidRequest: naming them.
    """
    local = [name for name, url in urls.items() if isinstance(url, str) and not url_problem(url) and is_loopback(url)]
    if local:
        problem = "leads to this machine, which the service cannot reach"
        raise InvalidRequest(f"{' and '.join(local)} {problem}", fields=dict.fromkeys(local, problem))


def _shown(size_wh: SizeWh) -> str:
    return f"{size_wh[0]}x{size_wh[1]}"
