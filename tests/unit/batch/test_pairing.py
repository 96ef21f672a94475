"""Which mask belongs to which photo."""

from __future__ import annotations

from pathlib import Path

import pytest

from maskkit.batch.pairing import pair_masks
from maskkit.errors import ImageNotFound, InputRefused


@pytest.fixture
def masks(tmp_path: Path) -> Path:
    folder = tmp_path / "masks"
    for name in ("a.png", "b_mask.png", "up/c.png", "d.png", "d.jpg"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def paired(masks: Path, *names: str) -> list[str]:
    found = pair_masks([Path(f"{name}.jpg") for name in names], names, masks)
    return [path.relative_to(masks).as_posix() for path in found]


def test_masks_are_found_by_name_ending_and_place(masks: Path) -> None:
    assert paired(masks, "up/c", "a", "b") == ["up/c.png", "a.png", "b_mask.png"]


def test_a_flat_folder_of_masks_serves_a_tree_of_photos(masks: Path) -> None:
    assert paired(masks, "downstairs/a") == ["a.png"]


def test_every_photo_without_a_mask_is_named(masks: Path) -> None:
    with pytest.raises(InputRefused, match=r"no mask for x\.jpg; no mask for y\.jpg"):
        paired(masks, "x", "a", "y")


def test_two_masks_for_a_photo_are_refused(masks: Path) -> None:
    with pytest.raises(InputRefused, match=r"several masks for d\.jpg: d\.jpg and d\.png"):
        paired(masks, "d")


def test_one_mask_file_fits_one_photo_only(masks: Path) -> None:
    assert pair_masks([Path("z.jpg")], ["z"], masks / "a.png") == [masks / "a.png"]
    with pytest.raises(InputRefused, match="cannot serve 2 photos"):
        pair_masks([Path("y.jpg"), Path("z.jpg")], ["y", "z"], masks / "a.png")


def test_masks_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImageNotFound):
        pair_masks([Path("a.jpg")], ["a"], tmp_path / "gone.png")
