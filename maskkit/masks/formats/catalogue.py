"""The annotation files of other tools: one table of who reads and writes them, and what each can hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from maskkit.masks.formats import coco, geojson, label_studio, labelme, svg, yolo
from maskkit.masks.formats.areas import Annotation, Source
from maskkit.masks.formats.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Format:
    """One form of annotation file.

    ``is_soft`` says whether it holds greys, and ``labels`` whether it says by name or number what it marks.
    ``outlines`` says that it holds polygons, which other programs fill by rules of their own.
    """

    name: str
    title: str
    suffix: str
    read: Callable[[Source], Annotation]
    write: Callable[[Drawing], bytes]
    is_soft: bool = False
    labels: Literal["names", "numbers", "none"] = "names"
    outlines: bool = False
    pitfall: str = ""


_ON_BRIDGES = "A polygon cannot hold holes: they hang on bridges, lines walked in both directions."

_ROWS = (
    Format(
        "coco",
        "COCO, compressed run lengths",
        ".json",
        coco.read_coco,
        coco.write_coco,
        pitfall="Column by column, not row by row.",
    ),
    Format("coco-uncompressed", "COCO, run lengths as numbers", ".json", coco.read_coco, coco.write_coco_uncompressed),
    Format(
        "coco-polygons",
        "COCO, polygons",
        ".json",
        coco.read_coco,
        coco.write_coco_polygons,
        outlines=True,
        pitfall=_ON_BRIDGES,
    ),
    Format(
        "rle",
        "a bare COCO run-length code",
        ".json",
        coco.read_coco,
        coco.write_rle,
        labels="none",
        pitfall="One mask; it does not say what it marks.",
    ),
    Format(
        "labelme",
        "LabelMe, shapes of the type mask",
        ".json",
        labelme.read_labelme,
        labelme.write_labelme,
        pitfall="Needs LabelMe 5.2 or later.",
    ),
    Format(
        "labelme-polygons",
        "LabelMe, polygons",
        ".json",
        labelme.read_labelme,
        labelme.write_labelme_polygons,
        outlines=True,
        pitfall=_ON_BRIDGES,
    ),
    Format(
        "label-studio",
        "Label Studio, brushes",
        ".json",
        label_studio.read_label_studio,
        label_studio.write_label_studio,
        is_soft=True,
        pitfall=f"Its tags must be called {label_studio.BRUSH_TAG} and {label_studio.IMAGE_TAG}, as in its templates.",
    ),
    Format(
        "label-studio-polygons",
        "Label Studio, polygons",
        ".json",
        label_studio.read_label_studio,
        label_studio.write_label_studio_polygons,
        outlines=True,
        pitfall=f"In per cent of the picture. {_ON_BRIDGES}",
    ),
    Format(
        "yolo",
        "YOLO, one polygon a line",
        ".txt",
        yolo.read_yolo,
        yolo.write_yolo,
        labels="numbers",
        outlines=True,
        pitfall=f"In shares of the picture, whose size it does not say. {_ON_BRIDGES}",
    ),
    Format(
        "yolo-rle",
        "YOLO, run lengths",
        ".txt",
        yolo.read_yolo,
        yolo.write_yolo_rle,
        labels="numbers",
        pitfall="A proposal (ultralytics/ultralytics#25944); few programs read it yet.",
    ),
    Format(
        "svg",
        "SVG, one path for each area",
        ".svg",
        svg.read_svg,
        svg.write_svg,
        outlines=True,
        pitfall="A browser smooths the edges of what it draws; strokes have no width here.",
    ),
    Format(
        "geojson",
        "GeoJSON in pixels",
        ".geojson",
        geojson.read_geojson,
        geojson.write_geojson,
        outlines=True,
        pitfall="y runs downwards, as in pictures; maps have it upwards.",
    ),
)

FORMATS: Mapping[str, Format] = {row.name: row for row in _ROWS}
"""Every form of annotation file by its name."""
