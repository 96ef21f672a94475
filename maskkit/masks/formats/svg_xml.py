"""XML from strangers as a plain tree: nothing is fetched, and nothing grows larger than the file.

The parser is Expat, which comes with Python and which defusedxml only wraps. It reads no other file unless it is told
to. Entities, which alone make a small file large, are refused where they are declared, but for one kind: Illustrator
declares short names for the addresses of its namespaces, plain words that refer to nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from maskkit.errors import BadAnnotation

MOST_DEEP = 100
MOST_ELEMENTS = 200_000
_MOST_ENTITIES = 32
_LONGEST_ENTITY = 100


@dataclass(eq=False)
class Element:
    """An element: ``name`` and the names in ``attributes`` are ``{address}name``, or bare without a namespace."""

    name: str
    attributes: Mapping[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    text: str = ""

    @property
    def local(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition("}")[2]

    @property
    def space(self) -> str:
        """The address of the namespace, empty without."""
        return self.name.rpartition("}")[0].removeprefix("{")

    def walk(self) -> Iterator[Element]:
        """This element and all in it, in the order of the file."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.children)


def parse_xml(data: bytes, where: str) -> Element:
    """The root of a document.

    Raises:
        BadAnnotation: it is no XML, is cut off, declares entities, is nested too deeply or too large.

    >>> root = parse_xml(b"<a><b x='1'/></a>", "a.xml")
    >>> root.name, root.children[0].attributes
    ('a', {'x': '1'})
    """
    builder = _Builder(where)
    try:
        builder.parser.Parse(data, True)  # noqa: FBT003 - Expat takes no name for it
    except BadAnnotation:
        raise
    except expat.ExpatError as problem:
        raise BadAnnotation(_broken(problem, data), where=where) from None
    except (LookupError, ValueError):
        raise BadAnnotation("the file's encoding is not known", where=where, hint="Save it as UTF-8.") from None
    return builder.root


class _Builder:
    """Takes what the parser finds and hangs it together."""

    def __init__(self, where: str) -> None:
        self.where, self.elements, self.entities = where, 0, 0
        self.open: list[Element] = []
        parser = expat.ParserCreate(namespace_separator="}")
        parser.ordered_attributes, parser.buffer_text = False, True
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler, parser.EntityDeclHandler = self.text, self.entity
        self.parser = parser

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if len(self.open) >= MOST_DEEP:
            raise self.error(f"elements are nested more than {MOST_DEEP} deep")
        if self.elements > MOST_ELEMENTS:
            raise self.error(f"there are more than {MOST_ELEMENTS} elements")
        named = {_bracketed(key): value for key, value in attributes.items()}
        element = Element(_bracketed(name), named, self.parser.CurrentLineNumber)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _name: str) -> None:
        self.open.pop()

    def text(self, text: str) -> None:
        if self.open:
            self.open[-1].text += text

    def entity(self, name: str, is_parameter: int, value: str | None, *_where_it_is: str | None) -> None:
        self.entities += 1
        plain = not is_parameter and value is not None and not set(value) & set("&%<")
        if not plain or len(value or "") > _LONGEST_ENTITY or self.entities > _MOST_ENTITIES:
            hint = "Such files can be attacks; save it again as plain SVG."
            raise self.error(f"the file declares the entity {name[:40]!r}", hint)

    def error(self, message: str, hint: str | None = None) -> BadAnnotation:
        return BadAnnotation(message, where=f"{self.where}: line {self.parser.CurrentLineNumber}", hint=hint)


def _bracketed(name: str) -> str:
    return "{" + name if "}" in name else name


def _broken(problem: expat.ExpatError, data: bytes) -> str:
    if not data.strip():
        return "the file is empty, so it is no XML"
    told = expat.ErrorString(problem.code)
    cut = problem.code in {expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
                           expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN]}  # fmt: skip
    if cut:
        return "the XML is cut off: the file ends in the middle of it"
    return f"the file is no XML: {told} in line {problem.lineno}, column {problem.offset + 1}"
