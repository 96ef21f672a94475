"""How a run is reported as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from maskkit.batch.summary import Failure, Summary
from maskkit.errors import EmptyFile, GenerationFailed, KeyRefused, MaskkitError


def summary(**changes: Any) -> Summary:
    fields: dict[str, Any] = {
        "photos": 3,
        "finished": ("a", "b", "c"),
        "failed": (),
        "left": (),
        "rooms": 3,
        "spent": 3,
        "remaining_photos": 97,
        "pixels_changed_outside": 0,
        "seconds": 1.5,
        "report": Path("out/report.html"),
    }
    return Summary(**{**fields, **changes})


def failure(error: MaskkitError) -> Failure:
    return Failure("a", Path("a.jpg"), error)


@pytest.mark.parametrize(
    ("changes", "code", "exit_code"),
    [
        ({}, None, 0),
        ({"failed": (failure(EmptyFile("empty")),)}, "batch_incomplete", 8),
        ({"photos": 1, "failed": (failure(GenerationFailed("no")),)}, "generation_failed", 6),
        ({"stopped_by": KeyRefused("no"), "failed": (failure(EmptyFile("empty")),)}, "key_refused", 4),
        ({"left": ("c",), "max_photos": 2}, "out_of_photos", 5),
    ],
)
def test_the_error_of_the_run(changes: dict[str, Any], code: str | None, exit_code: int) -> None:
    end = summary(**changes)
    assert (end.error.code if end.error else None, end.exit_code) == (code, exit_code)
    document = end.to_json()
    assert document["exit_code"] == exit_code
    assert document.get("error", {}).get("code") == code


def test_a_failure_names_its_photo_by_its_whole_path() -> None:
    line = failure(EmptyFile("the file is empty", where="a.jpg")).to_json()
    assert Path(line["photo"]).is_absolute()
    assert (line["code"], line["message"], line["name"]) == ("empty_file", "the file is empty", "a")
