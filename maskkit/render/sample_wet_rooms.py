"""Kitchens and bathrooms of the sample images, before their renovation."""

from __future__ import annotations

from maskkit.render.placing import box_room, hang, put
from maskkit.render.scene import Camera, Finish, Light, Opening, Room, Scene, Sun

DOOR_M = 2.03


def kitchen_dated() -> Scene:
    """A fitted kitchen with oak fronts, vinyl floor and a white cooker."""
    room = Room(
        box_room(3.5, 3.9),
        2.45,
        (Opening(0, "window", 1.5, 1.25, 1.0, 1.15), Opening(2, "door", 1.2, 0.82, 0.0, DOOR_M)),
        floor=Finish("#b89f78", "lino"),
        walls=(Finish("#e2d5a9", "plaster"),),
        ceiling=Finish("#eeebe2", "plaster"),
    )
    oak = "#a06b35"
    items = (
        hang(room, 1, "base_units", 0.61, width_m=1.2, columns=2, sink_at=0.52, colour=oak),
        hang(room, 1, "cooker", 1.52),
        hang(room, 1, "base_units", 2.33, width_m=1.0, columns=2, sink_at=-1.0, colour=oak),
        hang(room, 1, "fridge", 3.17),
        hang(room, 1, "splashback", 1.42, z=0.90, width_m=2.83, height_m=0.56),
        hang(room, 1, "wall_units", 0.61, z=1.46, width_m=1.2, columns=2, colour=oak),
        hang(room, 1, "wall_units", 2.33, z=1.46, width_m=1.0, columns=2, colour=oak),
        hang(room, 1, "hood", 1.52, z=1.56),
        put("kettle", 2.25, 3.62, z=0.90, turn=30),
        put("bottles", 0.2, 3.72, z=0.90, seed=2),
        put("bin", 0.2, 2.95),
        put("table", 0.56, 1.75, turn=90, width_m=1.05, depth_m=0.7, colour="#a97f50"),
        put("chair", 1.15, 1.75, turn=-82, colour="#8a5f38"),
        put("globe", 1.75, 2.0, z=room.height_m),
        hang(room, 2, "socket", 1.05, z=1.08),
        put("vase", 0.5, 1.9, z=0.75, height_m=0.2, seed=6),
        hang(room, 2, "clock", 0.75, z=1.9),
    )
    light = Light(sky=5.0, lamps=0.9, view="street")
    return Scene(
        "kitchen-dated", "kitchen", room, Camera((2.3, 0.15, 1.52), -9.0, -6.0, 0.0, 75.0), items, light, seed=14
    )


def kitchen_empty() -> Scene:
    """A kitchen after the old units went: tiles where they stood, stone floor, a garden door."""
    room = Room(
        box_room(3.8, 4.2),
        2.5,
        (
            Opening(1, "window", 1.95, 1.3, 1.05, 1.1),
            Opening(2, "window", 0.9, 0.95, 0.05, 2.1, panes=1),
            Opening(0, "door", 2.7, 0.82, 0.0, DOOR_M),
        ),
        floor=Finish("#b3a58d", "tiles-30"),
        walls=(Finish("#e5dfce", "plaster"),),
        ceiling=Finish("#efede7", "plaster"),
    )
    items = (
        hang(room, 1, "splashback", 0.9, z=0.82, width_m=1.78, height_m=0.62, colour="#e3dccb"),
        hang(room, 1, "socket", 0.55, z=1.12, gangs=2),
        hang(room, 1, "socket", 1.5, z=1.12, gangs=2),
        hang(room, 1, "radiator", 2.6, width_m=1.0),
        put("bare_bulb", 1.9, 2.3, z=room.height_m, drop_m=0.3),
        hang(room, 0, "socket", 2.5, z=1.08),
        put("stool", 0.55, 3.3, turn=15),
    )
    light = Light(sky=5.0, sun=Sun(62, 34, strength=16.5))
    return Scene(
        "kitchen-empty", "kitchen", room, Camera((1.55, 0.15, 1.5), 8.0, -5.0, 0.0, 75.0), items, light, seed=21
    )


def bathroom_old() -> Scene:
    """A bathroom of the seventies: square tiles, a built-in bath, a pedestal basin."""
    room = Room(
        box_room(2.4, 3.0),
        2.45,
        (Opening(1, "window", 1.1, 0.75, 1.35, 0.8, panes=1),),
        floor=Finish("#8d7a63", "tiles-30"),
        walls=(Finish("#e6dfcf", "plaster"),),
        tiles=Finish("#cdb79b", "tiles-15", roughness=0.2),
        tiled_to_m=1.5,
    )
    items = (
        hang(room, 0, "bath", 2.13, width_m=1.7, apron="#cdb79b"),
        hang(room, 1, "toilet", 1.55),
        hang(room, 2, "basin", 1.2),
        hang(room, 2, "mirror_cabinet", 1.2, z=1.25),
        hang(room, 2, "towel_rail", 2.1, z=0.75, width_m=0.55, seed=2),
        put(
            "rug",
            1.35,
            1.55,
            width_m=0.85,
            depth_m=0.55,
            colour="#8d9c95",
            pattern="carpet",
            edge_m=0.03,
            edge="#7c8a84",
            turn=90,
        ),
        put("globe", 1.2, 1.6, z=room.height_m),
        put("bottles", 1.42, 2.86, z=1.356, seed=5),
        put("bin", 2.2, 2.8, radius_m=0.11, height_m=0.26),
    )
    light = Light(sky=6.0, lamps=1.4)
    return Scene(
        "bathroom-old", "bathroom", room, Camera((1.3, 0.12, 1.55), -4.0, -10.0, 0.0, 78.0), items, light, seed=15
    )


def shower_room() -> Scene:
    """A small shower room, tiled to the door's height."""
    room = Room(
        box_room(2.1, 2.6),
        2.4,
        (Opening(2, "window", 0.3, 0.6, 1.4, 0.7, panes=1),),
        floor=Finish("#6f7470", "tiles-30"),
        walls=(Finish("#e9e6dd", "plaster"),),
        tiles=Finish("#d5dbd6", "tiles-15", roughness=0.2),
        tiled_to_m=2.1,
    )
    items = (
        put("shower", 0.46, 2.59, width_m=0.9, depth_m=0.88, seed=3, drawn=0.38),
        hang(room, 1, "toilet", 1.55),
        hang(room, 2, "basin", 1.5),
        hang(room, 2, "mirror", 1.5, z=1.15, width_m=0.5, height_m=0.7),
        hang(room, 2, "wall_light", 1.5, z=1.92, width_m=0.5),
        hang(room, 0, "towel_rail", 1.25, z=0.7, colour="#7f95a5", seed=1),
        put("globe", 1.15, 1.3, z=room.height_m),
        put("bin", 1.95, 2.42, radius_m=0.1, height_m=0.26),
    )
    light = Light(sky=6.0, lamps=1.3)
    return Scene(
        "shower-room", "shower-room", room, Camera((0.75, 0.12, 1.55), 8.0, -11.0, 0.0, 79.0), items, light, seed=20
    )
