"""Labels of a file as classes of a room: renamed, skipped, numbered, and refused where nothing is known of them."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import BadAnnotation, UnknownChoice
from maskkit.masks.formats.areas import Annotation, Area, Patch
from maskkit.masks.naming import Naming, any_numbers, class_numbers, label_names

PIXEL = Patch(np.full((1, 1), 255, np.uint8))


def annotation(*labels: str) -> Annotation:
    return Annotation(tuple(Area(label, PIXEL) for label in labels), (1, 1), where="rooms.json")


def test_labels_are_renamed_and_skipped() -> None:
    naming = Naming({"Teppich": "rug", "lamp": "skip", "sofa": "Furniture", "7": "floors"})
    named = naming.apply(annotation("teppich", "lamp", "SOFA", "7", "window", "Window"))
    assert [area.label for area in named.areas] == ["rug", "furniture", "floor", "window", "window"]


def test_a_class_that_is_given_is_not_mapped_again() -> None:
    assert Naming({"rug": "floor", "floor": "rug"}).apply(annotation("rug", "floor", "rug")).labels == ("floor", "rug")
    assert Naming({"sofa": "12", "*": "skip"}).apply(annotation("sofa", "12")).labels == ("12",)


def test_the_star_is_for_all_that_is_neither_named_nor_a_class() -> None:
    """Classes keep their names, as in ``maskkit bench --map``."""
    naming = Naming({"sofa": "furniture", "*": "skip"})
    assert naming.apply(annotation("sofa", "Floor", "rugs", "cat", "1")).labels == ("furniture", "Floor", "rugs")
    assert Naming({"*": "other"}).apply(annotation("cat", "floor")).labels == ("other", "floor")


def test_a_name_that_the_file_lacks_is_a_mistake() -> None:
    with pytest.raises(BadAnnotation, match=r"rooms\.json: nothing is called 'soffa' there\. It has: sofa, rug"):
        Naming({"soffa": "furniture", "RUG": "rug"}).require_known(["sofa", "rug"], "rooms.json")
    with pytest.raises(BadAnnotation, match="It has: none"):
        Naming({"sofa": "furniture"}).require_known([], "x")


@pytest.mark.parametrize("word", ["sofa", "256", "-1", "", "floor wall", "1.0", "\u0663"])
def test_a_class_that_is_none_is_refused(word: str) -> None:
    with pytest.raises(UnknownChoice, match=r"is no class.*Classes are floor, wall.*skip, or numbers from 0 to 255"):
        Naming({"x": word})


def test_labels_without_a_number_are_all_named() -> None:
    with pytest.raises(BadAnnotation, match=r"no class is called 'cat', 'dog'\. .*--map cat=furniture"):
        class_numbers(["floor", "cat", "dog"], "x.json")


def test_numbers_of_a_label_map_are_changed() -> None:
    labels = np.array([[0, 1, 7, 77, 5, 255]], np.uint8)
    changed = Naming({"rug": "floor", "77": "furniture", "5": "skip"}).map_labels(labels, "labels.png")
    assert changed.tolist() == [[0, 1, 1, 6, 0, 255]]
    assert Naming({"*": "other"}).map_labels(labels, "x").tolist() == [[0, 1, 7, 0, 5, 255]]
    with pytest.raises(BadAnnotation, match=r"nothing is called '8' there\. It has: floor, door, rug, 77, unlabelled"):
        Naming({"8": "floor"}).map_labels(labels, "labels.png")


def test_every_label_gets_a_number_of_its_own() -> None:
    assert any_numbers(["floor", "floors", "1", "0", "mask"]) == {
        "floor": 1, "floors": 2, "1": 3, "0": 0, "mask": 4,
    }  # fmt: skip


def test_the_names_of_a_label_map() -> None:
    assert label_names(np.array([[0, 0, 2, 9, 255]], np.uint8)) == {2: "wall", 9: "9", 255: "unlabelled"}
