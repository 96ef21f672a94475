"""From a photo to the pair that is uploaded."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.batch.options import RunOptions
from maskkit.batch.prepare import make_mask, prepare_photo
from maskkit.errors import BadCamera, EmptyMask, FullMask, GreyMask, SizeMismatch
from maskkit.geometry.camera import Camera
from maskkit.geometry.layout import Box, Layout
from maskkit.geometry.room_file import FORMAT, from_room_file, save_room
from maskkit.images.decode import decode
from maskkit.images.photo import Photo
from maskkit.images.png_text import text_in
from maskkit.images.transform import Transform
from maskkit.masks.classes import RoomClass
from maskkit.masks.segment import METHODS, Segmentation

WH = (90, 60)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo that its EXIF turns: stored 60 by 90, upright 90 by 60."""
    exif = Image.Exif()
    exif[0x0112] = 6
    noise = np.random.default_rng(3).integers(40, 220, (WH[0], WH[1], 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "photo.png", exif=exif)
    return tmp_path / "photo.png"


def write_mask(folder: Path, values: np.ndarray) -> Path:
    Image.fromarray(values).save(folder / "mask-in.png")
    return folder / "mask-in.png"


def lower_half() -> np.ndarray:
    values = np.zeros(WH[::-1], np.uint8)
    values[30:] = 255
    return values


def loaded(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


def test_photo_and_mask_go_through_one_transform(photo: Path, tmp_path: Path) -> None:
    out, options = tmp_path / "out", RunOptions(long_edge_px=48, multiple=16)
    told = prepare_photo(photo, write_mask(tmp_path, lower_half()), out, tmp_path / "page", options)
    transform = Transform.from_json((out / "transform.json").read_text())
    assert transform.size_in_wh == WH == tuple(told["size_wh"])
    assert loaded(out / "photo.png").shape[:2] == loaded(out / "mask-sent.png").shape == transform.size_out_wh[::-1]
    upright = decode(photo).pixels
    assert (loaded(out / "photo.png") == transform.apply_photo(upright)).all()
    assert (loaded(out / "mask.png") == lower_half()).all()
    assert told["coverage"] == 0.5
    sent = (out / "photo.png").read_bytes() + (out / "mask-sent.png").read_bytes()
    assert told["sent_sha256"] == hashlib.sha256(sent).hexdigest()
    assert sorted(path.name for path in (tmp_path / "page").iterdir()) == ["before.jpg", "overlay.jpg"]


def test_a_soft_mask_stays_soft_here_and_is_sent_hard(photo: Path, tmp_path: Path) -> None:
    soft = lower_half()
    soft[28:30] = 100
    prepare_photo(photo, write_mask(tmp_path, soft), tmp_path / "out", tmp_path / "page", RunOptions())
    assert set(np.unique(loaded(tmp_path / "out/mask.png"))) == {0, 100, 255}
    assert set(np.unique(loaded(tmp_path / "out/mask-sent.png"))) == {0, 255}


@pytest.mark.parametrize(
    ("values", "error"),
    [
        (np.zeros(WH[::-1], np.uint8), EmptyMask),
        (np.full(WH[::-1], 255, np.uint8), FullMask),
        (np.full(WH[::-1], 90, np.uint8), GreyMask),
        (np.full(WH, 255, np.uint8), SizeMismatch),
    ],
)
def test_masks_that_cannot_be_meant_are_refused_and_nothing_is_written(
    values: np.ndarray, error: type[Exception], photo: Path, tmp_path: Path
) -> None:
    mask = write_mask(tmp_path, values)
    with pytest.raises(error, match=r"mask-in\.png"):
        prepare_photo(photo, mask, tmp_path / "out", tmp_path / "page", RunOptions())
    assert not (tmp_path / "out").exists()


def test_a_mask_that_is_too_thin_to_be_sent_is_refused(tmp_path: Path) -> None:
    Image.fromarray(np.zeros((400, 400, 3), np.uint8)).save(tmp_path / "photo.png")
    thin = np.zeros((400, 400), np.uint8)
    thin[100, 100] = 255
    with pytest.raises(EmptyMask):
        prepare_photo(
            tmp_path / "photo.png",
            write_mask(tmp_path, thin),
            tmp_path / "o",
            tmp_path / "p",
            RunOptions(long_edge_px=40),
        )


def halves(photo: Photo) -> Segmentation:
    """A method to read rooms by: the left half is floor, the right half a rug."""
    labels = np.full(photo.pixels.shape[:2], 1, np.uint8)
    labels[:, 45:] = 7
    return Segmentation(labels, None, method="halves", confidence=1.0)


def test_what_is_to_be_kept_is_taken_out_of_a_given_mask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(METHODS, "halves", f"{__name__}:halves")
    photo = Photo(np.zeros((*WH[::-1], 3), np.uint8))
    made = make_mask(photo, write_mask(tmp_path, lower_half()), RunOptions(method="halves", keep=("rug",)))
    assert (made.values[30:, :45] == 255).all()
    assert not made.values[:, 45:].any()


def test_the_target_is_looked_for_where_no_mask_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(METHODS, "halves", f"{__name__}:halves")
    photo = Photo(np.zeros((*WH[::-1], 3), np.uint8))
    made = make_mask(photo, None, RunOptions(method="halves", target="rug"))
    assert (made.to_bool() == (halves(photo).labels == 7)).all()


def test_a_photo_that_is_taken_for_room_all_over_is_refused_with_the_flag_that_allows_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(METHODS, "halves", f"{__name__}:halves")
    photo = Photo(np.zeros((*WH[::-1], 3), np.uint8))
    everything = "+".join(sorted({RoomClass(int(each)).name.lower() for each in np.unique(halves(photo).labels)}))
    with pytest.raises(FullMask, match=r"taken for .* --allow-full-mask"):
        make_mask(photo, None, RunOptions(method="halves", target=everything))
    assert make_mask(photo, None, RunOptions(method="halves", target=everything, allow_full_mask=True)).is_full


def a_room(size_wh: tuple[int, int]) -> Layout:
    camera = Camera(80.0, np.eye(3), np.array(size_wh) / 2, 1.0)
    return Layout(size_wh, camera, Box(1.0, 1.0, 2.0, 0.8), 1.0, 1.0, 1.4)


def test_a_known_room_travels_in_the_photo_that_is_sent(photo: Path, tmp_path: Path) -> None:
    """In pixels of what is sent; the picture is the same as without it."""
    save_room(a_room(WH), tmp_path / "room.json")
    mask = write_mask(tmp_path, lower_half())
    for name, camera in (("with", tmp_path / "room.json"), ("without", None)):
        options = RunOptions(long_edge_px=48, multiple=16, camera=camera)
        prepare_photo(photo, mask, tmp_path / name, tmp_path / "page", options)
    sent = (tmp_path / "with/photo.png").read_bytes()
    room = from_room_file(text_in(sent, FORMAT) or "", size_wh=(48, 32))
    assert room.camera.focal_px == pytest.approx(80 * 48 / 90, rel=0.01)
    assert (loaded(tmp_path / "with/photo.png") == loaded(tmp_path / "without/photo.png")).all()
    assert text_in((tmp_path / "without/photo.png").read_bytes(), FORMAT) is None


def test_the_room_of_another_photo_is_refused(photo: Path, tmp_path: Path) -> None:
    save_room(a_room((60, 90)), tmp_path / "room.json")
    with pytest.raises(BadCamera, match="60 x 90"):
        prepare_photo(
            photo,
            write_mask(tmp_path, lower_half()),
            tmp_path / "out",
            tmp_path / "page",
            RunOptions(camera=tmp_path / "room.json"),
        )
