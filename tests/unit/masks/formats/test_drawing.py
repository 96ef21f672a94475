"""What formats are written from: masks, label maps and annotations as layers."""

from __future__ import annotations

import numpy as np

from maskkit.masks.formats.areas import Annotation, Area, Patch, Polygons
from maskkit.masks.formats.drawing import box_xywh, draw_annotation, draw_label_map, draw_mask
from maskkit.masks.mask import Mask
from maskkit.masks.regions import Region

TRIANGLE = Region(np.array([(0.25, 0.5), (7.5, 1), (3, 5.75)]))
DISC = Mask.from_bool(np.hypot(*(np.indices((30, 40)) - 15)) < 12)


def test_an_empty_mask_has_no_layer() -> None:
    assert draw_mask(Mask.empty((3, 2))).layers == ()


def test_each_class_but_0_has_a_layer() -> None:
    drawing = draw_label_map(np.array([[0, 7, 77]], np.uint8), {"rug": 7}, image="a.jpg")
    assert [(layer.label, layer.number) for layer in drawing.layers] == [("rug", 7), ("77", 77)]
    assert [layer.values().tolist() for layer in drawing.layers] == [[[0, 255, 0]], [[0, 0, 255]]]
    assert (drawing.size_wh, drawing.image) == ((3, 1), "a.jpg")


def test_each_area_has_a_layer_and_polygons_stay_what_they_are() -> None:
    areas = (
        Area("b", Polygons((TRIANGLE,))),
        Area("a", Patch(DISC.values[9:15, 9:17])),
        Area("b", Polygons((TRIANGLE,))),
    )
    drawing = draw_annotation(Annotation(areas, image="a.jpg"), (8, 6), {"a": 1, "b": 2})
    assert [(layer.label, layer.number) for layer in drawing.layers] == [("b", 2), ("a", 1), ("b", 2)]
    assert drawing.layers[0].regions() == (TRIANGLE,)
    assert drawing.image == "a.jpg"


def test_polygons_that_reach_out_of_the_picture_become_outlines_of_their_pixels() -> None:
    for ring in (TRIANGLE.outer - (2, 0), np.array([(-1e8, -1e8), (1e8, -1e8), (3, 5)])):
        shape = Polygons((Region(ring),))
        (layer,) = draw_annotation(Annotation((Area("a", shape),)), (8, 6), {"a": 1}).layers
        corners = np.concatenate([region.outer for region in layer.regions()])
        assert ((corners >= 0) & (corners <= (8, 6))).all()
        assert np.array_equal(Mask.from_regions(layer.regions(), size_wh=(8, 6)).values, shape.draw((8, 6)))
    outside = Annotation((Area("a", Polygons((Region(TRIANGLE.outer + 20),))),))
    assert draw_annotation(outside, (8, 6), {"a": 1}).layers == ()


def test_a_tolerance_leaves_corners_out() -> None:
    whole = draw_mask(DISC).layers[0].regions()[0].outer
    fewer = draw_mask(DISC, tolerance_px=1).layers[0].regions()[0].outer
    assert len(fewer) < len(whole) / 3
    layer = draw_annotation(Annotation((Area("a", Polygons((TRIANGLE,))),)), (8, 6), {"a": 1}, tolerance_px=1).layers[0]
    assert np.array_equal(layer.regions()[0].outer, np.rint(layer.regions()[0].outer * 2) / 2)


def test_boxes() -> None:
    assert box_xywh((1, 2, 5, 4)) == [1, 2, 4, 2]
