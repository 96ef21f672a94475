"""Options that are one of a few words."""

from __future__ import annotations

import pytest

from maskkit.errors import UnknownChoice
from maskkit.metrics.borders import Frame
from maskkit.metrics.choices import require_choice


def test_every_word_of_the_type_is_known_and_no_other() -> None:
    refused = []
    for word in ("count", "ignore", "pixel"):
        try:
            require_choice("frame", word, Frame)
        except UnknownChoice:
            refused.append(word)
    assert refused == ["pixel"]


@pytest.mark.parametrize("value", ["Count", "", None, 3])
def test_another_word_is_named_with_those_that_are_known(value: object) -> None:
    with pytest.raises(UnknownChoice, match=r"frame is .*, none of 'count', 'ignore'"):
        require_choice("frame", value, Frame)
