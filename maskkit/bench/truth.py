"""Where truth comes from: label maps, masks, and the annotations of COCO."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskkit.bench.dataset import digest, file_stamp
from maskkit.bench.scope import Scope, marked, strangers
from maskkit.errors import MaskRefused
from maskkit.images.decode import decode_grey
from maskkit.images.probe import probe
from maskkit.masks.classes import RoomClass
from maskkit.masks.formats.coco import read_segmentation
from maskkit.masks.formats.nodes import Node
from maskkit.types import BoolMap, Labels, SizeWh

_LABEL_HINT = f"A label map holds {', '.join(f'{int(c)} {c.name.lower()}' for c in RoomClass)}."


@dataclass(frozen=True)
class LabelFile:
    """A picture (H, W) of class values."""

    path: Path

    def size_wh(self) -> SizeWh:
        """(width, height), from the header."""
        return probe(self.path).size_wh

    def rows(self, scope: Scope) -> Labels:
        """The map in rows of ``scope``."""
        return scope.rows_of(read_labels(self.path))

    def stamp(self) -> str:
        """Size and time of the file."""
        return file_stamp(self.path)


@dataclass(frozen=True)
class MaskFile:
    """A picture (H, W) that is 128 and more where something is marked."""

    path: Path

    def size_wh(self) -> SizeWh:
        """(width, height), from the header."""
        return probe(self.path).size_wh

    def rows(self, scope: Scope) -> Labels:  # noqa: ARG002 (a mask has one row, whatever it is called)
        """1 where it is marked, else 0."""
        return marked(decode_grey(self.path)).astype(np.uint8)

    def stamp(self) -> str:
        """Size and time of the file."""
        return file_stamp(self.path)


@dataclass(frozen=True)
class CocoRegions:
    """The annotations of one photo in a COCO file; ``label_of`` gives the class of each category by its id.

    Large regions are laid down before small ones, so that a rug on a floor is a rug; what nothing covers is 0. Crowds
    are regions like others.
    """

    path: Path
    photo_size_wh: SizeWh
    annotations: tuple[Mapping[str, Any], ...]
    label_of: Mapping[int, int]

    def size_wh(self) -> SizeWh:
        """(width, height) that the file states for the photo."""
        return self.photo_size_wh

    def rows(self, scope: Scope) -> Labels:
        """The regions painted into one map."""
        labels = np.zeros(self.photo_size_wh[::-1], np.uint8)
        layers = [self._layer(annotation) for annotation in self.annotations]
        for _, label, bits in sorted(layers, key=lambda layer: -layer[0]):
            labels[np.unpackbits(bits, axis=1, count=labels.shape[1]).view(np.bool_)] = label
        return scope.rows_of(labels)

    def stamp(self) -> str:
        """Changes with the annotations of this photo."""
        return digest(repr(self.photo_size_wh), repr(self.annotations), repr(sorted(self.label_of.items())))

    def _layer(self, annotation: Mapping[str, Any]) -> tuple[int, int, NDArray[np.uint8]]:
        """Pixels, label, and the region at a bit a pixel: a photo may have hundreds of regions."""
        where = f"annotation {annotation.get('id', '?')}"
        region = coco_region(annotation.get("segmentation"), self.photo_size_wh, where=where)
        return int(np.count_nonzero(region)), self.label_of[annotation["category_id"]], np.packbits(region, axis=1)


def read_labels(path: Path) -> Labels:
    """The label map in a file.

    Raises:
        MaskRefused: it holds a value that is no class; all of them are named.
        ImageRefused: it cannot be read.
    """
    labels = decode_grey(path)
    if unknown := strangers(labels):
        shown = ", ".join(map(str, unknown[:8])) + (", …" if len(unknown) > 8 else "")
        raise MaskRefused(f"no class has the value {shown}", where=str(path), hint=_LABEL_HINT)
    return labels


def coco_region(segmentation: Any, size_wh: SizeWh, *, where: str) -> BoolMap:
    """The pixels (H, W) of a COCO ``segmentation``: a list of polygons, or run lengths, compressed or not.

    Raises:
        MaskRefused: it is neither, describes no mask, or has run lengths of another size.
    """
    region: BoolMap = read_segmentation(Node(segmentation, where)).draw(size_wh) >= 128
    return region
