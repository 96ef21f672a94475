"""Data sets as values."""

from __future__ import annotations

from pathlib import Path

import pytest

from maskkit.bench.dataset import MOST_LINES, Dataset, Sample, digest, file_stamp, refuse, safe_name, twice
from maskkit.bench.scope import Scope
from maskkit.bench.truth import LabelFile
from maskkit.errors import BadDataset


def sample(name: str) -> Sample:
    return Sample(name, Path(f"{name}.jpg"), LabelFile(Path(f"{name}.png")))


def test_a_dataset_goes_through_its_samples_in_order() -> None:
    """The order of the table is the order of every result."""
    data = Dataset("rooms", "table", Scope.of_mask(), (sample("b"), sample("a")), left_out=2, chosen=("x=1",))
    assert [one.name for one in data] == ["b", "a"]
    assert len(data) == 2
    told = data.to_json()
    assert (told["photos"], told["left_out"], told["chosen"]) == (2, 2, ["x=1"])


def test_all_problems_are_told_at_once_but_not_thousands() -> None:
    """Every line is there up to a limit, and the rest is counted."""
    with pytest.raises(BadDataset) as caught:
        refuse([f"photo {number}" for number in range(MOST_LINES + 7)], Path("rooms"))
    text = str(caught.value)
    assert f"{MOST_LINES + 7} problems" in text
    assert f"photo {MOST_LINES - 1}" in text
    assert "… and 7 more" in text


@pytest.mark.parametrize("name", ["../up", "/root", "a/../../b", "", "C:\\windows", "..\\up", "nul\0"])
def test_names_that_lead_out_of_a_folder_are_refused(name: str) -> None:
    """Names become paths below the output folder."""
    with pytest.raises(ValueError, match="no path below a folder"):
        safe_name(name)


def test_names_may_have_folders() -> None:
    """As COCO's do."""
    assert safe_name("val\\2017/0001") == "val/2017/0001"


def test_names_that_stand_twice_are_found() -> None:
    """Each once, with its count."""
    assert twice([sample("a"), sample("b"), sample("a")]) == ["a: the name stands 2 times"]


def test_a_stamp_follows_the_file(tmp_path: Path) -> None:
    """Another content, another stamp; no file, none."""
    path = tmp_path / "a.txt"
    assert file_stamp(path) == ""
    path.write_text("one")
    before = file_stamp(path)
    path.write_text("other")
    assert before != file_stamp(path) != ""


def test_digests_keep_their_parts_apart() -> None:
    """("ab", "c") is not ("a", "bc")."""
    assert digest("ab", "c") != digest("a", "bc")
