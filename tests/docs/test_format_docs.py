"""The page about formats: its tables are those that the program reads, and its options exist."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from maskkit.cli import convert, import_
from maskkit.masks.conventions import CONVENTIONS, Channel
from maskkit.masks.formats.areas import ROOM_CLASSES
from maskkit.masks.formats.catalogue import FORMATS
from maskkit.masks.formats.guess import Sureness
from maskkit.masks.formats.painted import PAINTED_BY
from maskkit.masks.forms import FORMS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "mask-formats.md").read_text(encoding="utf-8")


def table(head: str) -> dict[str, list[str]]:
    """The rows of the table that starts with ``head``, by the name in their first cell."""
    lines = PAGE[PAGE.index(head) :].split("\n\n")[0].splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0].strip("`"): row[1:] for row in cells}


def test_every_convention_stands_in_the_table_as_in_the_program() -> None:
    expected = {
        row.name: [
            row.used_by,
            row.edited,
            row.kept,
            f"alpha, over {row.below}" if row.channel is Channel.ALPHA else row.channel,
            "yes" if row.is_soft else "no",
            row.pitfall,
        ]
        for row in CONVENTIONS.values()
    }
    found = table("| name | who wants it |")
    assert found == expected
    assert list(found) == list(CONVENTIONS)


def test_every_format_stands_in_the_table_as_in_the_program() -> None:
    assert table("| name | what it is | file |") == {
        row.name: [row.title, row.suffix, "yes" if row.is_soft else "no", row.labels, row.pitfall]
        for row in FORMATS.values()
    }


@pytest.mark.parametrize("sureness", [sureness for sureness in Sureness if sureness is not Sureness.GIVEN])
def test_how_sure_a_guess_is_is_explained(sureness: Sureness) -> None:
    assert f"| {sureness} |" in PAGE


@pytest.mark.parametrize("name", ROOM_CLASSES)
def test_every_class_is_named(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_the_forms_options_and_commands_on_the_page_exist() -> None:
    options = {
        flag
        for command in (convert.command, import_.command)
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for flag in parameter.opts
    }
    commands = [line for line in re.findall(r"maskkit (?:convert|import) [^`\n]*", PAGE) if "--" in line]
    assert len(commands) > 10
    for line in commands:
        assert set(re.findall(r"--[a-z-]+|-o", line)) <= options, line
    forms = re.findall(r"--(?:to|from) ([a-z][a-z-]*)", PAGE)
    assert set(forms) <= {*FORMS, "labels", "both", "nova"}


def test_the_tools_that_fill_polygons_are_shown() -> None:
    for tool, _ in PAINTED_BY.values():
        assert tool in PAGE
    assert "(pictures/mask-fills.png)" in PAGE


def test_the_page_is_found_from_the_page_about_masks() -> None:
    assert "(mask-formats.md)" in (DOCS / "masks.md").read_text(encoding="utf-8")
