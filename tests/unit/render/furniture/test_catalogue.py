"""Every piece of furniture: real measures, sound meshes, its back at the wall or its centre on the origin."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from maskkit.errors import UnknownChoice
from maskkit.render.furniture.catalogue import PIECES, furnish
from maskkit.render.furniture.lamps import pendant
from maskkit.render.furniture.plants import plant
from maskkit.render.furniture.storage import bookshelf, cabinet
from maskkit.render.meshes import join
from maskkit.render.patterns import PATTERNS
from maskkit.render.scene import Item

AT_THE_WALL = {"sofa", "armchair", "bed", "bedside", "desk", "cabinet", "bookshelf", "base_units", "wall_units"}
AT_THE_WALL |= {"cooker", "hood", "fridge", "splashback", "bath", "basin", "toilet", "shower", "mirror", "radiator"}
AT_THE_WALL |= {"mirror_cabinet", "towel_rail", "wall_light", "curtain", "curtain_rail", "picture", "socket", "clock"}
AT_THE_WALL |= {"wall_glow"}


def bounds(kind: str, **options: float | str) -> np.ndarray:
    return join([part.mesh for part in furnish(Item(kind, options=options))]).bounds


@pytest.mark.parametrize("kind", PIECES)
def test_meshes_are_sound(kind: str) -> None:
    for part in furnish(Item(kind)):
        shape = part.mesh
        assert np.isfinite(shape.vertices).all()
        assert np.isfinite(shape.uvs).all()
        assert 0 <= shape.faces.min() <= shape.faces.max() < len(shape.vertices)
        assert np.linalg.norm(shape.normals, axis=1) == pytest.approx(np.ones(len(shape.normals)), abs=1e-3)
        assert len(shape.uvs) == len(shape.normals) == len(shape.vertices)


@pytest.mark.parametrize("kind", PIECES)
def test_pieces_are_of_human_size(kind: str) -> None:
    size = np.ptp(bounds(kind), axis=0)
    assert size.max() < 3.2
    assert size.max() > 0.07


@pytest.mark.parametrize("kind", sorted(AT_THE_WALL))
def test_backs_stay_out_of_the_wall(kind: str) -> None:
    """Nothing reaches through the wall, and the back is not far from it."""
    assert -0.08 < bounds(kind)[1, 1] <= 1e-6


@pytest.mark.parametrize("kind", sorted(set(PIECES) - AT_THE_WALL))
def test_free_standing_pieces_are_centred(kind: str) -> None:
    low, high = bounds(kind)
    assert (low[:2] < 0).all()
    assert (high[:2] > 0).all()


@pytest.mark.parametrize("kind", PIECES)
def test_textures_exist(kind: str) -> None:
    assert all(not part.finish.texture or part.finish.texture in PATTERNS for part in furnish(Item(kind)))


@pytest.mark.parametrize("kind", PIECES)
def test_options_have_defaults_and_json_types(kind: str) -> None:
    for parameter in inspect.signature(PIECES[kind]).parameters.values():
        assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
        assert isinstance(parameter.default, int | float | str)


def test_options_change_the_size() -> None:
    assert np.ptp(bounds("sofa", width_m=1.6)[:, 0]) == pytest.approx(1.6, abs=0.01)
    assert np.ptp(bounds("table", height_m=0.9)[:, 2]) == pytest.approx(0.9)


def test_parts_are_named_for_their_owner() -> None:
    assert {part.kind for part in furnish(Item("sofa"))} == {"sofa"}


def test_items_stand_where_they_are_put() -> None:
    parts = furnish(Item("table", (2.0, 3.0, 0.0), 90))
    low, high = join([part.mesh for part in parts]).bounds
    assert (low + high)[:2] / 2 == pytest.approx([2.0, 3.0])
    assert high[1] - low[1] > high[0] - low[0]


def test_an_unknown_piece_is_refused_with_the_list() -> None:
    with pytest.raises(UnknownChoice, match=r"no piece of furniture 'throne'.*sofa"):
        furnish(Item("throne"))


def test_seeds_make_other_books_and_leaves_and_the_same_ones_again() -> None:
    one, again, other = (bookshelf(seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one[-1].mesh.vertices, again[-1].mesh.vertices)
    assert [part.name for part in one] != [part.name for part in other] or not np.array_equal(
        one[-1].mesh.vertices, other[-1].mesh.vertices
    )


def test_leaves_stay_within_their_spread() -> None:
    leaves = plant(height_m=1.0, spread=0.4)[-1].mesh.vertices
    assert np.hypot(leaves[:, 0], leaves[:, 1]).max() < 0.4 + 0.1


def test_a_pendant_hangs_from_its_foot() -> None:
    low, high = join([part.mesh for part in pendant(drop_m=0.6)]).bounds
    assert high[2] == pytest.approx(0)
    assert low[2] < -0.6


def test_drawers_do_not_leave_the_cabinet() -> None:
    low, high = join([part.mesh for part in cabinet(width_m=1.2, height_m=0.9, columns=3, rows=4)]).bounds
    assert np.abs([low[0], high[0]]).max() < 0.62
    assert high[2] == pytest.approx(0.9)
