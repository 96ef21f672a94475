"""COCO run lengths: byte for byte what pycocotools and hotcoco write, and the same pictures and overlaps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from rivals import coco
from rivals.pairs import KINDS, Case, cases

from maskkit.masks.rle import Rle, rle_decode, rle_encode, rle_intersection, rle_iou, rle_union


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_is_that_of_pycocotools_and_of_hotcoco(kind: str) -> None:
    for case in cases(kind):
        for mask in (case.pred, case.truth):
            text = rle_encode(mask).to_coco()["counts"].encode()
            assert text == coco.encode(mask)["counts"], case.name
            assert text == coco.encode_rust(mask)["counts"], case.name


@pytest.mark.parametrize("kind", KINDS)
def test_their_text_is_read_and_ours_is_read_by_them(kind: str) -> None:
    for case in cases(kind):
        height, width = case.truth.shape
        theirs = coco.encode(case.truth)["counts"].decode()
        assert np.array_equal(rle_decode(Rle.from_coco({"size": [height, width], "counts": theirs})), case.truth)
        ours = rle_encode(case.truth).to_coco()
        assert np.array_equal(coco.decode(ours), case.truth), case.name
        assert np.array_equal(coco.decode_rust(ours), case.truth), case.name


def test_counts_without_compression_mean_the_same() -> None:
    from pycocotools import mask as pycoco

    for case in cases("rings"):
        height, width = case.truth.shape
        theirs = pycoco.frPyObjects(rle_encode(case.truth).to_coco(compressed=False), height, width)
        assert np.array_equal(coco.decode(theirs), case.truth), case.name


@pytest.mark.parametrize("crowd", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_iou_on_runs(kind: str, crowd: bool, disagreements: Callable[..., list[str]]) -> None:
    def ours(case: Case) -> float:
        return rle_iou(rle_encode(case.pred), rle_encode(case.truth), crowd=crowd)

    def theirs(case: Case) -> float:
        return coco.iou(case.pred, case.truth, crowd=crowd)

    assert disagreements(cases(kind), ours, theirs) == []


@pytest.mark.parametrize("kind", KINDS)
def test_area_bounds_and_merging(kind: str) -> None:
    from pycocotools import mask as pycoco

    for case in cases(kind):
        ours, theirs = [[make(m) for m in (case.pred, case.truth)] for make in (rle_encode, coco.encode)]
        assert [rle.area for rle in ours] == pycoco.area(theirs).tolist(), case.name
        for rle, (left, top, width, height) in zip(ours, pycoco.toBbox(theirs).tolist(), strict=True):
            assert (rle.bounds() or (0, 0, 0, 0)) == (left, top, left + width, top + height), case.name
        assert rle_union(ours).to_coco()["counts"].encode() == pycoco.merge(theirs)["counts"], case.name
        common = pycoco.merge(theirs, intersect=True)["counts"]
        assert rle_intersection(ours).to_coco()["counts"].encode() == common, case.name
