"""Whole data sets into masks and label maps: as each tool writes them, resumed, and with faults in single pictures."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maskkit.errors import BadAnnotation, ImageNotFound, UnknownChoice
from maskkit.images.encode import encode
from maskkit.images.planes import encode_bits, encode_with_alpha
from maskkit.masks.import_job import Imported, Outcome
from maskkit.masks.imports import open_import
from maskkit.masks.label_studio_rle import brush_encode
from maskkit.masks.mask import Mask

FLOOR = np.zeros((30, 40), np.uint8)
FLOOR[18:, 3:] = 255
RUG = np.zeros((30, 40), np.uint8)
RUG[20:25, 10:20] = 255
LABELS = np.where(RUG, 7, np.where(FLOOR, 1, 0))
FLOOR_BOX, RUG_BOX = [[3, 18], [40, 18], [40, 30], [3, 30]], [[10, 20], [20, 20], [20, 25], [10, 25]]


def photo(path: Path, size_wh: tuple[int, int] = (40, 30), **options: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size_wh, (90, 80, 70)).save(path, **options)


def flat(corners: list[list[float]]) -> list[float]:
    return [value for corner in corners for value in corner]


def coco(tmp_path: Path) -> Path:
    """The carpet comes first, and lies on the floor nevertheless, because it is the smaller one."""
    images = [
        {"id": number, "file_name": f"rooms/{name}.jpg", "width": 40, "height": 30}
        for number, name in enumerate(("one", "two", "three"), start=7)
    ]
    parts = [(7, 3, RUG_BOX), (7, 1, FLOOR_BOX), (8, 1, FLOOR_BOX)]
    annotations = [
        {"id": number, "image_id": image, "category_id": category, "segmentation": [flat(box)], "iscrowd": 0}
        for number, (image, category, box) in enumerate(parts)
    ]
    categories = [{"id": 1, "name": "Floor"}, {"id": 3, "name": "carpet"}, {"id": 4, "name": "cat"}]
    path = tmp_path / "instances.json"
    path.write_text(json.dumps({"images": images, "annotations": annotations, "categories": categories}))
    for name in ("one", "two", "three"):
        photo(tmp_path / "images" / "rooms" / f"{name}.jpg")
    return path


def label_studio(tmp_path: Path) -> Path:
    """Two tasks as the web page exports them: uploads with their prefix, one brush with its eraser's greys."""

    def result(kind: str, label: str, value: dict[str, Any]) -> dict[str, Any]:
        return {
            "original_width": 40,
            "original_height": 30,
            "image_rotation": 0,
            "value": {**value, kind: [label]},
            "id": f"r{label}",
            "from_name": "tag",
            "to_name": "image",
            "type": kind,
            "origin": "manual",
        }

    share = [[x / 40 * 100, y / 30 * 100] for x, y in FLOOR_BOX]
    brush = {"format": "rle", "rle": list(brush_encode(RUG))}
    results = [result("polygonlabels", "Floor", {"points": share}), result("brushlabels", "carpet", brush)]
    tasks = [
        {
            "id": number,
            "annotations": [{"id": number, "completed_by": 1, "result": some, "was_cancelled": False}],
            "data": {"image": f"/data/upload/1/0a1b2c3d-{name}.jpg"},
            "meta": {},
            "project": 1,
        }
        for number, (name, some) in enumerate({"one": results, "two": results[:1], "three": []}.items(), start=1)
    ]
    for name in ("one", "two", "three"):
        photo(tmp_path / "images" / "rooms" / f"{name}.jpg")
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tasks))
    return path


def labelme(tmp_path: Path) -> Path:
    """Files beside their photos; the floor is a polygon, the carpet a mask with its box."""
    for name, parts in {"one": 2, "two": 1, "three": 0}.items():
        picture = base64.b64encode(encode_bits(np.ones((5, 10), np.bool_))).decode()
        shapes = [
            {"label": "Floor", "points": FLOOR_BOX, "group_id": None, "shape_type": "polygon", "flags": {}},
            {"label": "carpet", "points": [[10, 20], [19, 24]], "shape_type": "mask", "mask": picture, "flags": {}},
        ]
        photo(tmp_path / "rooms" / f"{name}.jpg")
        document = {
            "version": "5.8.1",
            "flags": {},
            "shapes": shapes[:parts],
            "imagePath": f"{name}.jpg",
            "imageData": base64.b64encode((tmp_path / "rooms" / f"{name}.jpg").read_bytes()).decode(),
            "imageHeight": 30,
            "imageWidth": 40,
        }
        (tmp_path / "rooms" / f"{name}.json").write_text(json.dumps(document, indent=2))
    return tmp_path


def yolo(tmp_path: Path) -> Path:
    """As Ultralytics lays it out."""
    folder = tmp_path / "yolo"
    folder.mkdir()
    (folder / "data.yaml").write_text("path: x # root\nnames: # all\n  0: Floor\n  1: 'carpet' # soft\n\nnc: 2\n")
    rows = [
        f"{number} " + " ".join(f"{x / 40:.6f} {y / 30:.6f}" for x, y in box)
        for number, box in enumerate((FLOOR_BOX, RUG_BOX))
    ]
    for name, count in {"one": 2, "two": 1, "three": 0}.items():
        photo(folder / "images" / "rooms" / f"{name}.jpg")
        (folder / "labels" / "rooms").mkdir(parents=True, exist_ok=True)
        (folder / "labels" / "rooms" / f"{name}.txt").write_text("\n".join(rows[:count]))
    return folder


DATA_SETS = {"coco": coco, "label-studio": label_studio, "labelme": labelme, "yolo": yolo}


def run(source: Path, out: Path, **options: Any) -> list[Imported]:
    return list(open_import(source, out, **options).run())


def pixels(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path))


@pytest.mark.parametrize("name", DATA_SETS)
def test_each_data_set_becomes_the_same_masks_and_label_maps(name: str, tmp_path: Path) -> None:
    source, out = DATA_SETS[name](tmp_path), tmp_path / "out"
    ready = open_import(source, out, to=("masks", "labels"), only=["floor"], classes={"carpet": "rug"})
    assert ready.data.guess.name == name
    assert {label.casefold(): count for label, count in ready.labels.items()} == {"floor": 2, "rug": 1}
    outcomes = {Path(found.image).stem.removeprefix("0a1b2c3d-"): found.outcome for found in ready.run()}
    assert outcomes == {"one": Outcome.WRITTEN, "two": Outcome.WRITTEN, "three": Outcome.EMPTY}
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*.png")) == [
        "labels/rooms/one.png", "labels/rooms/two.png", "masks/rooms/one.png", "masks/rooms/two.png",
    ]  # fmt: skip
    assert np.array_equal(pixels(out / "labels/rooms/one.png"), LABELS)
    assert np.array_equal(pixels(out / "masks/rooms/one.png"), FLOOR)
    assert np.array_equal(pixels(out / "masks/rooms/two.png"), FLOOR)


def test_a_second_run_writes_only_what_is_missing(tmp_path: Path) -> None:
    source, out = coco(tmp_path), tmp_path / "out"
    first = run(source, out, only=["all"])
    path = out / "masks/rooms/one.png"
    before, when = path.read_bytes(), path.stat().st_mtime_ns
    (out / "masks/rooms/two.png").unlink()
    again = run(source, out, only=["all"])
    assert [found.outcome for found in again] == [Outcome.UNCHANGED, Outcome.WRITTEN, Outcome.EMPTY]
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, when)
    assert [found.files for found in again] == [found.files for found in first]


def test_a_file_that_differs_is_left_alone_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    source, out = coco(tmp_path), tmp_path / "out"
    run(source, out, only=["all"], to=("masks", "labels"), classes={"carpet": "rug"})
    mine = encode(255 - FLOOR)
    (out / "masks/rooms/one.png").write_bytes(mine)
    (out / "labels/rooms/one.png").unlink()
    options: dict[str, Any] = {"only": ["all"], "to": ("masks", "labels"), "classes": {"carpet": "rug"}}
    first, *others = run(source, out, **options)
    assert first.error is not None
    assert (first.outcome, first.error.code) == (Outcome.FAILED, "output_exists")
    assert (out / "masks/rooms/one.png").read_bytes() == mine
    assert not (out / "labels/rooms/one.png").exists()
    assert [found.outcome for found in others] == [Outcome.UNCHANGED, Outcome.EMPTY]
    assert run(source, out, overwrite=True, **options)[0].outcome is Outcome.WRITTEN
    assert np.array_equal(pixels(out / "masks/rooms/one.png"), FLOOR)


def test_names_are_settled_before_anything_is_written(tmp_path: Path) -> None:
    source, out = coco(tmp_path), tmp_path / "out"
    refusals: list[tuple[dict[str, Any], str]] = [
        ({}, "marks 2 classes.*--only: carpet, Floor; or --only all; or write label maps with --to labels"),
        ({"to": ("labels",)}, "no class is called 'carpet'"),
        ({"only": ["sofa"]}, "nothing is called 'sofa' there"),
        ({"only": ["all"], "classes": {"teppich": "rug"}}, "nothing is called 'teppich' there"),
    ]
    for options, what in refusals:
        with pytest.raises(BadAnnotation, match=what):
            open_import(source, out, **options)
    with pytest.raises(UnknownChoice, match="is no class"):
        open_import(source, out, classes={"carpet": "sofa"})
    assert not out.exists()


def test_pictures_without_marks_are_written_when_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(coco(tmp_path), out, only=["carpet"], keep_empty=True)
    assert [found.outcome for found in done] == [Outcome.WRITTEN] * 3
    assert [int(pixels(out / f"masks/rooms/{name}.png").max()) for name in ("one", "two", "three")] == [255, 0, 0]


def test_what_is_wrong_with_one_picture_does_not_stop_the_others(tmp_path: Path) -> None:
    source = coco(tmp_path)
    document = json.loads(source.read_text())
    document["annotations"][2]["segmentation"] = [[0, 0, 5, 5]]
    source.write_text(json.dumps(document))
    good, bad, _ = run(source, tmp_path / "out", only=["all"])
    assert (good.outcome, bad.outcome) == (Outcome.WRITTEN, Outcome.FAILED)
    assert "annotations[2]: segmentation[0]: only 2 different points" in str(bad.error)


def test_a_photo_of_another_size_is_told_and_one_that_is_turned_too(tmp_path: Path) -> None:
    source = coco(tmp_path)
    photo(tmp_path / "images/rooms/one.jpg", (44, 30))
    exif = Image.Exif()
    exif[0x0112] = 6
    photo(tmp_path / "images/rooms/two.jpg", exif=exif)
    one, two, _ = run(source, tmp_path / "out", only=["all"])
    assert "40 x 30 pixels there, the photo 44 x 30" in str(one.error)
    assert "turned by 90 degrees they match, so it was marked before the photo was turned upright" in str(two.error)


@pytest.mark.parametrize(
    "name", ["../../evil.jpg", "/etc/..", "C:\\x\\..\\..\\evil.jpg", "a\x00b.jpg", "..", "a/\n.jpg"]
)
def test_no_name_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    source = coco(tmp_path)
    document = json.loads(source.read_text())
    document["images"][0]["file_name"] = name
    source.write_text(json.dumps(document))
    first, *_ = run(source, tmp_path / "a" / "b" / "out", only=["all"])
    assert first.outcome is Outcome.FAILED
    assert "is no path below a folder" in str(first.error)
    assert not [path for path in tmp_path.rglob("*.png") if "out" not in path.parts]


def test_pictures_that_would_get_one_name_are_both_refused(tmp_path: Path) -> None:
    source = coco(tmp_path)
    document = json.loads(source.read_text())
    document["images"][0]["file_name"], document["images"][1]["file_name"] = "new/A.jpg", "new/a.png"
    source.write_text(json.dumps(document))
    one, two, _ = run(source, tmp_path / "out", only=["all"])
    assert (one.outcome, two.outcome) == (Outcome.FAILED, Outcome.FAILED)
    assert "2 pictures would be written to new/A.png" in str(one.error)


def test_a_soft_brush_stays_soft_in_a_mask_and_needs_a_threshold_in_a_label_map(tmp_path: Path) -> None:
    source, out = label_studio(tmp_path), tmp_path / "out"
    soft = Mask(RUG).feather(3).values
    tasks = json.loads(source.read_text())
    tasks[0]["annotations"][0]["result"][1]["value"]["rle"] = list(brush_encode(soft))
    source.write_text(json.dumps(tasks[:1]))
    options: dict[str, Any] = {"classes": {"carpet": "rug"}, "only": ["rug"]}
    run(source, out, **options)
    assert np.array_equal(pixels(out / "masks/rooms/one.png"), soft)
    (failed,) = run(source, out, to=("labels",), **options)
    assert "a brush is soft, and a label map holds no greys" in str(failed.error)
    run(source, out, to=("labels",), threshold=100, **options)
    assert np.array_equal(pixels(out / "labels/rooms/one.png") == 7, soft >= 100)


def test_bare_numbers_are_not_taken_for_classes_of_a_room(tmp_path: Path) -> None:
    source = yolo(tmp_path)
    (source / "data.yaml").unlink()
    with pytest.raises(
        BadAnnotation, match=r"the classes 0, 1 are numbers without names. Say what each is: --map 0=… "
    ):
        open_import(source, tmp_path / "out", to=("labels",))
    run(source, tmp_path / "out", to=("labels",), classes={"0": "floor", "1": "rug"})
    assert np.array_equal(pixels(tmp_path / "out/labels/rooms/one.png"), LABELS)
    run(source, tmp_path / "more", only=["1"])
    assert np.array_equal(pixels(tmp_path / "more/masks/rooms/one.png"), RUG)


def test_label_maps_are_renumbered(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "one.png").write_bytes(encode(np.where(RUG, np.uint8(77), LABELS.astype(np.uint8))))
    run(tmp_path / "maps", tmp_path / "out", form="labels", to=("labels",), classes={"77": "rug"})
    assert np.array_equal(pixels(tmp_path / "out/labels/one.png"), LABELS)


def test_a_folder_of_masks_by_a_convention(tmp_path: Path) -> None:
    folder = tmp_path / "edited"
    folder.mkdir()
    (folder / "one.png").write_bytes(encode_with_alpha(np.zeros((30, 40, 3), np.uint8), 255 - FLOOR))
    (folder / "two.png").write_bytes(encode(FLOOR))
    with pytest.raises(BadAnnotation, match="there are pictures, and no annotations"):
        open_import(folder, tmp_path / "out")
    one, two = run(folder, tmp_path / "out", form="openai")
    assert np.array_equal(pixels(tmp_path / "out/masks/one.png"), FLOOR)
    assert (one.outcome, two.outcome) == (Outcome.WRITTEN, Outcome.FAILED)
    assert "no alpha channel" in str(two.error)


def test_a_mask_gets_the_place_of_its_photo(tmp_path: Path) -> None:
    source = coco(tmp_path)
    photo(tmp_path / "elsewhere" / "deep" / "one.PNG", format="PNG")
    done = run(source, tmp_path / "out", only=["all"], photos=tmp_path / "elsewhere")
    assert done[0].files["masks"].relative_to(tmp_path / "out").as_posix() == "masks/deep/one.png"
    assert done[1].files["masks"].relative_to(tmp_path / "out").as_posix() == "masks/rooms/two.png"
    with pytest.raises(ImageNotFound, match="no such folder of photos"):
        open_import(source, tmp_path / "out", photos=tmp_path / "none")


def test_the_output_may_lie_among_the_photos(tmp_path: Path) -> None:
    """What a first run made is no photo of the second."""
    source = yolo(tmp_path)
    out = source / "images"
    for _ in range(2):
        done = run(source, out, only=["all"], photos=out)
        assert [found.photo.name for found in done if found.photo] == ["one.jpg", "three.jpg", "two.jpg"]
    assert [found.outcome for found in done] == [Outcome.UNCHANGED, Outcome.EMPTY, Outcome.UNCHANGED]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "the file is empty"),
        ('{"images": [{"id": 1', "cut off"),
        ('{"images": [], "annotations": []}', "names no picture"),
        ('{"images": 5, "annotations": []}', "5 is no list"),
        ('{"images": [{}], "annotations": [{}]}', "'image_id' is missing"),
        ("[]", "none of the annotations that are known"),
    ],
)
def test_what_is_no_data_set_is_refused(content: str, what: str, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(Exception, match=what) as refused:
        open_import(tmp_path / "x.json", tmp_path / "out")
    assert str(refused.value).startswith(str(tmp_path / "x.json"))


def test_results_without_images_are_named_by_their_ids(tmp_path: Path) -> None:
    results = [
        {"image_id": number, "category_id": 1, "segmentation": {"size": [1, 2], "counts": [1, 1]}} for number in (4, 9)
    ]
    (tmp_path / "results.json").write_text(json.dumps(results))
    run(tmp_path / "results.json", tmp_path / "out")
    assert pixels(tmp_path / "out/masks/9.png").tolist() == [[0, 255]]


def test_what_is_told_in_json(tmp_path: Path) -> None:
    told = run(coco(tmp_path), tmp_path / "out", only=["Floor"])[0].to_json()
    assert told == {
        "image": "rooms/one.jpg",
        "outcome": "written",
        "mask": str(tmp_path / "out/masks/rooms/one.png"),
        "photo": str(tmp_path / "images/rooms/one.jpg"),
        "size_wh": (40, 30),
        "coverage": 0.37,
        "labels": ("carpet", "Floor"),
    }


def test_nothing_is_kept_open(tmp_path: Path) -> None:
    """The masks are whole files: each can be read the moment it is told."""
    for found in open_import(coco(tmp_path), tmp_path / "out", only=["all"]).run():
        for path in found.files.values():
            assert Image.open(io.BytesIO(path.read_bytes())).size == found.size_wh
