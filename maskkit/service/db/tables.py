"""The tables: the one description of them. A new database is made from it, an old one comes to it by ``history/``.

What must never happen is refused here, by constraints, whatever the code does. Times are milliseconds since 1970.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _must(name: str, *columns: Any, **options: Any) -> Column[Any]:
    """A column that is never empty."""
    return Column(name, *columns, nullable=False, **options)


users = Table(
    "users",
    metadata,
    Column("id", Text, primary_key=True),
    _must("created_ms", BigInteger),
    _must("name", Text, server_default=""),
    _must("free_variations", Boolean, server_default=text("true")),
)

# A key is kept as the SHA-256 of its text: whoever reads this table learns no key. It is named by its first characters.
api_keys = Table(
    "api_keys",
    metadata,
    Column("key_sha256", Text, primary_key=True),
    _must("user_id", Text, ForeignKey("users.id")),
    _must("label", Text),
    _must("created_ms", BigInteger),
    Column("revoked_ms", BigInteger),
    Column("expires_ms", BigInteger),
)
Index("api_keys_of_user", api_keys.c.user_id)

projects = Table(
    "projects",
    metadata,
    Column("id", Text, primary_key=True),
    _must("user_id", Text, ForeignKey("users.id")),
    _must("created_ms", BigInteger),
)

# A row with status STARTING is a job that waits: this table is the outbox of the job runner too. "executor" is the
# process that has taken it, "fence" counts the times it was taken: only the last taker can finish it.
generations = Table(
    "generations",
    metadata,
    Column("id", Text, primary_key=True),
    _must("project_id", Text, ForeignKey("projects.id")),
    _must("user_id", Text, ForeignKey("users.id")),
    Column("previous_id", Text, ForeignKey("generations.id")),
    _must("photo_url", Text),
    _must("mask_url", Text),
    _must("room_type", Text),
    _must("theme", Text),
    _must("width", Integer),
    _must("height", Integer),
    _must("seed", BigInteger),
    Column("webhook", Text),
    _must("output_key", Text, unique=True),
    _must("status", Text),
    _must("attempts", Integer, server_default=text("0")),
    Column("error_code", Text),
    Column("error_message", Text),
    _must("created_ms", BigInteger),
    Column("started_ms", BigInteger),
    Column("finished_ms", BigInteger),
    Column("executor", Text),
    _must("fence", Integer, server_default=text("0")),
    CheckConstraint("width > 0", name="width"),
    CheckConstraint("height > 0", name="height"),
    CheckConstraint("status IN ('STARTING', 'PROCESSING', 'SUCCEEDED', 'FAILED')", name="status"),
    CheckConstraint("attempts >= 0", name="attempts"),
    CheckConstraint("(finished_ms IS NOT NULL) = (status IN ('SUCCEEDED', 'FAILED'))", name="finished"),
    CheckConstraint("(error_code IS NOT NULL) = (status = 'FAILED')", name="error"),
)
_OPEN = text("finished_ms IS NULL")
Index("generations_open", generations.c.created_ms, sqlite_where=_OPEN, postgresql_where=_OPEN)
Index(
    "generations_open_of_user",
    generations.c.user_id,
    generations.c.created_ms,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
Index("generations_by_project", generations.c.project_id)
Index("generations_of_user", generations.c.id, generations.c.user_id, unique=True)

# Who works on generations. A beat that stays out for too long is an end, and an end is for ever: a process that wakes
# up after it was given up begins anew under another id.
executors = Table(
    "executors",
    metadata,
    Column("id", Text, primary_key=True),
    _must("started_ms", BigInteger),
    _must("beat_ms", BigInteger),
    Column("ended_ms", BigInteger),
)
_LIVING = text("ended_ms IS NULL")
Index("executors_living", executors.c.beat_ms, sqlite_where=_LIVING, postgresql_where=_LIVING)

files = Table(
    "files",
    metadata,
    Column("name", Text, primary_key=True),
    Column("asset_id", Text, unique=True),
    _must("user_id", Text, ForeignKey("users.id")),
    Column("generation_id", Text, ForeignKey("generations.id")),
    Column("position", Integer),
    _must("content_type", Text),
    _must("size_bytes", BigInteger),
    _must("sha256", Text),
    _must("created_ms", BigInteger),
    _must("expires_ms", BigInteger),
    Column("deleted_ms", BigInteger),
    UniqueConstraint("generation_id", "position"),
    CheckConstraint("(generation_id IS NULL) = (position IS NULL)", name="position"),
    CheckConstraint("(generation_id IS NULL) = (asset_id IS NOT NULL)", name="asset_or_output"),
)
_KEPT = text("deleted_ms IS NULL")
Index("files_by_content", files.c.user_id, files.c.sha256)
Index("files_to_delete", files.c.expires_ms, sqlite_where=_KEPT, postgresql_where=_KEPT)

# The balance of an account is the sum of its ledger rows, kept beside them in the same transaction.
accounts = Table(
    "accounts",
    metadata,
    Column("user_id", Text, ForeignKey("users.id"), primary_key=True),
    Column("purpose", Text, primary_key=True),
    _must("photos", BigInteger, server_default=text("0")),
    CheckConstraint("purpose IN ('issued', 'subscription', 'extra', 'held', 'spent')", name="purpose"),
    CheckConstraint("photos >= 0 OR purpose = 'issued'", name="no_overdraft"),
)

# Double entry: every row takes photos from one account of a user and gives them to another of the same user. "pot" is
# where they lie when they are free. Which accounts an entry may touch is decided by its kind. A hold is settled once,
# by a capture or by a refund that agrees with it in user, generation, photos and pot.
ledger = Table(
    "ledger",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    _must("kind", Text),
    _must("user_id", Text, ForeignKey("users.id")),
    Column("generation_id", Text),
    _must("photos", BigInteger),
    _must("pot", Text),
    _must("taken_from", Text),
    _must("given_to", Text),
    Column("hold_seq", BigInteger().with_variant(Integer, "sqlite"), unique=True),
    Column("hold_kind", Text),
    _must("created_ms", BigInteger),
    CheckConstraint("photos > 0", name="photos"),
    CheckConstraint("pot IN ('subscription', 'extra')", name="pot"),
    CheckConstraint(
        "(kind = 'grant' AND taken_from = 'issued' AND given_to = pot)"
        " OR (kind = 'hold' AND taken_from = pot AND given_to = 'held')"
        " OR (kind = 'capture' AND taken_from = 'held' AND given_to = 'spent')"
        " OR (kind = 'refund' AND taken_from = 'held' AND given_to = pot)",
        name="accounts",
    ),
    CheckConstraint("(kind = 'grant') = (generation_id IS NULL)", name="generation"),
    CheckConstraint("(kind IN ('capture', 'refund')) = (hold_seq IS NOT NULL)", name="settlement"),
    CheckConstraint("(hold_seq IS NULL) = (hold_kind IS NULL)", name="hold"),
    CheckConstraint("hold_kind = 'hold'", name="hold_kind"),
    UniqueConstraint("generation_id", "kind"),
    UniqueConstraint("seq", "kind", "user_id", "generation_id", "photos", "pot", name="uq_ledger_whole"),
    ForeignKeyConstraint(["user_id", "taken_from"], ["accounts.user_id", "accounts.purpose"]),
    ForeignKeyConstraint(["user_id", "given_to"], ["accounts.user_id", "accounts.purpose"]),
    ForeignKeyConstraint(["generation_id", "user_id"], ["generations.id", "generations.user_id"]),
    ForeignKeyConstraint(
        ["hold_seq", "hold_kind", "user_id", "generation_id", "photos", "pot"],
        ["ledger.seq", "ledger.kind", "ledger.user_id", "ledger.generation_id", "ledger.photos", "ledger.pot"],
        name="fk_ledger_settled_hold",
    ),
)

_SQLITE_TRIGGERS = """
CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END

CREATE TRIGGER ledger_is_never_shortened BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END

CREATE TRIGGER ledger_moves_the_balances AFTER INSERT ON ledger
BEGIN
  UPDATE accounts SET photos = photos - NEW.photos WHERE user_id = NEW.user_id AND purpose = NEW.taken_from;
  UPDATE accounts SET photos = photos + NEW.photos WHERE user_id = NEW.user_id AND purpose = NEW.given_to;
END
"""

# The two accounts are locked in one order, so that a hold and a refund of one user never wait for each other.
_POSTGRES_TRIGGERS = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE integrity_constraint_violation USING MESSAGE = 'the ledger is append-only'; END $$

CREATE FUNCTION ledger_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts WHERE user_id = NEW.user_id AND purpose IN (NEW.taken_from, NEW.given_to)
    ORDER BY purpose FOR NO KEY UPDATE;
  UPDATE accounts SET photos = photos - NEW.photos WHERE user_id = NEW.user_id AND purpose = NEW.taken_from;
  UPDATE accounts SET photos = photos + NEW.photos WHERE user_id = NEW.user_id AND purpose = NEW.given_to;
  RETURN NULL;
END $$

CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE OR DELETE ON ledger
FOR EACH ROW EXECUTE FUNCTION ledger_refuse()

CREATE TRIGGER ledger_is_never_emptied BEFORE TRUNCATE ON ledger
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()

CREATE TRIGGER ledger_moves_the_balances AFTER INSERT ON ledger
FOR EACH ROW EXECUTE FUNCTION ledger_move()
"""


def _make_triggers(_table: Table, connection: Connection, **_options: object) -> None:
    """Make the ledger append-only, and let it keep the balances."""
    script = _SQLITE_TRIGGERS if connection.dialect.name == "sqlite" else _POSTGRES_TRIGGERS
    for statement in script.strip().split("\n\n"):
        connection.exec_driver_sql(statement)


event.listen(ledger, "after_create", _make_triggers)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("user_id", Text, ForeignKey("users.id"), primary_key=True),
    Column("call", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    _must("request", Text),
    _must("status", Integer),
    _must("answer", LargeBinary),
    _must("created_ms", BigInteger),
    _must("expires_ms", BigInteger),
)
Index("idempotency_keys_by_age", idempotency_keys.c.expires_ms)

# A call-back belongs to a user, and to a generation unless it is a test ping. "attempts" counts all of them,
# "failures" those of the present round of the schedule, which a manual redelivery begins anew.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    _must("user_id", Text, ForeignKey("users.id")),
    Column("generation_id", Text, ForeignKey("generations.id"), unique=True),
    _must("url", Text),
    _must("receiver", Text),
    _must("body", LargeBinary),
    _must("attempts", Integer, server_default=text("0")),
    _must("failures", Integer, server_default=text("0")),
    Column("due_ms", BigInteger),
    _must("created_ms", BigInteger),
    Column("delivered_ms", BigInteger),
    Column("last_problem", Text),
    Column("claimed_until_ms", BigInteger),
    CheckConstraint("attempts >= 0", name="attempts"),
    CheckConstraint("failures BETWEEN 0 AND attempts", name="failures"),
)
_DUE = text("due_ms IS NOT NULL")
Index("deliveries_due", deliveries.c.receiver, deliveries.c.due_ms, sqlite_where=_DUE, postgresql_where=_DUE)
Index("deliveries_of_user", deliveries.c.user_id, deliveries.c.created_ms)

delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    Column("delivery_id", Text, ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    _must("at_ms", BigInteger),
    Column("status", Integer),
    Column("problem", Text),
)

# What every machine of one service must agree on, such as the key that signs URLs.
service_secrets = Table("service_secrets", metadata, Column("name", Text, primary_key=True), _must("value", Text))

# What a sandbox was asked to let go wrong with a generation or its call-back.
sandbox_faults = Table(
    "sandbox_faults",
    metadata,
    Column("generation_id", Text, ForeignKey("generations.id"), primary_key=True),
    _must("faults", Text),
)
