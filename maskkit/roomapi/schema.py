"""The four calls of the Room Creation API as frozen values, to and from the JSON of the wire.

A request is checked when it is made, so that a bad field costs no photo. Field names are the wire's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, ClassVar, Self

from maskkit.errors import BadAnswer, InvalidRequest
from maskkit.limits import DEFAULT_IMAGE_LIMITS, ImageLimits
from maskkit.roomapi.checks import (
    Check,
    image_url_problem,
    pixels_problem,
    seed_problem,
    url_problem,
    uuid_problem,
    word_check,
)
from maskkit.roomapi.shape import find_shape
from maskkit.roomapi.words import RoomType, Status, Theme

PATHS: Mapping[str, str] = {
    "create": "/api/create_room/generate",
    "variation": "/api/create_room/generate-variation",
    "retrieve": "/api/create_room/get",
    "credits": "/api/account/credit",
    "capabilities": "/api/capabilities",
    "assets": "/api/assets",
}
"""The paths of the calls. The first four are the wire's; the last two are answered by maskkit's own service only."""

KEY_HEADER = "x-api-key"
IDEMPOTENCY_HEADER = "Idempotency-Key"


@dataclass(frozen=True, slots=True)
class WireRequest:
    """What all requests have in common: a user, checks when it is made, and the way to and from the wire."""

    user_id: str
    CHECKS: ClassVar[Mapping[str, Check]]

    def __post_init__(self) -> None:
        _refuse(self._problems(self.to_wire()))

    def to_wire(self) -> dict[str, object]:
        """The JSON object that is sent; what is None is left out."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: _plain(value) for name, value in values.items() if value is not None}

    @classmethod
    def from_wire(cls, body: object) -> Self:
        """The request that a JSON body holds; members that the wire does not know are passed over.

        Raises:
            InvalidRequest: with every wrong field in ``fields``.
        """
        if not isinstance(body, dict):
            raise InvalidRequest("the body must be a JSON object", fields={})
        known = {name: _whole_as_int(body[name]) for name in cls.CHECKS if body.get(name) is not None}
        _refuse(cls._problems(known))
        return cls(**known)

    @classmethod
    def _problems(cls, body: Mapping[str, object]) -> dict[str, str]:
        found = {}
        for item in fields(cls):
            value = body.get(item.name)
            missing = "is required" if item.default is not None else None
            problem = missing if value is None else cls.CHECKS[item.name](value)
            if problem:
                found[item.name] = problem
        return found


@dataclass(frozen=True, slots=True)
class CreateRequest(WireRequest):
    """Generate a room: opens a new project and costs a photo.

    ``seed`` is not of the wire: a service that promises it gives the same room for the same seed and inputs.

    >>> CreateRequest("me", "https://a.org/p.jpg", "https://a.org/m.png", RoomType.KITCHEN, Theme.MODERN, 1024, 0)
    Traceback (most recent call last):
        ...
    maskkit.errors.InvalidRequest: user_id must be a UUID; height must be a positive whole number of pixels
    """

    user_id: str
    image_url: str
    mask_url: str
    room_type: RoomType
    theme: Theme
    width: int
    height: int
    webhook: str | None = None
    seed: int | None = None

    CHECKS: ClassVar[Mapping[str, Check]] = {
        "user_id": uuid_problem,
        "image_url": image_url_problem,
        "mask_url": image_url_problem,
        "room_type": word_check(RoomType),
        "theme": word_check(Theme),
        "width": pixels_problem,
        "height": pixels_problem,
        "webhook": url_problem,
        "seed": seed_problem,
    }

    def __post_init__(self) -> None:
        WireRequest.__post_init__(self)
        object.__setattr__(self, "room_type", RoomType(self.room_type))
        object.__setattr__(self, "theme", Theme(self.theme))

    def check_size(self, limits: ImageLimits = DEFAULT_IMAGE_LIMITS) -> None:
        """Refuse a size that is over ``limits``.

        Raises:
            InvalidRequest: naming the side that is too long, or both when there are too many pixels.
        """
        sides = {"width": self.width, "height": self.height}
        long = {name: f"must be at most {limits.max_side_px}" for name, px in sides.items() if px > limits.max_side_px}
        if self.width * self.height > limits.max_pixels:
            long = long or dict.fromkeys(sides, f"must give at most {limits.max_mp:g} megapixels together")
        _refuse(long)


@dataclass(frozen=True, slots=True)
class VariationRequest(WireRequest):
    """Another room for the same project; without ``mask_url`` the previous mask is used."""

    user_id: str
    generation_id: str
    original_url: str
    room_type: RoomType
    theme: Theme
    mask_url: str | None = None
    webhook: str | None = None
    seed: int | None = None

    CHECKS: ClassVar[Mapping[str, Check]] = {
        "user_id": uuid_problem,
        "generation_id": uuid_problem,
        "original_url": image_url_problem,
        "room_type": word_check(RoomType),
        "theme": word_check(Theme),
        "mask_url": image_url_problem,
        "webhook": url_problem,
        "seed": seed_problem,
    }

    def __post_init__(self) -> None:
        WireRequest.__post_init__(self)
        object.__setattr__(self, "room_type", RoomType(self.room_type))
        object.__setattr__(self, "theme", Theme(self.theme))


@dataclass(frozen=True, slots=True)
class RetrieveRequest(WireRequest):
    """Ask how a generation is doing."""

    user_id: str
    generation_id: str

    CHECKS: ClassVar[Mapping[str, Check]] = {"user_id": uuid_problem, "generation_id": uuid_problem}


@dataclass(frozen=True, slots=True)
class CreditRequest(WireRequest):
    """Ask how many photos are left."""

    user_id: str

    CHECKS: ClassVar[Mapping[str, Check]] = {"user_id": uuid_problem}


@dataclass(frozen=True, slots=True)
class Created:
    """The answer of create. Only ``generation_id`` must be there: the rest is told, not needed."""

    generation_id: str
    remaining_photos: int | None = None
    project_id: str | None = None

    def to_wire(self) -> dict[str, object]:
        """The JSON object of the answer."""
        return {
            "generation_id": self.generation_id,
            "remaining_photos": self.remaining_photos,
            "project_id": self.project_id,
        }

    @classmethod
    def from_wire(cls, body: object) -> Self:
        """The answer in ``body``.

        Raises:
            BadAnswer: when there is no generation id in it.
        """
        answer = _answer(body)
        project = answer.get("project_id")
        return cls(_generation_id(answer), _whole(answer.get("remaining_photos")), str(project) if project else None)


@dataclass(frozen=True, slots=True)
class Varied:
    """The answer of a variation."""

    generation_id: str

    def to_wire(self) -> dict[str, object]:
        """The JSON object of the answer."""
        return {"generation_id": self.generation_id}

    @classmethod
    def from_wire(cls, body: object) -> Self:
        """The answer in ``body``.

        Raises:
            BadAnswer: when there is no generation id in it.
        """
        return cls(_generation_id(_answer(body)))


@dataclass(frozen=True, slots=True)
class Generation:
    """How a generation is doing: the answer of retrieve, and the body of a callback.

    ``status`` is one of :class:`~maskkit.roomapi.words.Status` or a word that is not known yet, kept as it came.
    ``raw`` is the whole answer, ``retry_after_s`` when the service wishes to be asked again, in seconds.

    >>> Generation.from_wire({"state": "succeeded", "urls": ["https://a.org/1.png"], "n": 2}).images
    ('https://a.org/1.png',)
    """

    status: str
    images: tuple[str, ...] = ()
    variations: int | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    retry_after_s: float | None = field(default=None, compare=False)

    @property
    def succeeded(self) -> bool:
        """Whether the generation is done and its pictures are there or about to be."""
        return self.status == Status.SUCCEEDED

    @property
    def failed(self) -> bool:
        """Whether the service gave the generation up."""
        return self.status == Status.FAILED

    def to_wire(self) -> dict[str, object]:
        """The JSON object of the answer, with the names that maskkit's own service uses."""
        return {"status": self.status, "images": list(self.images), "variations": self.variations or 0}

    @classmethod
    def from_wire(cls, body: object) -> Self:
        """The answer in ``body``; its fields are found by name or, where the names differ, by shape.

        Raises:
            BadAnswer: when it holds no status, or several arrays of URLs.
        """
        shape = find_shape(body)
        return cls(shape.status, shape.images, shape.variations, shape.raw)


@dataclass(frozen=True, slots=True)
class Credits:
    """The photos that are left: ``total`` is what can be spent."""

    total: int
    subscription: int
    extra: int

    def to_wire(self) -> dict[str, object]:
        """The JSON object of the answer."""
        return {"total": self.total, "subscription": self.subscription, "extra": self.extra}

    @classmethod
    def from_wire(cls, body: object) -> Self:
        """The answer in ``body``.

        Raises:
            BadAnswer: when one of the three numbers is not there.
        """
        answer = _answer(body)
        counts = {name: _whole(answer.get(name)) for name in ("total", "subscription", "extra")}
        if lacking := [name for name, count in counts.items() if count is None]:
            raise BadAnswer(f"the answer has no number for {', '.join(lacking)}")
        return cls(**{name: count for name, count in counts.items() if count is not None})


@dataclass(frozen=True, slots=True)
class Asset:
    """An uploaded file: ``url`` is where the service finds it, until ``expires_at`` where that is known."""

    url: str
    asset_id: str | None = None
    sha256: str | None = None
    expires_at: datetime | None = None

    def to_wire(self) -> dict[str, object]:
        """The JSON object of the answer; ``expires_at`` in RFC 3339."""
        ends = self.expires_at.isoformat() if self.expires_at else None
        return {"asset_id": self.asset_id, "url": self.url, "sha256": self.sha256, "expires_at": ends}

    @classmethod
    def from_wire(cls, body: object) -> Self:
        """The answer in ``body``.

        Raises:
            BadAnswer: when there is no usable URL in it.
        """
        answer = _answer(body)
        if problem := url_problem(answer.get("url")):
            raise BadAnswer(f"the asset's url {problem}")
        texts = {name: str(answer[name]) for name in ("asset_id", "sha256") if answer.get(name)}
        return cls(answer["url"], expires_at=_moment(answer.get("expires_at")), **texts)


def _refuse(problems: Mapping[str, str]) -> None:
    if problems:
        raise InvalidRequest("; ".join(f"{name} {problem}" for name, problem in problems.items()), fields=problems)


def _whole_as_int(value: Any) -> Any:
    """The value; 1024.0 is the number 1024, which JSON does not tell apart."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _plain(value: Any) -> object:
    return str(value) if isinstance(value, RoomType | Theme) else value


def _answer(body: object) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise BadAnswer(f"a JSON object was expected, not {type(body).__name__}")
    return body


def _generation_id(answer: Mapping[str, object]) -> str:
    found = answer.get("generation_id")
    if not isinstance(found, str) or not found:
        raise BadAnswer("the answer has no generation_id")
    return found


def _whole(value: object) -> int | None:
    """The whole number in ``value``; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return None
    return int(value)


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
