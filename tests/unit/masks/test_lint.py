"""The linter on a corpus of broken masks, one for each way in which masks break, and on masks that are right."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from maskkit.errors import ImageNotFound, MaskRefused, SizeMismatch, UnknownChoice
from maskkit.images.photo import Origin, Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.findings import CODES, Mending, Severity
from maskkit.masks.lint import ASKABLE, is_fixable, lint, repair
from maskkit.masks.mask import Mask
from maskkit.masks.segment import Segmentation
from maskkit.types import Grey8

WH = (320, 240)
FLOOR, WALL, CEILING, WINDOW, FURNITURE = (
    RoomClass.FLOOR,
    RoomClass.WALL,
    RoomClass.CEILING,
    RoomClass.WINDOW,
    RoomClass.FURNITURE,
)
COLOURS = {FLOOR: (140, 95, 60), WALL: (200, 190, 170), CEILING: (245, 245, 240), WINDOW: (150, 190, 240)}


def room() -> np.ndarray:
    """The labels of a room with a slanted floor, a window, and a table whose leg leaves a gap."""
    picture = Image.new("L", WH, int(WALL))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 0), (320, 0), (250, 50), (70, 50)], fill=int(CEILING))
    draw.polygon([(0, 240), (70, 170), (250, 160), (320, 240)], fill=int(FLOOR))
    draw.rectangle((120, 70, 180, 120), fill=int(WINDOW))
    draw.polygon([(180, 150), (240, 140), (260, 200), (190, 215)], fill=int(FURNITURE))
    return np.asarray(picture)


LABELS = room()
ROOM = Segmentation(LABELS, None, method="test", confidence=1.0)


def photo(orientation: int = 1) -> Photo:
    pixels = np.zeros((*LABELS.shape, 3), np.uint8)
    for kind, colour in {**COLOURS, FURNITURE: (60, 45, 40)}.items():
        pixels[kind == LABELS] = colour
    return Photo(pixels, Origin(orientation=orientation))


def mask(*kinds: RoomClass) -> Grey8:
    return np.where(np.isin(LABELS, kinds), np.uint8(255), np.uint8(0))


GOOD = mask(FLOOR, WALL)


def png(pixels: np.ndarray, mode: str | None = None) -> bytes:
    return encoded(Image.fromarray(pixels).convert(mode) if mode else Image.fromarray(pixels))


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def jpeg(pixels: np.ndarray, quality: int) -> Image.Image:
    return Image.open(io.BytesIO(encoded(Image.fromarray(pixels), "JPEG", quality=quality)))


def painted(value: int, *boxes: tuple[int, int, int, int], on: Grey8 = GOOD) -> Grey8:
    values = on.copy()
    for left, top, right, bottom in boxes:
        values[top:bottom, left:right] = value
    return values


def palette(pixels: np.ndarray, colours: list[int]) -> bytes:
    image = Image.fromarray(pixels)
    image.putpalette(colours)
    return encoded(image)


def exif(orientation: int) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags


def dotted(value: int) -> Grey8:
    """GOOD with single pixels of ``value`` far from each other and from borders."""
    inner = cv2.erode((value != GOOD).astype(np.uint8), np.ones((9, 9))) > 0
    inner[np.indices(GOOD.shape).sum(axis=0) % 7 != 0] = False
    inner[::2] = False
    return np.where(inner & (np.indices(GOOD.shape)[0] % 3 == 0), np.uint8(value), GOOD)


def with_alpha(alpha: Grey8) -> bytes:
    return png(np.dstack([photo().pixels, alpha]))


BROKEN: dict[str, tuple[str, Callable[[], bytes]]] = {
    "cut off": ("unreadable", lambda: png(GOOD)[:200]),
    "no image": ("unreadable", lambda: b"%PDF-1.7 a mask"),
    "no bytes": ("unreadable", lambda: b""),
    "transparent where generated, photo below": ("transparent", lambda: with_alpha(255 - GOOD)),
    "opaque where generated": ("transparent", lambda: png(np.dstack([GOOD * 0, GOOD]))),
    "hidden mask under half transparency": ("transparent", lambda: png(np.dstack([GOOD, GOOD // 2 + 100]))),
    "the photo in colour": (
        "coloured",
        lambda: png(np.random.default_rng(1).integers(0, 255, (240, 320, 3), np.uint8)),
    ),
    "the photo in grey": ("is_photo", lambda: png(graded(), "L")),
    "red on black": ("two_colours", lambda: palette((GOOD > 0).astype(np.uint8), [0, 0, 0, 128, 0, 0])),
    "label map in numbers": ("label_map", lambda: png(LABELS)),
    "label map in colours": ("label_map", lambda: png(photo().pixels)),
    "label map with a palette": (
        "label_map",
        lambda: palette(LABELS, np.random.default_rng(2).integers(0, 255, 768).tolist()),
    ),
    "classes and 255": ("label_map", lambda: png(np.where(LABELS == WINDOW, np.uint8(255), LABELS // 2))),
    "0 and 1": ("zero_one", lambda: png(GOOD // 255)),
    "8 bits in 16": ("low_16_bit", lambda: png(GOOD.astype(np.uint16))),
    "16 bits": ("sixteen_bit", lambda: png(GOOD.astype(np.uint16) * 257)),
    "too dark": ("faint", lambda: png(GOOD // 3)),
    "video levels": ("levels", lambda: png(np.where(GOOD > 0, np.uint8(235), np.uint8(16)))),
    "one short of white": ("levels", lambda: png(GOOD - GOOD // 255)),
    "turned by its own EXIF": ("mask_exif", lambda: encoded(Image.fromarray(np.rot90(GOOD)), exif=exif(6))),
    "grey in RGB": ("stored", lambda: png(GOOD, "RGB")),
    "1 bit": ("stored", lambda: png(GOOD, "1")),
    "grey palette": ("stored", lambda: palette(GOOD, [n // 3 for n in range(768)])),
    "opaque alpha": ("stored", lambda: png(GOOD, "RGBA")),
    "nothing": ("empty", lambda: png(GOOD * 0)),
    "everything": ("full", lambda: png(GOOD | 255)),
    "everything, nearly white": ("full", lambda: png(np.full_like(GOOD, 254))),
    "a stray click": ("tiny", lambda: png(painted(255, (40, 50, 45, 55), on=GOOD * 0))),
    "whole photo but a corner": ("nearly_full", lambda: png(painted(0, (0, 0, 10, 10), on=GOOD | 255))),
    "noise": ("grey", lambda: png(np.random.default_rng(3).integers(0, 255, GOOD.shape, np.uint8))),
    "brush of half strength": ("even_grey", lambda: png(painted(120, (20, 60, 60, 110)))),
    "JPEG": ("ringing", lambda: encoded(Image.fromarray(GOOD), "JPEG", quality=85)),
    "JPEG of top quality": ("ringing", lambda: encoded(Image.fromarray(GOOD), "JPEG", quality=98)),
    "JPEG saved again as PNG": ("ringing", lambda: encoded(jpeg(GOOD, 75).convert("L"))),
    "Lanczos": ("ringing", lambda: encoded(Image.fromarray(GOOD[::2, ::2]).resize(WH, Image.Resampling.LANCZOS))),
    "blurred": ("soft", lambda: encoded(Image.fromarray(GOOD).filter(ImageFilter.GaussianBlur(2)))),
    "dots": ("specks", lambda: png(dotted(255))),
    "pinholes": ("pinholes", lambda: png(dotted(0))),
    "stops before the frame": ("border_gap", lambda: png(np.pad(GOOD[2:-2, 2:-2], 2))),
    "a line left over": ("slivers", lambda: png(painted(255, (20, 120, 200, 121), on=mask(FLOOR)))),
    "a line between two areas": ("cracks", lambda: png(painted(0, (10, 150, 170, 152)))),
    "made before the photo was turned": ("turned", lambda: png(np.ascontiguousarray(GOOD.T))),
    "half as large": ("scaled", lambda: png(GOOD[::2, ::2])),
    "one pixel too many": ("off_by_pixels", lambda: png(np.pad(GOOD, ((0, 1), (0, 1)), mode="edge"))),
    "of another picture": ("size", lambda: png(GOOD[:100, :300])),
    "inverted floor": ("inverted", lambda: png(255 - mask(FLOOR))),
    "inverted room": ("inverted", lambda: png(255 - GOOD)),
}


def graded() -> np.ndarray:
    """The photo with light that falls off, as photos have it."""
    light = np.linspace(0.6, 1.0, WH[0])[None, :, None] * np.linspace(1.0, 0.7, WH[1])[:, None, None]
    return (photo().pixels * light).astype(np.uint8)


NO_MASK = [
    name
    for name, (code, _) in BROKEN.items()
    if code in {"unreadable", "transparent", "coloured", "two_colours"}
    or (code == "label_map" and "numbers" not in name)
]
NO_MASK.remove("classes and 255")


def codes(source: bytes | Mask, **beside: object) -> set[str]:
    return {finding.code for finding in lint(source, **{"photo": photo(), "segmentation": ROOM, **beside})}


@pytest.mark.parametrize("name", BROKEN)
def test_every_way_to_break_a_mask_has_its_code(name: str) -> None:
    code, make = BROKEN[name]
    beside = Photo(graded()) if code == "is_photo" else photo()
    assert code in codes(make(), photo=beside)


@pytest.mark.parametrize("name", BROKEN)
def test_one_flaw_gives_no_second_alarm(name: str) -> None:
    """Beside its own code a flaw sets off notes at most, and what follows from it."""
    code, make = BROKEN[name]
    beside = Photo(graded()) if code == "is_photo" else photo()
    follows = {"everything, nearly white": {"levels"}}
    others = [finding for finding in lint(make(), beside, segmentation=ROOM) if finding.code != code]
    loud = {finding.code for finding in others if finding.severity is not Severity.NOTE}
    assert loud <= follows.get(name, set())


def test_the_corpus_has_every_code() -> None:
    """Two codes need a photo with an orientation or an odd size, and have tests of their own."""
    assert {code for code, _ in BROKEN.values()} == set(CODES) - {"turned_in_place", "padded"}


@pytest.mark.parametrize("kinds", [(FLOOR,), (WALL,), (CEILING,), (FLOOR, WALL), (WINDOW,), (FURNITURE,)])
def test_masks_that_are_right_have_no_findings(kinds: tuple[RoomClass, ...]) -> None:
    assert lint(png(mask(*kinds)), photo(), segmentation=ROOM) == ()
    assert lint(Mask(mask(*kinds)), photo(), segmentation=ROOM) == ()


def test_findings_say_what_and_where() -> None:
    (found,) = lint(png(painted(0, (10, 150, 170, 152))), photo(), segmentation=ROOM)
    assert found.place == (10, 150, 170, 152)
    assert found.numbers == {"count": 1, "pixels": 320, "longest": 160}
    assert found.severity is Severity.WARNING


def test_without_a_photo_nothing_is_said_about_it() -> None:
    for name in ("inverted floor", "half as large", "of another picture"):
        assert lint(BROKEN[name][1]()) == ()


def test_a_photo_that_shows_no_room_leaves_the_guess_out() -> None:
    blank = Photo(np.full((240, 320, 3), 128, np.uint8))
    assert lint(Mask(255 - mask(FLOOR)), blank) == ()


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ImageNotFound):
        lint(tmp_path / "gone.png")
    with pytest.raises(ImageNotFound):
        lint(Mask(GOOD), tmp_path / "gone.jpg")


def test_a_segmentation_of_another_photo_is_refused() -> None:
    with pytest.raises(SizeMismatch):
        lint(Mask(GOOD), Photo(np.zeros((5, 5, 3), np.uint8)), segmentation=ROOM)


class TestRepair:
    """What is mended, what only on request, and what is said about it."""

    @pytest.mark.parametrize("name", [name for name, (code, _) in BROKEN.items() if code in ASKABLE])
    def test_decisions_are_made_only_when_asked(self, name: str) -> None:
        code, make = BROKEN[name]
        if code == "two_colours":
            with pytest.raises(MaskRefused, match=r"the file is black and rgb\(128, 0, 0\)"):
                repair(make())
        else:
            assert code in {finding.code for finding in repair(make(), photo(), segmentation=ROOM).left}
        mended = repair(make(), photo(), also=[code], segmentation=ROOM)
        assert code not in {finding.code for finding in mended.left}
        assert code in {change.finding.code for change in mended.changes}

    @pytest.mark.parametrize(
        "name",
        [name for name, (code, _) in BROKEN.items() if CODES[code].mending is Mending.ITSELF and code != "border_gap"],
    )
    def test_the_mended_mask_is_the_one_that_was_broken(self, name: str) -> None:
        mended = repair(BROKEN[name][1](), photo(), segmentation=ROOM)
        different = np.count_nonzero(mended.mask.values != GOOD)
        assert different <= {"JPEG saved again as PNG": 10, "Lanczos": 600}.get(name, 0)
        assert mended.left == ()

    def test_the_gap_at_the_frame_is_closed(self) -> None:
        mended = repair(BROKEN["stops before the frame"][1]())
        assert np.count_nonzero(mended.mask.values != GOOD) <= 12, "corners of slanted areas cannot be known"
        (change,) = mended.changes
        assert change.finding.code == "border_gap"
        assert change.pixels == np.count_nonzero(mended.mask.values != np.pad(GOOD[2:-2, 2:-2], 2))

    @pytest.mark.parametrize(
        ("code", "name"), [("turned", "made before the photo was turned"), ("scaled", "half as large")]
    )
    def test_sizes_are_told(self, code: str, name: str) -> None:
        mended = repair(BROKEN[name][1](), photo(), also=[code], segmentation=ROOM)
        assert mended.mask.size_wh == WH
        assert mended.changes[-1].sentence.endswith("became 320 x 240")
        assert np.count_nonzero(mended.mask.values != GOOD) < 0.01 * GOOD.size

    def test_inverted_is_done_whenever_it_is_asked_for(self) -> None:
        assert repair(Mask(GOOD), also=["inverted"]).mask == ~Mask(GOOD)

    def test_a_threshold_on_request(self) -> None:
        mended = repair(BROKEN["brush of half strength"][1](), also=["even_grey"])
        assert np.array_equal(mended.mask.values, painted(0, (20, 60, 60, 110)))

    def test_what_is_asked_for_must_exist(self) -> None:
        with pytest.raises(UnknownChoice, match=r"invert cannot be asked for.*two_colours.*inverted"):
            repair(Mask(GOOD), also=["invert"])

    @pytest.mark.parametrize("name", NO_MASK)
    def test_what_is_no_mask_is_not_mended(self, name: str) -> None:
        code, make = BROKEN[name]
        with pytest.raises(MaskRefused) as refused:
            repair(make())
        assert refused.value.hint == CODES[code].fix

    def test_a_right_mask_comes_out_as_it_is(self) -> None:
        mended = repair(png(GOOD), photo(), segmentation=ROOM)
        assert (mended.mask, mended.changes, mended.left) == (Mask(GOOD), (), ())

    def test_soft_masks_stay_soft(self) -> None:
        soft = cv2.GaussianBlur(GOOD, (0, 0), 2)
        soft[200, 20] = 0
        mended = repair(Mask(soft)).mask.values
        assert mended[200, 20] == 255
        soft[200, 20] = 255
        assert np.array_equal(mended, soft)

    @pytest.mark.parametrize("name", [name for name in BROKEN if name not in NO_MASK])
    def test_mending_twice_changes_nothing_more(self, name: str) -> None:
        once = repair(BROKEN[name][1](), photo(), segmentation=ROOM)
        twice = repair(png(once.mask.values), photo(), segmentation=ROOM)
        assert twice.mask == once.mask
        assert not twice.changes
        assert not [finding for finding in once.left if is_fixable(finding)]
