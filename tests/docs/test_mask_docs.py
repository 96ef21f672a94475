"""The page about masks: every code of the linter, every word, every modifier, and pictures that are small enough."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from maskkit.masks.findings import CODES, Mending
from maskkit.masks.modifiers import MODIFIERS
from maskkit.masks.segment import METHODS
from maskkit.masks.syntax import OPERATORS
from maskkit.masks.words import TARGETS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "masks.md").read_text(encoding="utf-8")
MENDED_BY = {Mending.ITSELF: "`--fix`", Mending.ASKED: "`--also`", Mending.NEVER: "you"}


def rows(text: str) -> list[list[str]]:
    """The cells of every table row."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


def test_every_code_stands_in_the_table_as_in_the_linter() -> None:
    described = {row[0].strip("`"): row[1:] for row in rows(PAGE) if len(row) == 4 and row[0].startswith("`")}
    assert described == {
        code: [rule.severity, MENDED_BY[rule.mending], f"{rule.meaning} {rule.fix}"] for code, rule in CODES.items()
    }


@pytest.mark.parametrize("name", [*TARGETS, *METHODS, *(f"--{name}" for name in MODIFIERS), *OPERATORS])
def test_every_word_method_modifier_and_sign_is_explained(name: str) -> None:
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("picture", sorted((DOCS / "pictures").glob("mask-*")), ids=lambda path: path.name)
def test_every_picture_is_shown_and_small(picture: Path) -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in DOCS.glob("*.md"))
    assert re.search(rf"!\[[^\]]+\]\(pictures/{re.escape(picture.name)}\)", pages)
    assert picture.stat().st_size < 200_000
