"""Every option that more than one command takes, once.

Which command uses which:

    option          commands                                    meaning
    output          mask combine composite compare …            the file to write; - is stdout
    overwrite       mask combine lint normalize composite …     replace what is there
    as_json         all                                         one JSON document (run, serve: lines) on stdout
    room, theme     run create vary                             what is to be generated
    service …       run upload credits create vary get wait     where the service is and who asks (bundle)
    deadline        run wait                                    how long to wait for one generation, in seconds
    target, keep    run mask                                    what to mark, and what to leave out of it
    method          run mask                                    how the room is read
    multiple        run normalize                               both sides are multiples of it
    long_edge       run                                         the size that is sent
    upload_to       run                                         another place for uploads
    webhook, key    create vary                                 fields of the wire
    seed            run create vary                             which look; needs a service that takes seeds
    feather         run composite                               how wide the seam is blended, inwards
    modifiers       mask combine                                what is done to a mask once it is made, in that order
    engine          run serve                                   how our own service makes rooms
    given_mask      plan render                                 the mask, made elsewhere
    labels          plan render                                 what the photo shows, known already
    given_mask      plan render                                 the mask, made elsewhere
    labels          plan render                                 what the photo shows, known already
    room_file       mask plan render                            camera and room as a file, a length that is known
    class_map       bench convert import                        which class a name in somebody's file is
    form, only      convert import                              what a file of masks is, and which of its labels count

The API key is no option anywhere: it would show in process lists and shell histories. It is read from MASKKIT_API_KEY.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from maskkit.errors import MaskkitError
from maskkit.roomapi.words import ROOM_NAMES, THEME_NAMES, parse_room_type, parse_theme

Decorator = Callable[[Any], Any]


class Word(click.ParamType[Any]):
    """A word that one of the library's ``parse_`` functions understands, so that the library refuses unknown ones."""

    def __init__(self, name: str, parse: Callable[[str], object]) -> None:
        self.name = name
        self._parse = parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """The parsed word."""
        try:
            return self._parse(value)
        except MaskkitError as error:
            self.fail(str(error), param, ctx)


class Numbers(click.ParamType[Any]):
    """Numbers with commas (or an x) between them, such as ``10,20`` or ``1024x768``."""

    def __init__(self, count: int, name: str, *, of: type[int | float] = float, between: str = ",") -> None:
        self.name = name
        self._count, self._of, self._between = count, of, between

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """The numbers as a tuple."""
        if isinstance(value, tuple):
            return value
        try:
            numbers = tuple(self._of(part) for part in value.lower().split(self._between))
        except ValueError:
            numbers = ()
        if len(numbers) != self._count:
            self.fail(f"{value!r} is not of the form {self.name}", param, ctx)
        return numbers


def _room_type(text: str) -> object:
    return parse_room_type(text)


def _theme(text: str) -> object:
    return parse_theme(text)


def names(text: str) -> tuple[str, ...]:
    """The words between commas.

    >>> names("window, door")
    ('window', 'door')
    """
    return tuple(part.strip() for part in text.split(",") if part.strip())


output = click.option("-o", "--output", required=True, metavar="FILE", help="The file to write; - is stdout.")
overwrite = click.option("--overwrite", is_flag=True, help="Replace what is there already.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout, everything else on stderr.")


def _class_map(ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    pairs = [text.rpartition("=") for text in texts]
    for name, equals, word in pairs:
        if not (name and equals and word):
            raise click.UsageError(f"--map takes NAME=CLASS, such as sofa=furniture, not {name}{equals}{word!r}.", ctx)
    return {name: word for name, _, word in pairs}


class_map = click.option(
    "--map",
    "class_map",
    multiple=True,
    metavar="NAME=CLASS",
    callback=_class_map,
    help="What a name in the file is, such as sofa=furniture or sofa=other; * is all others.",
)
form = click.option(
    "--from", "form", metavar="FORM", help="What the file is; told from its content where this is not given."
)
only = click.option(
    "--only",
    multiple=True,
    metavar="NAME,…",
    callback=lambda _ctx, _param, values: tuple(word for value in values for word in names(value)),
    help="Mark only what has these names; all is everything.",
)


def room(*, required: bool = False) -> Decorator:
    """``--room``."""
    return click.option(
        "--room",
        "room_type",
        type=Word("room", _room_type),
        required=required,
        help=f"What to generate: {', '.join(ROOM_NAMES)}.",
    )


def theme(*, required: bool = False) -> Decorator:
    """``--theme``."""
    return click.option(
        "--theme",
        type=Word("theme", _theme),
        required=required,
        help=f"In which style: {', '.join(THEME_NAMES)}.",
    )


def deadline(default: float = 900.0) -> Decorator:
    """``--deadline``."""
    return click.option(
        "--deadline",
        "deadline_s",
        type=click.FloatRange(min=0.1),
        default=default,
        show_default=True,
        metavar="SECONDS",
        help="How long to wait for one generation.",
    )


def target(command: Any) -> Any:
    """``--target`` and ``--keep``."""
    command = click.option(
        "--keep",
        multiple=True,
        metavar="CLASS,…",
        callback=lambda _ctx, _param, values: tuple(word for value in values for word in names(value)),
        help="Classes and single walls that are never touched, such as window,door,wall:1.",
    )(command)
    return click.option(
        "--target",
        default="room",
        show_default=True,
        metavar="WORDS",
        help="What to mark: room (floor, walls and all that stands there), floor, wall, ceiling, window, door, "
        "furniture, rug, fixture, wall:2 (the second wall from the left); or a combination, such as floor+wall or "
        "'room - (wall:2 + rug)'.",
    )(command)


def modifiers(command: Any) -> Any:
    """``--grow``, ``--shrink``, ``--feather``, ``--fill-holes`` and ``--drop-specks``, in the order they are given.

    The command gets them as ``modifiers``, a list of (name, amount) in that order.
    """
    for name, metavar, text in reversed(_MODIFIERS):
        command = click.option(
            f"--{name}",
            metavar=metavar,
            multiple=True,
            expose_value=False,
            is_flag=False,
            flag_value="" if metavar.startswith("[") else None,
            callback=_remember_modifier,
            help=text,
        )(command)
    return command


def given_modifiers(ctx: click.Context) -> list[Any]:
    """The modifiers of the command line as the library takes them, in the order they were given."""
    from maskkit.masks.modifiers import Modifier

    return [Modifier.of(name, amount or None) for name, amount in ctx.meta.get(_MODIFIERS_KEY, [])]


_MODIFIERS_KEY = "maskkit.modifiers"
_MODIFIERS = (
    ("grow", "LENGTH", "Add everything within LENGTH, in pixels or per cent of the short edge."),
    ("shrink", "LENGTH", "Take away everything within LENGTH of what is kept."),
    ("feather", "LENGTH", "Let the edge fade out over LENGTH, inwards."),
    ("fill-holes", "[AREA]", "Fill holes, or those of up to AREA, in pixels or per cent of the picture."),
    ("drop-specks", "AREA", "Drop parts smaller than AREA. These five are taken in the order they are given."),
)


def _remember_modifier(ctx: click.Context, param: click.Parameter, amounts: tuple[str, ...]) -> None:
    if len(amounts) > 1:
        raise click.UsageError(f"{param.opts[0]} can be given once; use `maskkit combine` for what comes after.", ctx)
    if amounts:
        ctx.meta.setdefault(_MODIFIERS_KEY, []).append((param.opts[0].removeprefix("--"), amounts[0]))


method = click.option(
    "--method",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="How the room is read: auto, network or geometry; for one mask also grabcut or polygon.",
)
feather = click.option(
    "--feather", "feather_px", type=click.FloatRange(min=0), metavar="PX", help="How wide the seam is, inside the mask."
)
seed = click.option(
    "--seed",
    type=click.IntRange(0, 2**31),
    metavar="N",
    help="Which of the theme's looks; the same seed gives the same room.",
)
given_mask = click.option("--mask", metavar="FILE", help="The mask; without one it is made as --target says.")
labels = click.option("--labels", metavar="FILE", help="Use this label map instead of reading the room.")


def room_file(command: Any) -> Any:
    """``--camera``, ``--save-camera`` and ``--length``; see :mod:`maskkit.cli.room_files`."""
    command = click.option(
        "--length",
        metavar='"X,Y X,Y 2.04m"',
        help="A length that is known, between two points on floor or walls (m, cm, mm, ft, in): it sets the scale.",
    )(command)
    command = click.option(
        "--save-camera", metavar="FILE", help="Write the camera and the room as JSON, with corners that can be moved."
    )(command)
    return click.option("--camera", metavar="FILE", help="Take the camera and the room from such a file.")(command)


given_mask = click.option("--mask", metavar="FILE", help="The mask; without one it is made as --target says.")
labels = click.option("--labels", metavar="FILE", help="Use this label map instead of reading the room.")
multiple = click.option(
    "--multiple",
    type=click.IntRange(min=1),
    default=8,
    show_default=True,
    metavar="N",
    help="Both sides are multiples of this.",
)
engine = click.option(
    "--engine",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="How our own service makes rooms: surface, rendered, auto (rendered where it is quick), or your own engine as "
    "module:attribute.",
)


def service(*, required: bool = True) -> Decorator:
    """``--service`` and ``--user-id``; the key comes from the environment."""

    def decorate(command: Any) -> Any:
        command = click.option(
            "--user-id", envvar="MASKKIT_USER_ID", metavar="UUID", help="Whose photos are spent  [env MASKKIT_USER_ID]."
        )(command)
        return click.option(
            "--service",
            envvar="MASKKIT_SERVICE",
            required=required,
            metavar="URL",
            help="The Room Creation service  [env MASKKIT_SERVICE]; the key is read from MASKKIT_API_KEY.",
        )(command)

    return decorate


upload_to = click.option(
    "--upload-to",
    metavar="URL",
    help="PUT photos and masks below this URL, for a service that takes no uploads itself.",
)
long_edge = click.option(
    "--long-edge",
    "long_edge_px",
    type=click.IntRange(min=8),
    default=1536,
    show_default=True,
    metavar="N",
    help="The long edge of what is sent.",
)
webhook = click.option("--webhook", metavar="URL", help="The URL that is called once the generation is complete.")
idempotency_key = click.option(
    "--idempotency-key", metavar="KEY", help="Names this call: services that know the header answer it once only."
)
