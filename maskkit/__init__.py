"""maskkit: room photo, mask, generated room, and back into the untouched photo.

Every name below is loaded on first use, so that ``import maskkit`` costs next to nothing and has no side effects.

>>> import maskkit as mk
>>> mk.Mask.__name__
'Mask'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maskkit.lazy import lazy_names
from maskkit.version import __version__

if TYPE_CHECKING:
    from maskkit import metrics as metrics
    from maskkit.client.rooms import RoomClient as RoomClient
    from maskkit.compositing.audit import audit as audit
    from maskkit.compositing.blend import composite as composite
    from maskkit.geometry.camera import estimate_camera as estimate_camera
    from maskkit.geometry.layout import fit_layout as fit_layout
    from maskkit.geometry.room_file import open_room as open_room
    from maskkit.geometry.room_file import save_room as save_room
    from maskkit.images.decode import open_photo as open_photo
    from maskkit.images.normalize import normalize as normalize
    from maskkit.images.photo import Photo as Photo
    from maskkit.images.probe import probe as probe
    from maskkit.images.transform import Transform as Transform
    from maskkit.masks.classes import RoomClass as RoomClass
    from maskkit.masks.convert import convert as convert
    from maskkit.masks.forms import read_labels as read_labels
    from maskkit.masks.forms import read_mask as read_mask
    from maskkit.masks.imports import import_masks as import_masks
    from maskkit.masks.lint import lint as lint
    from maskkit.masks.lint import repair as repair
    from maskkit.masks.mask import Mask as Mask
    from maskkit.masks.refine import refine as refine
    from maskkit.masks.segment import segment as segment
    from maskkit.masks.target import mask as mask
    from maskkit.roomapi.words import RoomType as RoomType
    from maskkit.roomapi.words import Theme as Theme

_HOMES = {
    "Mask": "maskkit.masks.mask",
    "Photo": "maskkit.images.photo",
    "RoomClass": "maskkit.masks.classes",
    "RoomClient": "maskkit.client.rooms",
    "RoomType": "maskkit.roomapi.words",
    "Theme": "maskkit.roomapi.words",
    "Transform": "maskkit.images.transform",
    "audit": "maskkit.compositing.audit",
    "composite": "maskkit.compositing.blend",
    "convert": "maskkit.masks.convert",
    "estimate_camera": "maskkit.geometry.camera",
    "fit_layout": "maskkit.geometry.layout",
    "import_masks": "maskkit.masks.imports",
    "lint": "maskkit.masks.lint",
    "mask": "maskkit.masks.target",
    "metrics": "maskkit.metrics",
    "normalize": "maskkit.images.normalize",
    "open_photo": "maskkit.images.decode",
    "open_room": "maskkit.geometry.room_file",
    "probe": "maskkit.images.probe",
    "read_labels": "maskkit.masks.forms",
    "read_mask": "maskkit.masks.forms",
    "refine": "maskkit.masks.refine",
    "repair": "maskkit.masks.lint",
    "save_room": "maskkit.geometry.room_file",
    "segment": "maskkit.masks.segment",
}

__all__ = [*_HOMES, "__version__"]  # noqa: PLE0604 - the names stand once, above

__getattr__, __dir__ = lazy_names(__name__, _HOMES)
