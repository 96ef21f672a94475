"""The pieces that a scene is drawn from: one mesh with one finish, and where each piece stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from maskkit.render.meshes import Mesh, moved
from maskkit.render.scene import Finish, Vector


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One mesh with one finish. The name starts with what it is part of, as in ``sofa/seat``."""

    name: str
    mesh: Mesh
    finish: Finish

    @property
    def kind(self) -> str:
        """What the part belongs to: the first piece of its name.

        >>> from maskkit.render.solids import quad
        >>> Part("sofa/seat", quad((0, 0, 0), (1, 0, 0), (0, 1, 0)), Finish()).kind
        'sofa'
        """
        return self.name.partition("/")[0]


def placed(parts: Iterable[Part], at: Vector, *, turn_deg: float = 0.0, owner: str = "") -> tuple[Part, ...]:
    """The parts turned and shifted into the room; ``owner`` becomes the first piece of their names."""
    head = f"{owner}/" if owner else ""
    return tuple(replace(part, name=head + part.name, mesh=moved(part.mesh, at, turn_deg=turn_deg)) for part in parts)
