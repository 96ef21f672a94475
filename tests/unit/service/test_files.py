"""Stored files: names that cannot be guessed, URLs that are known again, uploads that are images."""

from __future__ import annotations

import dataclasses
import io
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from maskkit.errors import EmptyFile, ImageTooLarge, InputRefused, UnsupportedFormat
from maskkit.limits import DEFAULT_IMAGE_LIMITS, ImageLimits
from maskkit.service.accounts import Welcome
from maskkit.service.db.database import Database
from maskkit.service.db.users import add_user
from maskkit.service.files import (
    check_own,
    check_upload,
    is_name,
    is_ours,
    is_stored,
    keep_asset,
    new_name,
    output_name,
    own_name,
    signature,
    signed_until_s,
    signed_url,
    store_name,
)
from maskkit.service.parts import Parts


def test_names_are_long_different_and_names() -> None:
    names = [new_name("image/png") for _ in range(50)] + [new_name("image/jpeg")]
    assert len(set(names)) == len(names)
    assert all(is_name(name) and len(name) > 43 for name in names)
    assert is_name(output_name(names[0].removesuffix(".png"), 12))


@pytest.mark.parametrize(
    "text",
    ["", "a.png", "../" + "a" * 30 + ".png", "a" * 30 + ".html", "a" * 30 + ".png\n", "a" * 30, "a" * 200 + ".png"],
)
def test_what_is_no_name(text: str) -> None:
    assert not is_name(text)


NAME = "f" + "A" * 43 + ".png"
OURS = ("https://rooms.example.org", "http://0.0.0.0:8000")


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        (f"http://127.0.0.1:8000/files/{NAME}", True),
        (f"http://localhost:1/files/{NAME}", True),
        (f"http://[::1]:8000/files/{NAME}", True),
        (f"https://rooms.example.org/files/{NAME}?x=1", True),
        (f"http://192.168.1.5:8000/files/{NAME}", False),
        (f"https://rooms.example.org.evil.org/files/{NAME}", False),
    ],
)
def test_a_file_of_ours_is_known_by_its_name_whatever_the_host(url: str, ours: bool) -> None:
    assert own_name(url) == NAME
    assert is_ours(url, OURS) == ours


@pytest.mark.parametrize(
    "url",
    [
        f"https://rooms.example.org/other/{NAME}",
        f"https://rooms.example.org/{NAME}",
        "https://rooms.example.org/files/../service.sqlite",
        f"https://rooms.example.org/files/x/{NAME}",
        f"https://rooms.example.org/x?/files/{NAME}",
    ],
)
def test_other_paths_are_no_files_of_ours(url: str) -> None:
    assert own_name(url) is None


@given(st.text(max_size=60))
def test_no_path_reaches_a_file_that_has_no_name(path: str) -> None:
    found = own_name("http://127.0.0.1/files/" + path.replace("[", "").replace("]", ""))
    assert found is None or is_name(found)


def picture(kind: str, size: tuple[int, int] = (8, 6)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size).save(buffer, kind)
    return buffer.getvalue()


def test_the_type_of_an_upload_is_told_by_its_bytes() -> None:
    assert check_upload(picture("PNG"), DEFAULT_IMAGE_LIMITS) == "image/png"
    assert check_upload(picture("JPEG"), DEFAULT_IMAGE_LIMITS) == "image/jpeg"


@pytest.mark.parametrize("data", [picture("WEBP"), picture("GIF"), b"<svg/>", b"%PDF-1.7", b"hello"])
def test_an_upload_of_another_type_is_refused(data: bytes) -> None:
    with pytest.raises(UnsupportedFormat):
        check_upload(data, DEFAULT_IMAGE_LIMITS)


def test_an_upload_of_nothing_and_one_of_too_much_are_refused() -> None:
    with pytest.raises(EmptyFile):
        check_upload(b"", DEFAULT_IMAGE_LIMITS)
    with pytest.raises(ImageTooLarge):
        check_upload(picture("PNG", (200, 10)), ImageLimits(max_side_px=100))


def test_an_asset_is_there_until_it_expires(parts: Parts, user: Welcome, clock: object) -> None:
    row = keep_asset(parts, user.user_id, b"bytes", "image/png")
    assert parts.store.get(store_name(row.name)) == b"bytes"
    check_own(parts, row.name, user.user_id, where="image_url")
    assert is_stored(parts, row.name)
    assert not is_stored(parts, NAME)
    clock.forward(parts.settings.asset_ttl_s)
    with pytest.raises(InputRefused, match="image_url: the file has expired"):
        check_own(parts, row.name, user.user_id, where="image_url")
    with pytest.raises(InputRefused, match="no such file"):
        check_own(parts, NAME, user.user_id, where="mask_url")


def test_a_file_of_somebody_else_is_no_file(parts: Parts, user: Welcome) -> None:
    row = keep_asset(parts, user.user_id, b"bytes", "image/png")
    with pytest.raises(InputRefused, match="no such file"):
        check_own(parts, row.name, "somebody else", where="image_url")


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def test_a_url_is_good_for_its_time_and_no_longer_than_the_file(parts: Parts, user: Welcome, clock: object) -> None:
    row = keep_asset(parts, user.user_id, b"bytes", "image/png")
    short = dataclasses.replace(parts, settings=parts.settings.model_copy(update={"url_ttl_s": 3600.0}))
    url = signed_url(short, "http://here", row)
    assert own_name(url) == row.name
    assert url.startswith(f"http://here/files/{row.name}?")
    assert signed_until_s(short, row.name, query_of(url)) == (row.created_ms + 3_600_000) // 1000
    long = signed_until_s(parts, row.name, query_of(signed_url(parts, "http://here", row)))
    assert long == row.expires_ms // 1000


@pytest.mark.parametrize("passed_s", [0, 1799, 1800, 1801, 3599, 3600, 100_000])
def test_a_url_stays_the_same_for_half_its_time_and_is_good_for_the_other_half(
    parts: Parts, user: Welcome, clock: object, passed_s: int
) -> None:
    short = dataclasses.replace(parts, settings=parts.settings.model_copy(update={"url_ttl_s": 3600.0}))
    row = keep_asset(parts, user.user_id, b"bytes", "image/png")
    clock.forward(passed_s)
    until_s = signed_until_s(short, row.name, query_of(signed_url(short, "", row)))
    assert until_s is not None
    assert 1800 < until_s - clock() / 1000 <= 3600


@given(st.dictionaries(st.sampled_from(["expires", "signature"]), st.text()))
def test_no_query_is_good_that_was_not_signed(query: dict[str, str]) -> None:
    class Key:
        url_key = b"k" * 32

    assert signed_until_s(Key(), NAME, query) is None  # type: ignore[arg-type]


def test_a_signature_is_of_its_name_time_and_key(parts: Parts) -> None:
    good = signature(parts, NAME, 1000)
    assert signed_until_s(parts, NAME, {"expires": "1000", "signature": good}) == 1000
    assert signed_until_s(parts, NAME, {"expires": "1001", "signature": good}) is None
    assert signed_until_s(parts, "g" + NAME[1:], {"expires": "1000", "signature": good}) is None
    other = dataclasses.replace(parts, url_key=b"another")
    assert signed_until_s(other, NAME, {"expires": "1000", "signature": good}) is None


def test_the_same_bytes_are_the_same_asset_while_it_has_time_to_live(
    parts: Parts, user: Welcome, clock: object
) -> None:
    first = keep_asset(parts, user.user_id, b"bytes", "image/png")
    assert keep_asset(parts, user.user_id, b"bytes", "image/png") == first
    assert keep_asset(parts, user.user_id, b"other", "image/png").name != first.name
    clock.forward(parts.settings.asset_ttl_s / 2)
    renewed = keep_asset(parts, user.user_id, b"bytes", "image/png")
    assert renewed.name != first.name
    assert renewed.expires_ms > first.expires_ms
    assert keep_asset(parts, user.user_id, b"bytes", "image/png") == renewed


def test_the_bytes_of_one_user_are_not_the_asset_of_another(parts: Parts, user: Welcome) -> None:
    with parts.database.write() as transaction:
        add_user(transaction, "other", 1)
    rows = [keep_asset(parts, who, b"bytes", "image/png") for who in (user.user_id, "other")]
    assert rows[0].name != rows[1].name


def test_the_same_bytes_at_the_same_time_are_one_asset(parts: Parts, any_database: Database, any_user: str) -> None:
    """Or a client that uploads anew after a crash would ask for another room with its key."""
    machines = [dataclasses.replace(parts, database=any_database) for _ in range(4)]
    with ThreadPoolExecutor(4) as clients:
        rows = list(clients.map(lambda machine: keep_asset(machine, any_user, b"photo", "image/png"), machines))
    assert len({row.name for row in rows}) == 1
    assert [path.name for path in (parts.store.root / "files").iterdir()] == [rows[0].name]
