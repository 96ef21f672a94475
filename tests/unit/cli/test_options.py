"""The shared options."""

from __future__ import annotations

import click
import pytest

from maskkit.cli.options import Numbers, names


@pytest.mark.parametrize(
    ("kind", "text", "numbers"),
    [
        (Numbers(2, "X,Y"), "1.5, 2", (1.5, 2.0)),
        (Numbers(4, "X,Y,X,Y", of=int), "1,2,3,4", (1, 2, 3, 4)),
        (Numbers(2, "WxH", of=int, between="x"), "1024X768", (1024, 768)),
    ],
)
def test_numbers_are_read(kind: Numbers, text: str, numbers: tuple[float, ...]) -> None:
    assert kind.convert(text, None, None) == numbers
    assert kind.convert(numbers, None, None) == numbers


@pytest.mark.parametrize("text", ["", "1", "1,2,3", "a,b", "1;2"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is not of the form X,Y"):
        Numbers(2, "X,Y").convert(text, None, None)


def test_names_between_commas() -> None:
    assert names(" window ,door,,") == ("window", "door")


def test_the_help_names_every_method() -> None:
    from maskkit.cli.run import command
    from maskkit.masks.segment import METHODS

    (option,) = (each for each in command.params if each.name == "method")
    assert isinstance(option, click.Option)
    assert [name for name in METHODS if name not in (option.help or "")] == []
