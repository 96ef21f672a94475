"""``maskkit service``: look after a service: its users, their keys, its books, its tables."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from maskkit.cli import options
from maskkit.cli.service_settings import database, service_settings
from maskkit.cli.streams import print_json, say

if TYPE_CHECKING:
    from maskkit.service.db.database import Database

DAY_MS = 86_400_000
_DATABASE_FILE = "service.sqlite"


def _place(function: Any) -> Any:
    data = click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        default="maskkit-data",
        show_default=True,
        help="The data folder of the service, which may be running.",
    )
    return data(database(options.as_json(function)))


@contextmanager
def _opened(data: Path, url: str | None) -> Iterator[Database]:
    """The database of a service.

    Raises:
        ServiceNotStarted: no service has ever run on the folder.
    """
    settings = service_settings({"data": data, "database": url})
    from maskkit.errors import ServiceNotStarted
    from maskkit.service.core import open_database

    if settings.database is None and not (data / _DATABASE_FILE).exists():
        hint = "Give its data folder with --data, or its Postgres with --database."
        raise ServiceNotStarted("no service has ever run here", where=str(data), hint=hint)
    found = open_database(settings)
    try:
        yield found
    finally:
        found.close()


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _day(ms: int | None) -> str:
    return "never" if ms is None else datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


@click.group("service")
def command() -> None:
    """Look after a service: its users, their keys, its books and its tables.

    All of it can be done while the service runs, and counts at once.

    \b
    maskkit service user add --name "Studio Nord" --photos 500
    maskkit service audit --json
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)


@command.command("audit")
@_place
@click.pass_context
def audit(ctx: click.Context, data: Path, database: str | None, as_json: bool) -> None:
    """Prove the books: every balance, every hold, and what became of it. Ends with 0 when they are right, else with 1.

    \b
    maskkit service audit --data rooms
    """  # noqa: D301
    with _opened(data, database) as opened, opened.read() as transaction:
        from maskkit.service import ledger

        logged_s = service_settings({"data": data}).delivery_log_ttl_s
        found = ledger.audit(transaction, told_since_ms=_now_ms() - round(logged_s * 1000))
    if as_json:
        print_json(found.to_json())
    else:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(found.entries.items()))
        click.echo(f"{sum(found.entries.values())} entries ({kinds or 'none'}), {found.held} photos held")
        for fault, places in found.faults.items():
            click.echo(f"{fault}: {len(places)}, such as {places[0]}")
        click.echo("The books are right." if found.sound else "The books are wrong.")
    ctx.exit(0 if found.sound else 1)


@command.command("migrate")
@_place
@click.option("--to", metavar="REVISION", help="The revision, such as 0003; the newest unless given.")
def migrate(data: Path, database: str | None, as_json: bool, to: str | None) -> None:
    """Bring the tables to a revision, forwards or backwards. Stop the service first, and keep a copy of the database.

    \b
    maskkit service migrate --data rooms --to 0003
    """  # noqa: D301
    with _opened(data, database) as opened:
        from maskkit.service.db.migrations import HEAD
        from maskkit.service.db.migrations import migrate as move

        if to is not None and not (to.isdecimal() and to == f"{int(to):04d}" and 1 <= int(to) <= int(HEAD)):
            raise click.UsageError(f"there is no revision {to!r}; they are 0001 to {HEAD}.")
        revision = move(opened, to=to or HEAD)
    if as_json:
        print_json({"revision": revision})
    else:
        click.echo(f"The tables are at revision {revision}.")


@command.group("user")
def user() -> None:
    """Whoever has keys and photos."""


@user.command("add")
@_place
@click.option("--name", default="", help="What you call them.")
@click.option("--photos", type=click.IntRange(min=0), default=0, show_default=True, help="Photos that they have.")
@click.option(
    "--free-variations/--paid-variations", default=True, show_default=True, help="Whether variations cost a photo."
)
def add_user(data: Path, database: str | None, as_json: bool, **given: Any) -> None:
    """Make a user with a key, which is shown this once.

    \b
    maskkit service user add --name "Studio Nord" --photos 500
    """  # noqa: D301
    with _opened(data, database) as opened:
        from maskkit.service import accounts

        made = accounts.add_user(opened, now_ms=_now_ms(), **given)
    _show_key(as_json, made.user_id, made.api_key or "")


@user.command("list")
@_place
def list_users(data: Path, database: str | None, as_json: bool) -> None:
    """Show all users and what they can spend.

    \b
    maskkit service user list --json
    """  # noqa: D301
    with _opened(data, database) as opened:
        from maskkit.service import accounts

        found = accounts.users_with_credits(opened)
    if as_json:
        rows = [
            {
                "user_id": row.id,
                "name": row.name,
                "free_variations": row.free_variations,
                "created_at": _iso(row.created_ms),
                "credits": credit.to_wire(),
            }
            for row, credit in found
        ]
        print_json({"users": rows})
        return
    for row, credit in found:
        plan = "free variations" if row.free_variations else "paid variations"
        click.echo(f"{row.id}  {credit.total:>7} photos  {plan}  {row.name}".rstrip())


@user.command("grant")
@click.argument("user_id")
@click.argument("photos", type=click.IntRange(min=1))
@_place
@click.option("--extra", is_flag=True, help="As extra photos, which are spent after those of the subscription.")
def grant(data: Path, database: str | None, *, as_json: bool, user_id: str, photos: int, extra: bool) -> None:
    """Give a user photos.

    \b
    maskkit service user grant 3f0c2a52-… 100 --extra
    """  # noqa: D301
    with _opened(data, database) as opened:
        from maskkit.service import accounts

        pot = "extra" if extra else "subscription"
        left = accounts.grant(opened, user_id, photos, pot=pot, now_ms=_now_ms())
    if as_json:
        print_json({"user_id": user_id, "credits": left.to_wire()})
    else:
        click.echo(f"{left.total} photos: {left.subscription} of the subscription, {left.extra} extra")


@command.group("key")
def key() -> None:
    """Keys of users. A key is named by the first characters of its hash, which ``key list`` shows."""


@key.command("add")
@click.argument("user_id")
@_place
@click.option("--label", default="", help="What it is for.")
@click.option("--days", type=click.FloatRange(min=0, min_open=True), metavar="N", help="It ends after so many days.")
def add_key(data: Path, database: str | None, *, as_json: bool, user_id: str, label: str, days: float | None) -> None:
    """Make another key for a user, which is shown this once.

    \b
    maskkit service key add 3f0c2a52-… --label "the shop" --days 90
    """  # noqa: D301
    with _opened(data, database) as opened:
        from maskkit.service import accounts

        now_ms = _now_ms()
        expires_ms = None if days is None else now_ms + round(days * DAY_MS)
        made = accounts.add_key(opened, user_id, label=label, expires_ms=expires_ms, now_ms=now_ms)
    _show_key(as_json, user_id, made)


@key.command("list")
@click.argument("user_id")
@_place
def list_keys(data: Path, database: str | None, as_json: bool, user_id: str) -> None:
    """Show the keys of a user: their names, never the keys.

    \b
    maskkit service key list 3f0c2a52-…
    """  # noqa: D301
    with _opened(data, database) as opened:
        from maskkit.service import accounts

        rows = accounts.keys_of(opened, user_id)
        states = [(accounts.key_name(row.key_sha256), accounts.state_of(row, _now_ms()), row) for row in rows]
    if as_json:
        told = [
            {
                "name": name,
                "state": state,
                "label": row.label,
                "created_at": _iso(row.created_ms),
                "expires_at": _iso(row.expires_ms),
                "revoked_at": _iso(row.revoked_ms),
            }
            for name, state, row in states
        ]
        print_json({"keys": told})
        return
    for name, state, row in states:
        click.echo(f"{name}  {state:8}  made {_day(row.created_ms)}, ends {_day(row.expires_ms)}  {row.label}".rstrip())


@key.command("rotate")
@click.argument("name")
@_place
@click.option(
    "--keep-hours", type=click.FloatRange(min=0), default=24.0, show_default=True, help="The old key goes on so long."
)
def rotate(data: Path, database: str | None, as_json: bool, name: str, keep_hours: float) -> None:
    """Make a new key in the place of another, which goes on for a while so that nobody is locked out.

    \b
    maskkit service key rotate 1f8b0a7c2d4e
    """  # noqa: D301
    with _opened(data, database) as opened:
        from maskkit.service import accounts

        now_ms = _now_ms()
        made = accounts.rotate_key(opened, name, old_ends_ms=now_ms + round(keep_hours * 3_600_000), now_ms=now_ms)
        user_id = accounts.owner(opened, made) or ""
    _show_key(as_json, user_id, made)


@key.command("revoke")
@click.argument("name")
@_place
def revoke(data: Path, database: str | None, as_json: bool, name: str) -> None:
    """Make a key worthless: every call with it is refused from now on.

    \b
    maskkit service key revoke 1f8b0a7c2d4e
    """  # noqa: D301
    with _opened(data, database) as opened:
        from maskkit.service import accounts

        row = accounts.revoke_key(opened, name, now_ms=_now_ms())
    told = accounts.key_name(row.key_sha256)
    if as_json:
        print_json({"name": told, "user_id": row.user_id, "state": "revoked"})
    else:
        click.echo(f"The key {told} of {row.user_id} is revoked.")


def _iso(ms: int | None) -> str | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC).isoformat()


def _show_key(as_json: bool, user_id: str, api_key: str) -> None:
    from maskkit.service.accounts import key_name

    if as_json:
        print_json({"user_id": user_id, "api_key": api_key, "name": key_name(api_key)})
    else:
        click.echo(f"export MASKKIT_USER_ID={user_id}\nexport MASKKIT_API_KEY={api_key}")
        say(f"The key is shown this once; it is called {key_name(api_key)}.")
