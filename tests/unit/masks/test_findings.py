"""The table of codes: complete, and in words that help."""

from __future__ import annotations

import json

import pytest

from maskkit.masks.findings import CODES, Finding, Mending, Severity


@pytest.mark.parametrize("code", CODES)
def test_every_code_says_what_it_means_and_what_to_do(code: str) -> None:
    rule = CODES[code]
    assert rule.meaning.endswith((".", "?"))
    assert len(rule.fix) > 10
    assert ("--fix FILE" in rule.fix) == (rule.mending is not Mending.NEVER)
    assert (f"--also {code}" in rule.fix) == (rule.mending is Mending.ASKED)


def test_notes_change_nothing_about_the_code() -> None:
    assert {rule.severity for rule in CODES.values()} == set(Severity)
    assert [code for code, rule in CODES.items() if rule.severity is Severity.NOTE] == ["stored", "soft"]


def test_a_minor_finding_is_a_note() -> None:
    assert Finding("specks", "1 speck", is_minor=True).severity is Severity.NOTE
    assert Finding("specks", "99 specks").severity is Severity.WARNING


def test_a_finding_as_json() -> None:
    told = json.loads(json.dumps(Finding("tiny", "only 0.01% is marked", (1, 2, 3, 4), {"coverage": 0.0001}).to_json()))
    assert told["severity"] == "warning"
    assert told["mending"] == "never"
    assert told["place"] == [1, 2, 3, 4]
    assert told["numbers"] == {"coverage": 0.0001}
    assert told["fix"] == CODES["tiny"].fix
