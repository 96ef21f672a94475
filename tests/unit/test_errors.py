"""The tree of errors: drawn truly, coded uniquely, and caught broadly and narrowly."""

from __future__ import annotations

import inspect

import pytest

from maskkit import errors
from maskkit.errors import MaskkitError


def every_error() -> list[type[MaskkitError]]:
    return [
        value
        for value in vars(errors).values()
        if inspect.isclass(value) and issubclass(value, MaskkitError) and value.__module__ == errors.__name__
    ]


def drawn_tree() -> dict[str, str]:
    """Child → parent, read from the drawing at the head of the module."""
    parents: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        text = line.strip()
        if not text.startswith(("MaskkitError", "├", "└", "│")):
            continue
        depth = (len(line) - len(line.lstrip(" │├└─")) - 4) // 4
        name = line.lstrip(" │├└─").split()[0]
        path[depth:] = [name]
        if depth:
            parents[name] = path[depth - 1]
    return parents


def test_the_drawing_is_the_tree() -> None:
    """Each class stands in the drawing below its real parent, and nothing is drawn that does not exist."""
    real = {
        cls.__name__: next(base.__name__ for base in cls.__bases__ if issubclass(base, MaskkitError))
        for cls in every_error()
        if cls is not MaskkitError
    }
    assert drawn_tree() == real


def test_codes_are_unique_and_stable_words() -> None:
    codes = [cls.code for cls in every_error()]
    assert len(set(codes)) == len(codes)
    assert all(code.replace("_", "").isalpha() and code == code.lower() for code in codes)


def test_exit_codes_are_those_of_the_contract() -> None:
    assert {cls.exit_code for cls in every_error()} == {1, 2, 3, 4, 5, 6, 7, 8}


@pytest.mark.parametrize("cls", every_error(), ids=lambda cls: cls.__name__)
def test_each_error_tells_what_where_and_what_to_do(cls: type[MaskkitError]) -> None:
    error = cls("the thing broke", where="kitchen.jpg", hint="Mend it.")
    assert str(error) == "kitchen.jpg: the thing broke. Mend it."
    assert error.to_json() == {
        "code": cls.code,
        "message": "the thing broke",
        "where": "kitchen.jpg",
        "hint": "Mend it.",
    }
    assert cls.__doc__


def test_own_errors_are_also_the_builtin_that_a_caller_expects() -> None:
    assert issubclass(errors.ImageNotFound, FileNotFoundError)
    assert issubclass(errors.DeadlinePassed, TimeoutError)
    assert issubclass(errors.ServiceUnreachable, ConnectionError)
    assert issubclass(errors.SizeMismatch, ValueError)
