"""Which picture of several is meant."""

from __future__ import annotations

import pytest

from maskkit.errors import BadAnnotation
from maskkit.masks.formats.nodes import Node
from maskkit.masks.formats.selection import choose


def chosen(names: list[str], asked: str | None) -> str:
    return str(choose([Node(name, "x") for name in names], asked, lambda node: [node.value], "x.json").value)


def test_the_whole_name_comes_before_the_last_part() -> None:
    assert chosen(["a/one.jpg", "one.jpg"], "one.jpg") == "one.jpg"
    assert chosen(["a/one.jpg", "b\\two.jpg"], "two.jpg") == "b\\two.jpg"
    assert chosen(["a/one.jpg"], None) == "a/one.jpg"


@pytest.mark.parametrize(
    ("names", "asked", "what"),
    [
        ([], None, "the file names no picture"),
        (["a", "b"], None, "there are 2 pictures. Choose with --image. It has: a, b."),
        (["a", "b"], "c", "there is no picture 'c'. It has: a, b."),
        (["x/a", "y/a"], "a", "2 pictures are called 'a'. Give the whole path."),
        ([str(number) for number in range(25)], None, "7, 8, 9 and 15 more."),
    ],
)
def test_refusals(names: list[str], asked: str | None, what: str) -> None:
    with pytest.raises(BadAnnotation) as refused:
        chosen(names, asked)
    assert what in str(refused.value)
