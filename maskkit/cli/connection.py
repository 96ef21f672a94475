"""The client that the commands of the service share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maskkit.client.rooms import RoomClient
    from maskkit.client.uploads import Uploads


def connect(service: str, user_id: str | None, *, upload_to: str | None = None) -> RoomClient:
    """A client of ``service``; the key is read from MASKKIT_API_KEY."""
    from maskkit.client.rooms import RoomClient

    uploads = uploads_to(upload_to) if upload_to else None
    return RoomClient(service, api_key=os.environ.get("MASKKIT_API_KEY") or None, user_id=user_id, uploads=uploads)


def uploads_to(url: str) -> Uploads:
    """Uploads by PUT below ``url``."""
    from maskkit.client.uploads import PutUploads

    return PutUploads(url)
