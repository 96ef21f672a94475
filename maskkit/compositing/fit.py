"""Photo, generated picture and mask brought together: plain arrays of one size, or an error that says what is off."""

from __future__ import annotations

from maskkit.errors import SizeMismatch
from maskkit.images.photo import Photo
from maskkit.images.steps import Scale
from maskkit.images.transform import Transform
from maskkit.types import Rgb8, SizeWh

Picture = Photo | Rgb8

LARGEST_STRETCH = 0.01
"""How much the proportions may differ between what was sent and what came: rounding to a service's own multiples."""


def pixels_of(picture: Picture) -> Rgb8:
    """The (H, W, 3) array of a photo, or of an array that is fit to be one."""
    return picture.pixels if isinstance(picture, Photo) else Photo(picture).pixels


def size_of(pixels: Rgb8) -> SizeWh:
    """(width, height) of an array."""
    return pixels.shape[1], pixels.shape[0]


def require_size(
    given_wh: SizeWh, needed_wh: SizeWh, what: str, *, against: str = "photo", hint: str | None = None
) -> None:
    """Raise SizeMismatch, naming both sizes and whether they match once one is turned.

    >>> require_size((300, 400), (400, 300), "mask")
    Traceback (most recent call last):
    ...
    maskkit.errors.SizeMismatch: the mask is 300x400, the photo 400x300: they match when one is turned by 90°. Was ...
    """
    if given_wh == needed_wh:
        return
    message = f"the {what} is {given_wh[0]}x{given_wh[1]}, the {against} {needed_wh[0]}x{needed_wh[1]}"
    if given_wh == needed_wh[::-1]:
        raise SizeMismatch(
            f"{message}: they match when one is turned by 90°",
            hint="Was one of them made without EXIF orientation? Make it from the upright photo.",
        )
    raise SizeMismatch(f"{message}: they do not match when turned either", hint=hint)


def generated_at_full_size(photo: Rgb8, generated: Rgb8, transform: Transform | None) -> Rgb8:
    """The generated picture at the photo's size and place; where a crop cut the photo, the photo itself.

    A picture that came back in another size than was sent is scaled, as long as its proportions are the same.
    """
    if transform is None:
        hint = "Give the transform that made the picture that was sent."
        require_size(size_of(generated), size_of(photo), "generated picture", hint=hint)
        return generated
    require_size(transform.size_in_wh, size_of(photo), "photo of the transform")
    came_wh, sent_wh = size_of(generated), transform.size_out_wh
    if came_wh == sent_wh:
        return transform.invert_photo(generated, fill=photo)
    if stretch_between(came_wh, sent_wh) <= LARGEST_STRETCH:
        return transform.then(Transform(sent_wh, (Scale(came_wh),))).invert_photo(generated, fill=photo)
    raise SizeMismatch(
        f"the generated picture is {came_wh[0]}x{came_wh[1]}, what was sent was {sent_wh[0]}x{sent_wh[1]}: "
        "the proportions differ, so its place in the photo is not known",
        hint="Ask for a size that the service keeps (--long-edge, --multiple).",
    )


def stretch_between(one_wh: SizeWh, other_wh: SizeWh) -> float:
    """How much a picture is stretched that is brought from one size to another; 0 = not at all.

    >>> stretch_between((512, 384), (1024, 768)), stretch_between((512, 512), (512, 256))
    (0.0, 1.0)
    """
    across, down = (other / one for one, other in zip(one_wh, other_wh, strict=True))
    return max(across, down) / min(across, down) - 1
