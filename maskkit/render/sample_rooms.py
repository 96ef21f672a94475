"""The rooms of the sample images: homes before their renovation, empty and lived in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from maskkit.render.placing import box_room, hang, put
from maskkit.render.sample_wet_rooms import DOOR_M, bathroom_old, kitchen_dated, kitchen_empty, shower_room
from maskkit.render.scene import Camera, Finish, Light, Opening, Room, Scene, Sun


def living_room_empty() -> Scene:
    """An old flat's drawing room: herringbone parquet, two tall windows, sun on the floor."""
    room = Room(
        box_room(4.6, 5.4),
        2.75,
        (
            Opening(0, "window", 1.35, 1.25, 0.75, 1.65, style="transom"),
            Opening(0, "window", 3.45, 1.25, 0.75, 1.65, style="transom"),
            Opening(1, "door", 3.05, 0.86, 0.0, DOOR_M, style="panelled"),
        ),
        floor=Finish("#a2764a", "parquet"),
        walls=(Finish("#e3ddcf", "plaster"),),
        ceiling=Finish("#eeece6", "plaster"),
        skirting_m=0.12,
    )
    items = (
        hang(room, 0, "radiator", 1.98, width_m=1.0),
        hang(room, 0, "radiator", 4.08, width_m=1.0),
        put("bare_bulb", 2.3, 3.0, z=room.height_m, drop_m=0.5),
        hang(room, 1, "socket", 0.6, z=0.3, gangs=2),
        hang(room, 1, "socket", 2.82, z=1.08),
        hang(room, 2, "socket", 1.9, z=0.3),
    )
    light = Light(sky=5.0, sun=Sun(-68, 33, strength=19.5))
    return Scene(
        "living-room-empty",
        "living-room",
        room,
        Camera((2.75, 0.18, 1.5), -7.0, -4.0, 0.0, 73.0),
        items,
        light,
        seed=11,
    )


def bedroom_empty() -> Scene:
    """A small bedroom with fitted carpet and papered walls."""
    room = Room(
        box_room(3.5, 4.0),
        2.45,
        (Opening(1, "window", 1.0, 1.5, 0.9, 1.25), Opening(2, "door", 1.0, 0.82, 0.0, DOOR_M, style="panelled")),
        floor=Finish("#a8937a", "carpet", roughness=1.0),
        walls=(Finish("#ded3bd", "wallpaper"),),
        ceiling=Finish("#efede8", "plaster"),
    )
    items = (
        hang(room, 1, "radiator", 1.75, width_m=1.2, foot_m=0.12),
        put("pendant", 1.75, 2.2, z=room.height_m, drop_m=0.35, glow=0.0),
        hang(room, 1, "socket", 0.5, z=0.3, gangs=2),
        hang(room, 2, "socket", 0.8, z=1.08),
        hang(room, 0, "socket", 2.6, z=0.3),
    )
    light = Light(sky=5.0, sun=Sun(-32, 38, strength=16.5), view="street")
    return Scene(
        "bedroom-empty", "bedroom", room, Camera((2.35, 0.16, 1.52), -12.0, -5.0, 0.3, 75.0), items, light, seed=12
    )


def living_room_furnished() -> Scene:
    """A lived-in sitting room with a brown sofa, books and a lit lamp."""
    room = Room(
        box_room(4.7, 4.6),
        2.5,
        (Opening(0, "window", 1.9, 1.7, 0.85, 1.3), Opening(2, "door", 2.6, 0.82, 0.0, DOOR_M)),
        floor=Finish("#8f6236", "planks"),
        walls=(Finish("#d9d0b8", "plaster"),),
        ceiling=Finish("#eceae4", "plaster"),
    )
    items = (
        hang(room, 1, "sofa", 2.35, out_m=0.05, width_m=2.15, colour="#6a4f3c"),
        put("pillow", 1.75, 4.13, z=0.45, turn=12, colour="#8f5c3f"),
        put("pillow", 2.98, 4.12, z=0.45, turn=-14, colour="#a08d66"),
        put("rug", 2.35, 2.75, width_m=2.3, depth_m=1.6, colour="#71392f"),
        put("coffee_table", 2.35, 2.85, z=0.013, width_m=1.15, depth_m=0.6, colour="#6b4527"),
        put("vase", 2.55, 2.85, z=0.453, height_m=0.2, seed=3),
        put("armchair", 4.0, 2.35, turn=-78, colour="#7d7f6d"),
        put("floor_lamp", 4.25, 4.2),
        put("plant", 0.66, 4.02, height_m=1.15, seed=4, spread=0.38),
        hang(room, 1, "picture", 1.85, z=1.45, width_m=0.75, height_m=0.55, art="landscape"),
        hang(room, 1, "picture", 2.85, z=1.45, width_m=0.55, height_m=0.55, art="abstract"),
        hang(room, 0, "curtain", 1.62, z=0.04, width_m=0.62, height_m=2.26, colour="#9c7f58", seed=1),
        hang(room, 0, "curtain", 3.88, z=0.04, width_m=0.62, height_m=2.26, colour="#9c7f58", seed=2),
        hang(room, 0, "curtain_rail", 2.75, z=2.31, width_m=2.9),
        hang(room, 0, "radiator", 2.75, width_m=1.3),
    )
    light = Light(sky=5.0, lamps=0.35, sun=Sun(-60, 30, strength=10.5))
    return Scene(
        "living-room-furnished",
        "living-room",
        room,
        Camera((2.6, 0.15, 1.48), -4.0, -6.0, 0.0, 74.0),
        items,
        light,
        seed=13,
    )


def room_l_shaped() -> Scene:
    """An L-shaped living and dining room, cleared out, with laminate."""
    outline = ((0.0, 0.0), (0.0, 6.2), (2.7, 6.2), (2.7, 3.6), (5.4, 3.6), (5.4, 0.0))
    room = Room(
        outline,
        2.5,
        (
            Opening(1, "window", 0.55, 1.6, 0.85, 1.3),
            Opening(4, "window", 0.7, 1.9, 0.1, 2.05, style="plain"),
            Opening(0, "door", 3.6, 0.82, 0.0, DOOR_M, style="panelled"),
        ),
        floor=Finish("#b28a5a", "planks"),
        walls=(
            Finish("#e2dccd", "plaster"),
            Finish("#e2dccd", "plaster"),
            Finish("#e2dccd", "plaster"),
            Finish("#b9c2b2", "plaster"),
            Finish("#e2dccd", "plaster"),
            Finish("#e2dccd", "plaster"),
        ),
    )
    items = (
        hang(room, 1, "radiator", 1.35, width_m=1.2),
        put("pendant", 1.35, 4.9, z=room.height_m, drop_m=0.5, glow=0.0, radius_m=0.18),
        put("bare_bulb", 3.4, 1.8, z=room.height_m),
        hang(room, 3, "socket", 1.9, z=0.3, gangs=2),
        hang(room, 2, "socket", 2.3, z=1.08),
        hang(room, 0, "socket", 2.6, z=0.3),
        put("boxes", 4.9, 3.25, turn=4, seed=2),
    )
    light = Light(sky=5.0, sun=Sun(72, 30, strength=15.0))
    return Scene(
        "room-l-shaped", "living-room", room, Camera((1.75, 0.15, 1.5), 12.0, -5.0, -0.4, 78.0), items, light, seed=16
    )


def bedroom_furnished() -> Scene:
    """A bedroom with a wooden bed, both bedside lamps on."""
    room = Room(
        box_room(4.2, 4.1),
        2.5,
        (Opening(2, "window", 0.85, 1.5, 0.9, 1.25),),
        floor=Finish("#9c6f43", "planks"),
        walls=(Finish("#cdd0c4", "plaster"),),
        ceiling=Finish("#edebe6", "plaster"),
    )
    items = (
        hang(room, 1, "bed", 2.05, out_m=0.02, width_m=1.6, seed=3, colour="#6e4527", cover="#7d8c95"),
        hang(room, 1, "bedside", 0.93, out_m=0.03),
        hang(room, 1, "bedside", 3.17, out_m=0.03),
        put("table_lamp", 0.93, 3.88, z=0.52),
        put("table_lamp", 3.17, 3.88, z=0.52),
        hang(
            room,
            0,
            "cabinet",
            2.35,
            out_m=0.01,
            width_m=1.5,
            height_m=2.05,
            depth_m=0.58,
            columns=3,
            colour="#7b5230",
            knob_height=0.48,
        ),
        put("rug", 2.1, 1.45, width_m=1.9, depth_m=1.1, colour="#5d6672", edge="#3c434c"),
        hang(room, 1, "picture", 2.05, z=1.4, width_m=0.9, height_m=0.6, art="landscape"),
        hang(room, 2, "curtain", 0.55, z=0.04, width_m=0.6, height_m=2.26, colour="#8fa0a0", seed=4),
        hang(room, 2, "curtain", 2.65, z=0.04, width_m=0.6, height_m=2.26, colour="#8fa0a0", seed=5),
        hang(room, 2, "curtain_rail", 1.6, z=2.31, width_m=2.7),
        hang(room, 2, "radiator", 1.6, width_m=1.1),
    )
    light = Light(sky=4.5, lamps=0.5)
    return Scene(
        "bedroom-furnished", "bedroom", room, Camera((1.75, 0.15, 1.5), 5.0, -7.0, 0.0, 74.0), items, light, seed=17
    )


def dining_room_corner() -> Scene:
    """A dining room seen into its corner: table, four chairs, sideboard."""
    room = Room(
        box_room(4.4, 4.4),
        2.6,
        (
            Opening(1, "window", 0.8, 1.6, 0.85, 1.35, style="georgian"),
            Opening(0, "window", 1.4, 1.4, 0.85, 1.35, style="georgian"),
        ),
        floor=Finish("#8a5e37", "parquet"),
        walls=(Finish("#d3c3ac", "plaster"),),
        ceiling=Finish("#efede7", "plaster"),
        skirting_m=0.11,
    )
    x, y = 2.25, 2.45
    items = (
        put("rug", x, y, width_m=2.5, depth_m=1.9, colour="#6b3b33"),
        put("table", x, y, z=0.013, width_m=1.5, depth_m=0.9, colour="#7a4f2c"),
        put("chair", x - 0.38, y - 0.55, z=0.013, turn=176),
        put("chair", x + 0.4, y - 0.62, z=0.013, turn=188),
        put("chair", x - 0.4, y + 0.55, z=0.013),
        put("chair", x + 0.36, y + 0.56, z=0.013, turn=5),
        hang(room, 2, "cabinet", 1.75, out_m=0.01, width_m=1.6, height_m=0.85, colour="#6f4828"),
        hang(room, 2, "picture", 1.75, z=1.35, width_m=0.95, height_m=0.65, art="landscape"),
        put("vase", 4.15, 2.85, z=0.85, height_m=0.26, seed=2),
        put("pendant", x, y, z=room.height_m, drop_m=0.75, radius_m=0.24),
        put("vase", x + 0.1, y, z=0.763, height_m=0.16, seed=1, colour="#8a8f86"),
        hang(room, 1, "radiator", 1.6, width_m=1.2),
        hang(room, 1, "curtain", 0.5, z=0.04, width_m=0.5, height_m=2.3, colour="#c7b595", seed=1),
        hang(room, 1, "curtain", 2.7, z=0.04, width_m=0.5, height_m=2.3, colour="#c7b595", seed=2),
        hang(room, 1, "curtain_rail", 1.6, z=2.36, width_m=2.7),
        put("plant", 4.0, 4.0, height_m=1.1, seed=7, spread=0.33),
    )
    light = Light(sky=5.0, lamps=0.55, sun=Sun(-48, 32, strength=9.0))
    return Scene(
        "dining-room-corner",
        "dining-room",
        room,
        Camera((0.45, 0.3, 1.55), 36.0, -8.0, 0.0, 76.0),
        items,
        light,
        seed=18,
        exposure_ev=-0.15,
    )


def study_portrait() -> Scene:
    """A narrow study in portrait format: desk at the window, full shelves."""
    room = Room(
        box_room(2.6, 3.8),
        2.6,
        (Opening(1, "window", 0.75, 1.1, 0.95, 1.35),),
        floor=Finish("#9a6b3f", "planks"),
        walls=(Finish("#dcd9ce", "plaster"),),
        ceiling=Finish("#efede8", "plaster"),
    )
    items = (
        hang(room, 1, "desk", 1.3, out_m=0.12, width_m=1.35, colour="#a87c4a"),
        put("chair", 1.2, 2.75, turn=170, colour="#6f4a2c"),
        hang(room, 0, "bookshelf", 2.6, out_m=0.01, width_m=1.0, height_m=2.0, seed=2),
        hang(room, 0, "bookshelf", 1.58, out_m=0.01, width_m=1.0, height_m=2.0, seed=5),
        put("table_lamp", 0.85, 3.35, z=0.75, glow=2.0),
        hang(room, 2, "picture", 1.6, z=1.4, width_m=0.6, height_m=0.8, art="abstract", colour="#2b2724"),
        put("rug", 1.45, 1.7, width_m=1.3, depth_m=1.9, colour="#51606b", edge="#343f48"),
        put("boxes", 2.2, 2.55, turn=-8, seed=1),
        put("vase", 1.75, 3.5, z=0.75, height_m=0.18, seed=4),
    )
    light = Light(sky=5.0, lamps=0.4, sun=Sun(22, 36, strength=10.5))
    return Scene(
        "study-portrait",
        "study",
        room,
        Camera((1.4, 0.15, 1.5), -3.0, -5.0, 0.0, 56.0, (768, 1024)),
        items,
        light,
        seed=19,
    )


SAMPLES: Mapping[str, Scene] = MappingProxyType(
    {
        scene.name: scene
        for scene in (
            living_room_empty(),
            bedroom_empty(),
            living_room_furnished(),
            kitchen_dated(),
            bathroom_old(),
            room_l_shaped(),
            bedroom_furnished(),
            dining_room_corner(),
            study_portrait(),
            shower_room(),
            kitchen_empty(),
        )
    },
)
"""All sample scenes by name."""
