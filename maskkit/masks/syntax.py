"""The grammar of sums, differences and overlaps of masks: ``floor + sofa.png - (window & door)``.

    expression = ["+"] term { ("+" | "-" | "&") term }        from left to right, no operator before another
    term       = ("~" | "not") term | "(" expression ")" | name

``+`` is the union, ``-`` the first without the second, ``&`` what both share, ``~`` the rest of the picture. A name
ends at a space, a bracket or an operator, with two ways out: in quotes it may hold anything, and an operator within a
file name, such as ``sofa-2.png``, belongs to the name unless what stands before it is a word or a file by itself.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from maskkit.errors import UnknownChoice

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {"+": operator.or_, "-": operator.sub, "&": operator.and_}
"""What each sign does to two sets or two masks."""

MOST_NESTED = 50

_TOKEN = re.compile(r"""\s*(?:(?P<quoted>"[^"]*"|'[^']*')|(?P<sign>[()&~])|(?P<chunk>[^\s()&~"']+))""")
_FILE_ENDING = re.compile(r"\.\w{1,5}$")

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Name:
    """A word or a file; what stood in quotes is a file."""

    text: str
    quoted: bool = False

    @property
    def is_file(self) -> bool:
        """Whether it names a file: it stood in quotes, has an ending, or leads into a folder.

        >>> [Name(text).is_file for text in ("sofa.png", "masks/sofa", "sofa")]
        [True, True, False]
        """
        return self.quoted or bool(_FILE_ENDING.search(self.text)) or "/" in self.text or "\\" in self.text


@dataclass(frozen=True, slots=True)
class Rest:
    """Everything but ``of``."""

    of: Node


@dataclass(frozen=True, slots=True)
class Chain:
    """``first``, and what is done to it, sign by sign, from left to right."""

    first: Node
    further: tuple[tuple[str, Node], ...]


Node: TypeAlias = Name | Rest | Chain


def parse(text: str, *, words: Collection[str] = (), hint: str = "") -> Node:
    """The tree of an expression. ``words`` end a name even where an operator follows without a space.

    Raises:
        UnknownChoice: it is no expression; the message says what is missing at which character.

    >>> parse("a.png - 'my sofa.png'")
    Chain(first=Name(text='a.png', quoted=False), further=(('-', Name(text='my sofa.png', quoted=True)),))
    >>> parse("my-sofa.png")
    Name(text='my-sofa.png', quoted=False)
    """
    return _Parser(text, list(_tokens(text, words, hint)), hint).whole()


def names_in(node: Node) -> Iterator[Name]:
    """All names of a tree, from left to right.

    >>> [name.text for name in names_in(parse("a & ~(b - c)"))]
    ['a', 'b', 'c']
    """
    match node:
        case Name():
            yield node
        case Rest(of):
            yield from names_in(of)
        case Chain(first, further):
            yield from names_in(first)
            for _, part in further:
                yield from names_in(part)


def fold(node: Node, *, name: Callable[[Name], _T], rest: Callable[[_T], _T], join: Callable[[str, _T, _T], _T]) -> _T:
    """The value of a tree: of its names by ``name``, of the rest of something by ``rest``, of two by ``join``.

    >>> numbers = {"a": {1, 2}, "b": {2}}
    >>> fold(parse("a - b"), name=lambda n: numbers[n.text], rest=set, join=lambda sign, a, b: OPERATORS[sign](a, b))
    {1}
    """
    match node:
        case Name():
            return name(node)
        case Rest(of):
            return rest(fold(of, name=name, rest=rest, join=join))
        case Chain(first, further):
            value = fold(first, name=name, rest=rest, join=join)
            for sign, part in further:
                value = join(sign, value, fold(part, name=name, rest=rest, join=join))
            return value


@dataclass(frozen=True, slots=True)
class _Token:
    """``kind`` is name, or the sign itself; ``at`` the number of its first character, from 1."""

    kind: str
    text: str
    at: int
    quoted: bool = False


def _tokens(text: str, words: Collection[str], hint: str) -> Iterator[_Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            raise UnknownChoice(f"{text!r} has a quote that is not closed", hint=hint)
        kind = found.lastgroup or ""
        start, piece = found.start(kind), found[kind]
        if kind == "chunk":
            yield from _split(piece, start + 1, words)
        elif kind == "quoted":
            yield _Token("name", piece[1:-1], start + 1, quoted=True)
        else:
            yield _Token(piece, piece, start + 1)
        at = found.end()


def _split(chunk: str, at: int, words: Collection[str]) -> Iterator[_Token]:
    """The names and signs of a piece of text without spaces."""
    pieces = re.split(r"([+-])", chunk)
    number = 0
    while number < len(pieces):
        piece, last = pieces[number], number
        if number % 2 == 0 and piece and not _is_whole(piece, words):
            ends = (end for end in range(number + 2, len(pieces), 2) if _FILE_ENDING.search(pieces[end]))
            last = next(ends, number)
        piece = "".join(pieces[number : last + 1])
        if number % 2:
            yield _Token(piece, piece, at)
        elif piece:
            yield _Token("not" if piece.lower() == "not" else "name", piece, at)
        at += len(piece)
        number = last + 1


def _is_whole(piece: str, words: Collection[str]) -> bool:
    return piece.lower() in words or piece.lower() == "not" or bool(_FILE_ENDING.search(piece))


class _Parser:
    """Reads tokens from left to right, one method a rule of the grammar."""

    def __init__(self, text: str, tokens: list[_Token], hint: str) -> None:
        self._text, self._tokens, self._hint = text, tokens, hint
        self._next, self._depth = 0, 0

    def whole(self) -> Node:
        """The tree of all tokens."""
        found = self._chain()
        if (token := self._peek()) is not None:
            what = "a bracket is closed that was not opened" if token.kind == ")" else "an operator is missing"
            raise self._wrong(f"{what}, before {token.text!r}", token)
        return found

    def _chain(self) -> Node:
        self._take("+")
        first, further = self._term(), []
        while (token := self._peek()) is not None and token.kind in OPERATORS:
            self._next += 1
            further.append((token.kind, self._term()))
        return Chain(first, tuple(further)) if further else first

    def _term(self) -> Node:
        token = self._peek()
        if token is None:
            raise self._wrong("a name is missing at the end")
        if token.kind == "name":
            self._next += 1
            return Name(token.text, token.quoted)
        if token.kind not in {"~", "not", "("}:
            raise self._wrong(f"a name is missing before {token.text!r}", token)
        self._next += 1
        self._depth += 1
        if self._depth > MOST_NESTED:
            raise self._wrong(f"brackets and ~ are nested more than {MOST_NESTED} deep")
        found = self._bracketed(token) if token.kind == "(" else Rest(self._term())
        self._depth -= 1
        return found

    def _bracketed(self, opening: _Token) -> Node:
        found = self._chain()
        if self._take(")"):
            return found
        token = self._peek()
        raise self._wrong(f"an operator is missing before {token.text!r}" if token else "a bracket stays open", opening)

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self, kind: str) -> bool:
        token = self._peek()
        taken = token is not None and token.kind == kind
        self._next += taken
        return taken

    def _wrong(self, what: str, token: _Token | None = None) -> UnknownChoice:
        where = f"{self._text.strip()!r}" if self._text.strip() else None
        return UnknownChoice(f"{what}, at character {token.at}" if token else what, where=where, hint=self._hint)
