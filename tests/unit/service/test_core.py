"""Opening a service: the folder, the user, the engine's name; and what its URLs are."""

from __future__ import annotations

from pathlib import Path

import pytest

from maskkit.errors import ServiceNotStarted
from maskkit.service.app import build_app
from maskkit.service.core import open_service
from maskkit.service.settings import ServiceSettings

BASE = "http://127.0.0.1:8000"


def test_a_service_takes_its_folder_and_gives_it_back(tmp_path: Path) -> None:
    settings = ServiceSettings(data=tmp_path / "data", engine="tiny_engines:paint")
    first = open_service(settings, base_url=BASE)
    with pytest.raises(ServiceNotStarted):
        open_service(settings, base_url=BASE)
    assert not first.ready
    first.stop()
    first.stop()
    second = open_service(settings, base_url=BASE)
    assert second.owner.user_id == first.owner.user_id
    assert (first.owner.api_key is None, second.owner.api_key is None) == (False, True)
    second.stop()


def test_a_folder_that_cannot_be_opened_is_left_unlocked(tmp_path: Path) -> None:
    settings = ServiceSettings(data=tmp_path)
    (tmp_path / "store").touch()
    for _ in range(2):
        with pytest.raises(OSError, match="store"):
            open_service(settings, base_url=BASE)


def test_urls_name_the_service_as_the_caller_did_unless_it_has_a_public_name(tmp_path: Path) -> None:
    service = open_service(ServiceSettings(data=tmp_path / "a"), base_url=BASE)
    assert service.url_for("rooms.local:81") == "http://rooms.local:81"
    assert service.url_for(None) == BASE
    service.stop()
    public = ServiceSettings(data=tmp_path / "b", public_url="https://rooms.example.org/")
    service = open_service(public, base_url=BASE)
    assert service.url_for("rooms.local:81") == "https://rooms.example.org"
    service.stop()


def test_the_application_has_the_routes_of_the_wire_and_no_pages_from_elsewhere(tmp_path: Path) -> None:
    service = open_service(ServiceSettings(data=tmp_path), base_url=BASE)
    app = build_app(service)
    assert {"/api/create_room/generate", "/api/account/credit", "/api/assets"} <= set(app.openapi()["paths"])
    assert app.docs_url is None
    assert app.redoc_url is None
    service.stop()
