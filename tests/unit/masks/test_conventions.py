"""The table of conventions: no name twice, no row that contradicts itself, and services that want two things."""

from __future__ import annotations

import pytest

from maskkit.errors import UnknownChoice
from maskkit.masks.conventions import CONVENTIONS, Below, Channel, Convention, find_convention
from maskkit.masks.formats.catalogue import FORMATS


def test_no_name_is_both_a_convention_and_a_format() -> None:
    assert not CONVENTIONS.keys() & FORMATS.keys()


@pytest.mark.parametrize("row", CONVENTIONS.values(), ids=lambda row: row.name)
def test_each_row_is_whole(row: Convention) -> None:
    assert row.edit in {0, 255, None}
    assert row.holds_classes == (row.channel in {Channel.NUMBERS, Channel.PALETTE})
    assert row.used_by
    assert row.source
    assert row.below is Below.BLACK or row.channel is Channel.ALPHA
    assert row.edited != row.kept
    assert not (row.is_soft and row.channel is Channel.BIT)


@pytest.mark.parametrize(
    ("name", "edited", "kept"),
    [
        ("white", "white", "black"),
        ("black", "black", "white"),
        ("bits", "white", "black"),
        ("openai", "transparent", "opaque"),
        ("alpha", "opaque", "transparent"),
        ("rgba", "transparent", "opaque"),
        ("comfyui", "transparent", "opaque"),
        ("iopaint", "white", "black"),
        ("a1111", "white", "black"),
        ("imagen", "white", "black"),
        ("nova-inpaint", "black", "white"),
        ("nova-outpaint", "white", "black"),
        ("titan-inpaint", "black", "white"),
        ("ideogram-edit", "black", "white"),
        ("ideogram-remove", "white", "black"),
        ("runware-ideogram", "white", "black"),
        ("stability-white", "white", "black"),
        ("stability-black", "black", "white"),
        ("stability-alpha", "transparent", "opaque"),
        ("openai-markup", "opaque", "transparent"),
        ("labels", "its number", "0"),
    ],
)
def test_what_the_vendors_say(name: str, edited: str, kept: str) -> None:
    assert (CONVENTIONS[name].edited, CONVENTIONS[name].kept) == (edited, kept)


@pytest.mark.parametrize("name", ["nova", "Titan", "ideogram", "stability", "runware"])
def test_a_service_with_several_rules_has_to_be_told_which(name: str) -> None:
    with pytest.raises(UnknownChoice, match=rf"Say which call: {name.casefold()}-.* is edited"):
        find_convention(name)


def test_names_are_found_whatever_their_capitals() -> None:
    assert find_convention(" OpenAI ") is CONVENTIONS["openai"]
    assert find_convention("photoshop") is None
