"""Windows and doors, in the frame of their opening: x 0..width along the wall, z 0..height, y > 0 into the wall."""

from __future__ import annotations

from maskkit.render.finishes import BRASS, CHROME
from maskkit.render.meshes import Mesh, join, moved
from maskkit.render.parts import Part
from maskkit.render.scene import Finish, Opening
from maskkit.render.solids import box, quad, tube

REVEAL_M = 0.16
FRAME_M = 0.055
SASH_M = 0.05
PANE_Y_M = REVEAL_M + 0.05
CASING_M = 0.07
OUTDOORS = "outdoors"


def window(opening: Opening, wall: Finish) -> list[Part]:
    """Frame, sashes, reveal and sill; the pane carries the texture ``outdoors`` and lights the room."""
    w, h = opening.width_m, opening.height_m
    frame = _ring((0, 0), (w, h), FRAME_M, REVEAL_M - 0.02, REVEAL_M + 0.045)
    inner_w = (w - 2 * FRAME_M) / opening.panes
    sashes = []
    for i in range(opening.panes):
        low = (FRAME_M + i * inner_w, FRAME_M)
        sashes += _ring(low, (low[0] + inner_w, h - FRAME_M), SASH_M, REVEAL_M - 0.035, REVEAL_M + 0.03)
    bars = [
        box((FRAME_M, REVEAL_M - 0.02, z - 0.014), (w - FRAME_M, REVEAL_M + 0.02, z + 0.014)) for z in _bars(opening)
    ]
    handles = [_window_handle(FRAME_M + i * inner_w - 0.025, h / 2) for i in range(1, opening.panes)] or [
        _window_handle(w - FRAME_M - 0.025, h / 2)
    ]
    pane = quad((0, PANE_Y_M, 0), (w, 0, 0), (0, 0, h))
    parts = [
        Part("frame", join([*frame, *sashes, *bars]), opening.finish),
        Part("handles", join(handles), CHROME),
        Part("reveal", join(_reveal(w, h, PANE_Y_M)), wall),
        Part("pane", pane, Finish("#000000", OUTDOORS, glow=1.0)),
    ]
    return [*parts, Part("sill", _sill(w), opening.finish)] if opening.sill_m > 0.2 else parts


def _ring(low: tuple[float, float], high: tuple[float, float], thick: float, near: float, far: float) -> list[Mesh]:
    """Four bars around an (x, z) rectangle."""
    (x0, z0), (x1, z1) = low, high
    return [
        box((x0, near, z0), (x0 + thick, far, z1), bevel_m=0.005),
        box((x1 - thick, near, z0), (x1, far, z1), bevel_m=0.005),
        box((x0 + thick, near, z0), (x1 - thick, far, z0 + thick), bevel_m=0.005),
        box((x0 + thick, near, z1 - thick), (x1 - thick, far, z1), bevel_m=0.005),
    ]


def _bars(opening: Opening) -> list[float]:
    """Heights of the glazing bars: ``georgian`` windows have two, ``transom`` one near the top."""
    h = opening.height_m
    return {"georgian": [h / 3, 2 * h / 3], "transom": [h * 0.74]}.get(opening.style, [])


def _window_handle(x: float, z: float) -> Mesh:
    plate = box((x - 0.012, REVEAL_M - 0.042, z - 0.035), (x + 0.012, REVEAL_M - 0.033, z + 0.035))
    return join(
        [
            plate,
            box((x - 0.009, REVEAL_M - 0.075, z - 0.11), (x + 0.009, REVEAL_M - 0.058, z + 0.01), bevel_m=0.006),
            box((x - 0.008, REVEAL_M - 0.06, z - 0.008), (x + 0.008, REVEAL_M - 0.035, z + 0.008)),
        ]
    )


def _reveal(w: float, h: float, deep: float) -> list[Mesh]:
    """The four inner faces of the opening through the wall."""
    return [
        quad((0, 0, 0), (w, 0, 0), (0, deep, 0)),
        quad((0, deep, h), (w, 0, 0), (0, -deep, 0)),
        quad((0, 0, 0), (0, deep, 0), (0, 0, h)),
        quad((w, deep, 0), (0, -deep, 0), (0, 0, h)),
    ]


def _sill(w: float) -> Mesh:
    return box((-0.05, -0.045, -0.028), (w + 0.05, REVEAL_M - 0.015, 0.006), bevel_m=0.008, steps=3)


def door(opening: Opening, wall: Finish) -> list[Part]:
    """A closed door with casing; ``panelled`` doors have four panels. The wall's finish is not needed."""
    del wall
    w, h = opening.width_m, opening.height_m
    face = 0.035
    leaf = [box((0.03, face, 0.006), (w - 0.03, face + 0.04, h - 0.03), bevel_m=0.003)]
    if opening.style == "panelled":
        leaf = [moved(shape, (0, 0.014, 0)) for shape in leaf] + _panels(w, h, face)
    frame = [
        box((0, 0, 0), (0.03, 0.10, h)),
        box((w - 0.03, 0, 0), (w, 0.10, h)),
        box((0.03, 0, h - 0.03), (w - 0.03, 0.10, h)),
    ]
    casing = [
        box((-CASING_M, -0.016, 0), (0.005, 0.002, h + CASING_M), bevel_m=0.006, steps=3),
        box((w - 0.005, -0.016, 0), (w + CASING_M, 0.002, h + CASING_M), bevel_m=0.006, steps=3),
        box((0.005, -0.016, h - 0.005), (w - 0.005, 0.002, h + CASING_M), bevel_m=0.006, steps=3),
    ]
    threshold = box((0, -0.01, -0.01), (w, 0.1, 0.006), bevel_m=0.004)
    return [
        Part("threshold", threshold, Finish("#7d5f40", "wood", roughness=0.5)),
        Part("leaf", join([*leaf, *frame, *casing]), opening.finish),
        Part("handle", _lever(0.1, face), BRASS),
    ]


def _panels(w: float, h: float, face: float) -> list[Mesh]:
    """Stiles and rails that leave four sunk panels."""
    left, right, stile, middle = 0.03, w - 0.03, 0.11, w / 2
    bars = [
        (left, 0.006, left + stile, h - 0.03),
        (right - stile, 0.006, right, h - 0.03),
        (middle - 0.05, 0.2, middle + 0.05, h - 0.14),
    ]
    bars += [
        (left + stile, z0, right - stile, z1)
        for z0, z1 in ((0.006, 0.2), (h * 0.45, h * 0.45 + 0.12), (h - 0.14, h - 0.03))
    ]
    return [box((x0, face, z0), (x1, face + 0.02, z1), bevel_m=0.005) for x0, z0, x1, z1 in bars]


def _lever(x: float, face: float) -> Mesh:
    plate = box((x - 0.018, face - 0.006, 0.92), (x + 0.018, face, 1.12), bevel_m=0.004)
    return join(
        [
            plate,
            tube(
                [
                    (x, face, 1.05),
                    (x, face - 0.045, 1.05),
                    (x + 0.03, face - 0.05, 1.05),
                    (x + 0.12, face - 0.05, 1.05),
                ],
                0.009,
            ),
        ]
    )
