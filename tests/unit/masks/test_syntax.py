"""The grammar of expressions: what is a name, what binds to what, and what is said where it is broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskkit.errors import UnknownChoice
from maskkit.masks.syntax import MOST_NESTED, Chain, Name, Node, Rest, fold, names_in, parse

WORDS = ("floor", "wall")


def shown(node: Node) -> str:
    """The tree with every bracket written out."""
    match node:
        case Name(text):
            return text
        case Rest(of):
            return f"~{shown(of)}"
        case Chain(first, further):
            return f"({shown(first)}{''.join(f' {sign} {shown(part)}' for sign, part in further)})"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a.png", "a.png"),
        ("a.png+b.png", "(a.png + b.png)"),
        ("a.png - b.png + c.png", "(a.png - b.png + c.png)"),
        ("a.png - (b.png + c.png)", "(a.png - (b.png + c.png))"),
        ("a.png & ~b.png", "(a.png & ~b.png)"),
        ("not (a.png) & NOT b.png", "(~a.png & ~b.png)"),
        ("~~a.png", "~~a.png"),
        ("((a.png))", "a.png"),
        ("+a.png", "a.png"),
        ("floor-wall", "(floor - wall)"),
        ("Floor+a.png-WALL", "(Floor + a.png - WALL)"),
    ],
)
def test_what_binds_to_what(text: str, tree: str) -> None:
    assert shown(parse(text, words=WORDS)) == tree


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("sofa-2.png", ["sofa-2.png"]),
        ("/tmp/my-room/sofa-2.png - wall", ["/tmp/my-room/sofa-2.png", "wall"]),
        ("a-1.png+b-2.png-c.png", ["a-1.png", "b-2.png", "c.png"]),
        ("floor-sofa-2.png", ["floor", "sofa-2.png"]),
        ("./floor-plan.png", ["./floor-plan.png"]),
        ("'floor-plan.png'", ["floor-plan.png"]),
        ('"my sofa (2) & co.png" + wall', ["my sofa (2) & co.png", "wall"]),
        ("sofa-chair", ["sofa", "chair"]),
        ("a--b.png", ["a--b.png"]),
        ("masks/sofa", ["masks/sofa"]),
    ],
)
def test_where_a_name_ends(text: str, names: list[str]) -> None:
    assert [name.text for name in names_in(parse(text, words=WORDS))] == names


def test_what_names_a_file() -> None:
    names = {name.text: name.is_file for name in names_in(parse("floor + a.png + 'wall' + masks/sofa + sofa"))}
    assert names == {"floor": False, "a.png": True, "wall": True, "masks/sofa": True, "sofa": False}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "a name is missing at the end"),
        ("a.png -", "a name is missing at the end"),
        ("a.png - & b.png", r"a name is missing before '&', at character 9"),
        ("-a.png", r"a name is missing before '-', at character 1"),
        ("a.png b.png", r"an operator is missing, before 'b\.png', at character 7"),
        ("a.png (b.png)", r"an operator is missing, before '\(', at character 7"),
        ("a.png & (b.png", "a bracket stays open, at character 9"),
        ("(a.png b.png)", r"an operator is missing before 'b\.png'"),
        ("a.png)", r"a bracket is closed that was not opened, before '\)', at character 6"),
        ("()", r"a name is missing before '\)', at character 2"),
        ("'a.png", "a quote that is not closed"),
        ("not", "a name is missing at the end"),
        ("(" * (MOST_NESTED + 1) + "a.png", "nested more than 50 deep"),
        ("~" * 100_000 + "a.png", "nested more than 50 deep"),
    ],
)
def test_what_is_wrong_and_where(text: str, what: str) -> None:
    with pytest.raises(UnknownChoice, match=what):
        parse(text, hint="Do it right.")


def test_the_hint_is_the_caller_s() -> None:
    with pytest.raises(UnknownChoice, match=r"Do it right\."):
        parse("+", hint="Do it right.")


def test_a_long_chain_needs_no_depth() -> None:
    tree = parse(" + ".join(["a"] * 5000))
    assert fold(tree, name=lambda _: 1, rest=lambda value: -value, join=lambda _, a, b: a + b) == 5000


trees = st.recursive(
    st.sampled_from(["floor", "wall", "a.png", "b-2.png", "'c d.png'"]),
    lambda inner: st.one_of(
        inner.map(lambda text: f"~{text}"),
        st.tuples(inner, st.sampled_from("+-&"), inner).map(lambda parts: f"({' '.join(parts)})"),
    ),
    max_leaves=8,
)


@given(trees)
def test_what_is_written_out_is_read_as_the_same_tree(text: str) -> None:
    tree = parse(text, words=WORDS)
    again = shown(tree).replace("c d.png", "'c d.png'")
    assert parse(again, words=WORDS) == tree


@given(st.text("ab.-+&~()'\" /", max_size=20))
def test_any_text_is_a_tree_or_refused(text: str) -> None:
    try:
        assert list(names_in(parse(text, words=WORDS)))
    except UnknownChoice as error:
        assert error.message  # noqa: PT017 - either outcome is right, a crash is not
