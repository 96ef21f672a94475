"""Put a file where a service can fetch it: at the service itself, a server that takes PUT, or in a shared folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import quote

from maskkit.errors import BadAnswer, InvalidRequest, RequestRejected
from maskkit.net.images import image_format
from maskkit.net.retries import Repeat
from maskkit.net.session import Call, Session
from maskkit.roomapi.checks import url_problem
from maskkit.roomapi.schema import PATHS, Asset
from maskkit.storage.local import LocalStore

_NO_SUCH_CALL = (404, 405, 501)
_SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg"}
_TYPES = {"png": "image/png", "jpeg": "image/jpeg"}


class Uploads(Protocol):
    """Takes files and tells their URLs."""

    def upload(self, data: bytes, content_type: str) -> Asset:
        """Put ``data`` there; the same bytes may be put again at any time."""


class ServiceUploads:
    """Uploads to the service itself: ``POST /api/assets``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def upload(self, data: bytes, content_type: str) -> Asset:
        """Put ``data`` there.

        Raises:
            InvalidRequest: it is no JPEG or PNG file, or this service takes no uploads.
            BadAnswer: what the service keeps is not what was sent.
            ApiError: what the service said.
        """
        name = checked_name(data, content_type)
        call = Call("POST", PATHS["assets"], data, {"Content-Type": content_type}, Repeat.FEW)
        try:
            answer = self._session.call(call)
        except RequestRejected as error:
            if error.status not in _NO_SUCH_CALL:
                raise
            raise InvalidRequest(
                "this service takes no uploads",
                where=self._session.base_url,
                hint="Give --upload-to URL, or in Python URLs, PutUploads(...) or FolderUploads(...).",
            ) from error
        asset = Asset.from_wire(answer.json(where=f"POST {self._session.base_url}{PATHS['assets']}"))
        if asset.sha256 and asset.sha256.lower() != name.partition(".")[0]:
            raise BadAnswer("the service received other bytes than were sent", where=asset.url, hint="Try again.")
        return asset


class PutUploads:
    """Uploads by PUT to ``base_url/<sha256>.<png|jpg>``, from where the service fetches them as well.

    >>> PutUploads("https://files.example.org/rooms")
    PutUploads('https://files.example.org/rooms')
    """

    def __init__(self, base_url: str, *, headers: Mapping[str, str] | None = None) -> None:
        """Make the uploads; ``headers`` are sent along, such as an Authorization for that server."""
        self._session = Session(base_url)
        self._headers = dict(headers or {})

    def upload(self, data: bytes, content_type: str) -> Asset:
        """Put ``data`` there.

        Raises:
            InvalidRequest: it is no JPEG or PNG file.
            ApiError: what the server said.
        """
        name = checked_name(data, content_type)
        headers = {"Content-Type": content_type, **self._headers}
        self._session.call(Call("PUT", f"/{name}", data, headers, Repeat.FEW, keyed=False))
        return Asset(f"{self._session.base_url}/{name}", sha256=name.partition(".")[0])

    def __repr__(self) -> str:
        return f"PutUploads({self._session.base_url!r})"


class FolderUploads:
    """Uploads into a folder which a web server shows at ``public_base_url``."""

    def __init__(self, folder: str | os.PathLike[str], public_base_url: str) -> None:
        if problem := url_problem(public_base_url):
            raise InvalidRequest(f"public_base_url {problem}", fields={"public_base_url": problem})
        self._store = LocalStore(folder)
        self._base_url = public_base_url.rstrip("/")

    def upload(self, data: bytes, content_type: str) -> Asset:
        """Put ``data`` there, readable for the web server.

        Raises:
            InvalidRequest: it is no JPEG or PNG file.
            StorageError: the disk would not take it.
        """
        name = checked_name(data, content_type)
        self._store.put(name, data)
        return Asset(f"{self._base_url}/{quote(name)}", sha256=name.partition(".")[0])

    def __repr__(self) -> str:
        return f"FolderUploads({str(self._store.root)!r}, {self._base_url!r})"


def checked_name(data: bytes, content_type: str) -> str:
    """The name ``<sha256>.<png|jpg>`` of a file, once it is known to be what ``content_type`` says.

    Raises:
        InvalidRequest: it is no JPEG or PNG file, or not the one that it is said to be.
    """
    found = _TYPES.get(image_format(data[:32]) or "")
    if found is None or found != content_type:
        what = found or "no JPEG or PNG file"
        raise InvalidRequest(f"the bytes to upload are {what}, not {content_type}", hint="The wire takes jpg and png.")
    return hashlib.sha256(data).hexdigest() + _SUFFIXES[content_type]
