"""What COCO's own tools read from our files, and how they fill polygons: pycocotools, pixel by pixel."""

from __future__ import annotations

import json

import numpy as np
import pytest
from rivals import coco
from rivals.pairs import KINDS, cases

from maskkit.images.encode import encode
from maskkit.masks.convert import convert
from maskkit.masks.formats.painted import fill_like_coco


def filled_there(rings: list[np.ndarray], size_wh: tuple[int, int]) -> np.ndarray:
    from pycocotools import mask as pycoco

    flat = [ring.ravel().tolist() for ring in rings]
    return coco.decode(pycoco.merge(pycoco.frPyObjects(flat, size_wh[1], size_wh[0]))).astype(np.bool_)


@pytest.mark.parametrize("kind", ["reals", "whole", "halves"])
def test_polygons_are_filled_as_pycocotools_does(kind: str) -> None:
    """Crossing themselves, reaching out of the picture, with corners anywhere."""
    rng = np.random.default_rng(23)
    for number in range(600):
        width, height = (int(side) for side in rng.integers(1, 40, 2))
        corners = rng.uniform(-5, 45, (int(rng.integers(3, 12)), 2))
        ring = {"reals": corners, "whole": np.rint(corners), "halves": np.rint(corners * 2) / 2}[kind]
        theirs = filled_there([ring], (width, height))
        assert np.array_equal(fill_like_coco(ring, (width, height)), theirs), f"ring {number}: {ring.tolist()}"


@pytest.mark.parametrize("name", ["coco", "coco-uncompressed", "coco-polygons"])
@pytest.mark.parametrize("kind", KINDS)
def test_pycocotools_reads_our_files_as_they_are_meant(name: str, kind: str) -> None:
    """Masks of noise have ten thousands of parts; a few of each kind will do."""
    from pycocotools import mask as pycoco

    for case in cases(kind)[:3]:
        height, width = case.truth.shape
        made = convert(encode(case.truth.view(np.uint8) * np.uint8(255)), name, form="white")
        annotations = json.loads(made.data)["annotations"]
        if not annotations:
            assert not case.truth.any()
            continue
        (annotation,) = annotations
        code = annotation["segmentation"]
        if isinstance(code, list):
            theirs = filled_there([np.array(ring).reshape(-1, 2) for ring in code], (width, height))
        else:
            plain = isinstance(code["counts"], list)
            theirs = coco.decode(pycoco.frPyObjects(code, height, width) if plain else code).astype(np.bool_)
        assert np.array_equal(theirs, case.truth), case.name
        assert annotation["area"] == case.truth.sum()
        assert made.elsewhere is None or made.elsewhere.is_equal
