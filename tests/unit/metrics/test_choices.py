"""Options that are one of a few words."""

from __future__ import annotations

import pytest

from maskkit.errors import UnknownChoice
from maskkit.metrics.borders import Frame
from maskkit.metrics.choices import require_choice


def test_a_known_word_passes() -> None:
    require_choice("frame", "ignore", Frame)


@pytest.mark.parametrize("value", ["Count", "", None, 3])
def test_another_word_is_named_with_those_that_are_known(value: object) -> None:
    with pytest.raises(UnknownChoice, match=r"frame is .*, none of 'count', 'ignore'"):
        require_choice("frame", value, Frame)
