"""What must be open is open and what must be shut is shut: rays from above and from the front."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.furniture import beds, kitchen, lamps, sanitary, seating, soft, storage, tables
from maskkit.render.meshes import Mesh, join
from maskkit.render.parts import Part


def whole(parts: list[Part]) -> Mesh:
    return join([part.mesh for part in parts])


def first_hit(shape: Mesh, origin: tuple[float, float, float], direction: tuple[float, float, float]) -> float:
    """How far a ray goes to its first triangle (Möller and Trumbore 1997); inf if it meets none."""
    a, b, c = (shape.vertices[shape.faces[:, corner]] for corner in range(3))
    ray, start = np.array(direction, float), np.array(origin, float)
    across = np.cross(ray, c - a)
    determinant = np.einsum("ij,ij->i", b - a, across)
    usable = np.abs(determinant) > 1e-12
    scale = 1 / np.where(usable, determinant, 1)
    u = np.einsum("ij,ij->i", start - a, across) * scale
    turned = np.cross(start - a, b - a)
    v, t = turned @ ray * scale, np.einsum("ij,ij->i", c - a, turned) * scale
    hits = t[usable & (u >= 0) & (v >= 0) & (u + v <= 1) & (t > 1e-9)]
    return float(hits.min()) if hits.size else float("inf")


def height_at(shape: Mesh, x: float, y: float) -> float:
    """The highest point over a place on the floor plan."""
    return 5.0 - first_hit(shape, (x, y, 5.0), (0, 0, -1))


def front_at(shape: Mesh, x: float, z: float) -> float:
    """The foremost point (smallest y) at a place of the front."""
    return -5.0 + first_hit(shape, (x, -5.0, z), (0, 1, 0))


def test_a_bath_is_hollow_and_has_a_rim() -> None:
    bath = whole(sanitary.bath())
    assert height_at(bath, 0.001, -0.375) < 0.2
    assert height_at(bath, 0.83, -0.375) == pytest.approx(sanitary.BATH_M, abs=0.01)
    assert front_at(bath, 0.0, 0.3) == pytest.approx(-0.75, abs=0.01)


def test_a_basin_is_hollow_and_its_tap_reaches_over_the_bowl() -> None:
    bowl, _, tap = sanitary.basin()
    assert height_at(bowl.mesh, 0.001, -0.225) < 0.75
    assert height_at(bowl.mesh, 0.26, -0.225) == pytest.approx(0.84, abs=0.01)
    assert height_at(bowl.mesh, 0.001, float(tap.mesh.bounds[0, 1])) < 0.8


def test_a_toilet_s_lid_lies_on_the_pan() -> None:
    pan, lid, _ = sanitary.toilet()
    assert lid.mesh.bounds[0, 2] == pytest.approx(0.402, abs=1e-6)
    assert height_at(pan.mesh, 0.001, -0.43) == pytest.approx(0.40, abs=0.005)


def test_a_shower_tray_has_an_upstand_and_the_curtain_hangs_inside_its_rail() -> None:
    tray, riser, curtain = sanitary.shower(width_m=0.9, depth_m=0.9)
    assert height_at(tray.mesh, 0.001, -0.45) == pytest.approx(0.09, abs=1e-6)
    assert height_at(tray.mesh, 0.001, -0.88) == pytest.approx(0.14, abs=1e-3)
    assert curtain.mesh.bounds[1, 2] < riser.mesh.bounds[1, 2]
    assert curtain.mesh.bounds[0, 2] > 0.15


def test_a_drawn_curtain_covers_more_of_the_shower() -> None:
    narrow, wide = (np.ptp(sanitary.shower(drawn=drawn)[2].mesh.vertices[:, 0]) for drawn in (0.3, 0.9))
    assert wide > 2.5 * narrow


def test_a_rail_goes_from_wall_to_wall() -> None:
    """The rail of a corner shower ends at the wall: nothing hangs in the air."""
    riser = sanitary.shower(width_m=0.9, depth_m=0.9)[1].mesh
    rail = riser.vertices[riser.vertices[:, 2] > 2.0]
    assert rail[:, 0].min() == pytest.approx(-0.45, abs=0.001)
    assert rail[:, 1].max() == pytest.approx(0, abs=0.001)


def test_worktops_stand_at_working_height_over_a_toe_space() -> None:
    units = whole(kitchen.base_units(sink_at=-1.0))
    assert height_at(units, 0.001, -0.3) == pytest.approx(kitchen.TOP_M)
    assert front_at(units, 0.101, 0.05) > front_at(units, 0.101, 0.4) + 0.05


def test_sink_and_tap_come_only_when_asked_for() -> None:
    with_sink, without = ({part.name for part in kitchen.base_units(sink_at=at)} for at in (0.5, -1.0))
    assert with_sink - without == {"sink", "bowl", "tap"}


def test_a_cooker_is_level_with_the_worktop() -> None:
    body = kitchen.cooker()[0].mesh
    assert height_at(body, 0.001, -0.32) == pytest.approx(kitchen.TOP_M + 0.004, abs=0.002)
    assert body.bounds[0, 2] == 0


def test_a_shelf_is_open_between_its_boards() -> None:
    case = storage.bookshelf(shelves=5, height_m=1.9, depth_m=0.3)[0].mesh
    boards = np.linspace(0.06, 1.9 - storage.BOARD_M, 6)
    assert front_at(case, 0.001, float(boards[2]) + 0.01) < -0.25
    assert front_at(case, 0.001, float(boards[2] + boards[3]) / 2) > -0.02


def test_books_stand_between_the_boards() -> None:
    case, *books = storage.bookshelf(seed=3)
    for row in books:
        low, high = row.mesh.bounds
        assert low[0] > case.mesh.bounds[0, 0]
        assert high[0] < case.mesh.bounds[1, 0]
        assert high[2] < case.mesh.bounds[1, 2]


@pytest.mark.parametrize(("columns", "rows"), [(1, 1), (3, 1), (2, 4)])
def test_fronts_fill_their_rectangle_with_gaps_between(columns: int, rows: int) -> None:
    shapes = storage.fronts((0.0, 0.1), (1.2, 0.9), -0.4, columns=columns, rows=rows)
    assert len(shapes) == columns * rows
    low, high = join(shapes).bounds
    assert (low[0], high[0], low[2], high[2]) == pytest.approx(
        (storage.GAP_M / 2, 1.2 - storage.GAP_M / 2, 0.1 + storage.GAP_M / 2, 0.9 - storage.GAP_M / 2)
    )
    width = sum(float(np.ptp(shape.vertices[:, 0])) for shape in shapes) / rows
    assert width == pytest.approx(1.2 - columns * storage.GAP_M)


def test_there_is_one_knob_a_front() -> None:
    assert len(storage.knobs((0, 0), (1, 1), 0.0, columns=3, rows=2)) == 6


def test_seats_are_at_seat_height() -> None:
    assert 0.40 < height_at(whole(seating.chair()), 0.001, 0.001) < 0.52
    assert 0.38 < height_at(whole(seating.sofa()), 0.001, -0.6) < 0.52
    assert 0.42 < height_at(whole(seating.stool()), 0.001, 0.001) < 0.5


def test_a_sofa_has_as_many_cushions_as_seats() -> None:
    two, three = (len(seating.sofa(seats=seats)[2].mesh.faces) for seats in (2, 3))
    assert three * 2 == two * 3


def test_bed_cover_lies_on_the_mattress_and_hangs_over_its_side() -> None:
    frame, mattress, cover = beds.bed(width_m=1.6, length_m=2.0)
    assert height_at(cover.mesh, 0.101, -1.3) > height_at(mattress.mesh, 0.101, -1.3)
    assert cover.mesh.bounds[0, 0] < mattress.mesh.bounds[0, 0]
    assert cover.mesh.bounds[0, 2] < 0.3
    assert frame.mesh.bounds[0, 2] == 0


def test_pillows_are_not_under_the_cover() -> None:
    _, mattress, cover = beds.bed()
    assert height_at(mattress.mesh, 0.4, -0.3) > beds.MATTRESS_TOP_M + 0.1
    assert first_hit(cover.mesh, (0.4, -0.3, 5.0), (0, 0, -1)) == float("inf")


@pytest.mark.parametrize("height", [0.6, 0.75, 0.9])
def test_a_table_has_its_height_and_room_for_knees(height: float) -> None:
    table = whole(tables.table(height_m=height))
    assert height_at(table, 0.001, 0.001) == pytest.approx(height)
    assert first_hit(table, (0.001, 0.001, 0.0), (0, 0, 1)) > height - 0.05


def test_a_bedside_table_has_an_open_shelf_under_its_drawer() -> None:
    stand = whole(tables.bedside())
    assert front_at(stand, 0.1, 0.4) < -0.36
    assert front_at(stand, 0.1, 0.2) > -0.05


def test_shades_are_open_at_top_and_foot_and_glow() -> None:
    for parts in (lamps.floor_lamp(), lamps.table_lamp(), lamps.pendant()):
        shade = next(part for part in parts if part.name == "shade")
        _, high = shade.mesh.bounds
        assert first_hit(shade.mesh, (0.001, 0.001, float(high[2]) + 1), (0, 0, -1)) == float("inf")
        assert shade.finish.glow > 0


def test_a_bulb_left_in_an_empty_room_is_off_unless_asked() -> None:
    assert all(part.finish.glow == 0 for part in lamps.bare_bulb())
    assert any(part.finish.glow == 3 for part in lamps.bare_bulb(glow=3.0))


def test_curtains_hang_in_folds_in_front_of_the_wall() -> None:
    (cloth,) = soft.curtain(width_m=0.7, height_m=2.3, folds=6)
    low, high = cloth.mesh.bounds
    assert (low[2], high[2]) == pytest.approx((0, 2.3))
    assert high[1] < 0
    assert 0.05 < high[1] - low[1] < 0.14


def test_a_rug_s_field_lies_inside_its_edge() -> None:
    edge, pile = soft.rug(width_m=2.0, depth_m=1.4, edge_m=0.2)
    assert np.ptp(pile.mesh.vertices[:, 0]) == pytest.approx(1.6)
    assert height_at(pile.mesh, 0.001, 0.001) > height_at(edge.mesh, 0.001, 0.001)
