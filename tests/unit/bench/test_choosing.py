"""Some photos of a data set."""

from __future__ import annotations

from pathlib import Path

import pytest

from maskkit.bench.choosing import Condition, choose
from maskkit.bench.dataset import Sample
from maskkit.bench.truth import LabelFile
from maskkit.errors import BadDataset, UnknownChoice

HERE = Path("rooms")


def samples() -> list[Sample]:
    rows = {"bath_1": "bathroom", "bath_2": "bathroom", "kit_1": "kitchen"}
    return [Sample(name, HERE, LabelFile(HERE), None, {"room": room}) for name, room in rows.items()]


def chosen(*texts: str) -> list[str]:
    return [one.name for one in choose(samples(), [Condition.parse(text) for text in texts], where=HERE)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), ["bath_1", "bath_2", "kit_1"]),
        (("room=kitchen",), ["kit_1"]),
        (("room = bath*",), ["bath_1", "bath_2"]),
        (("room!=bathroom",), ["kit_1"]),
        (("name=*_1|bath_2",), ["bath_1", "bath_2", "kit_1"]),
        (("name=*_1", "room=bathroom"), ["bath_1"]),
    ],
)
def test_conditions_choose_photos(texts: tuple[str, ...], expected: list[str]) -> None:
    """Patterns, alternatives, negation, and several conditions at once."""
    assert chosen(*texts) == expected


def test_a_file_lists_values(tmp_path: Path) -> None:
    """Such as the names of a held-out half; empty lines count for nothing."""
    listed = tmp_path / "names.txt"
    listed.write_text("kit_1\n\nbath_2\n")
    assert chosen(f"name=@{listed}") == ["bath_2", "kit_1"]


@pytest.mark.parametrize("text", ["room", "=kitchen", "name=@/nowhere.txt"])
def test_conditions_of_another_form_are_refused(text: str) -> None:
    """With the form that is meant."""
    with pytest.raises(UnknownChoice):
        Condition.parse(text)


def test_a_column_that_is_not_there_is_refused_with_those_that_are() -> None:
    """A typing error must not choose nothing or all."""
    with pytest.raises(UnknownChoice, match="name, room"):
        chosen("rooms=kitchen")


def test_a_condition_that_no_photo_meets_is_refused() -> None:
    """An empty bench says nothing."""
    with pytest.raises(BadDataset, match="no photo meets"):
        chosen("room=cellar")
