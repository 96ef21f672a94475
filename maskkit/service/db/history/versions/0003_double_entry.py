"""A ledger that ties the kind of every entry to the accounts it may touch, all of them of one user."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Name accounts by user and purpose, give every user an account of what was issued to them, tell the pot."""
    _take_out()
    _make_tables()
    _fill_tables()
    _go_on()
    _triggers("user_id = NEW.user_id AND purpose = NEW.{side}", "user_id = NEW.user_id AND purpose")


def _make_tables() -> None:
    op.create_index("generations_of_user", "generations", ["id", "user_id"], unique=True)
    op.create_table(
        "accounts",
        sa.Column("user_id", sa.Text, sa.ForeignKey("users.id"), primary_key=True),
        sa.Column("purpose", sa.Text, primary_key=True),
        sa.Column("photos", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.CheckConstraint("purpose IN ('issued', 'subscription', 'extra', 'held', 'spent')", name="purpose"),
        sa.CheckConstraint("photos >= 0 OR purpose = 'issued'", name="no_overdraft"),
    )
    op.create_table(
        "ledger",
        sa.Column("seq", _SEQ, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("generation_id", sa.Text),
        sa.Column("photos", sa.BigInteger, nullable=False),
        sa.Column("pot", sa.Text, nullable=False),
        sa.Column("taken_from", sa.Text, nullable=False),
        sa.Column("given_to", sa.Text, nullable=False),
        sa.Column("hold_seq", _SEQ, unique=True),
        sa.Column("hold_kind", sa.Text),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.CheckConstraint("photos > 0", name="photos"),
        sa.CheckConstraint("pot IN ('subscription', 'extra')", name="pot"),
        sa.CheckConstraint(
            "(kind = 'grant' AND taken_from = 'issued' AND given_to = pot)"
            " OR (kind = 'hold' AND taken_from = pot AND given_to = 'held')"
            " OR (kind = 'capture' AND taken_from = 'held' AND given_to = 'spent')"
            " OR (kind = 'refund' AND taken_from = 'held' AND given_to = pot)",
            name="accounts",
        ),
        sa.CheckConstraint("(kind = 'grant') = (generation_id IS NULL)", name="generation"),
        sa.CheckConstraint("(kind IN ('capture', 'refund')) = (hold_seq IS NOT NULL)", name="settlement"),
        sa.CheckConstraint("(hold_seq IS NULL) = (hold_kind IS NULL)", name="hold"),
        sa.CheckConstraint("hold_kind = 'hold'", name="hold_kind"),
        sa.UniqueConstraint("generation_id", "kind"),
        sa.UniqueConstraint("seq", "kind", "user_id", "generation_id", "photos", "pot", name="uq_ledger_whole"),
        sa.ForeignKeyConstraint(["user_id", "taken_from"], ["accounts.user_id", "accounts.purpose"]),
        sa.ForeignKeyConstraint(["user_id", "given_to"], ["accounts.user_id", "accounts.purpose"]),
        sa.ForeignKeyConstraint(["generation_id", "user_id"], ["generations.id", "generations.user_id"]),
        sa.ForeignKeyConstraint(
            ["hold_seq", "hold_kind", "user_id", "generation_id", "photos", "pot"],
            ["ledger.seq", "ledger.kind", "ledger.user_id", "ledger.generation_id", "ledger.photos", "ledger.pot"],
            name="fk_ledger_settled_hold",
        ),
    )


def _fill_tables() -> None:
    op.execute(
        "INSERT INTO accounts (user_id, purpose, photos)"
        " SELECT user_id, purpose, photos FROM kept_accounts WHERE user_id IS NOT NULL"
    )
    op.execute(
        "INSERT INTO accounts (user_id, purpose, photos) SELECT id, 'issued', -coalesce("
        "(SELECT sum(k.photos) FROM kept_ledger AS k WHERE k.user_id = u.id AND k.kind = 'grant'), 0) FROM users AS u"
    )
    op.execute(
        "INSERT INTO ledger"
        " (seq, kind, user_id, generation_id, photos, pot, taken_from, given_to, hold_seq, hold_kind, created_ms)"
        " SELECT k.seq, k.kind, k.user_id, k.generation_id, k.photos,"
        " CASE k.kind WHEN 'hold' THEN f.purpose WHEN 'capture' THEN h.purpose ELSE t.purpose END,"
        " f.purpose, t.purpose, k.hold_seq, k.hold_kind, k.created_ms"
        " FROM kept_ledger AS k JOIN kept_accounts AS f ON f.name = k.taken_from"
        " JOIN kept_accounts AS t ON t.name = k.given_to LEFT JOIN kept_ledger AS s ON s.seq = k.hold_seq"
        " LEFT JOIN kept_accounts AS h ON h.name = s.taken_from ORDER BY k.seq"
    )


def downgrade() -> None:
    """Name accounts by one text, with one account of what was issued to everybody."""
    _take_out()
    op.drop_index("generations_of_user", "generations")
    op.create_table(
        "accounts",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("user_id", sa.Text, sa.ForeignKey("users.id")),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("photos", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.CheckConstraint("purpose IN ('issued', 'subscription', 'extra', 'held', 'spent')", name="purpose"),
        sa.CheckConstraint("photos >= 0 OR purpose = 'issued'", name="no_overdraft"),
        sa.CheckConstraint("(user_id IS NULL) = (purpose = 'issued')", name="issued"),
        sa.UniqueConstraint("user_id", "purpose"),
    )
    op.create_table(
        "ledger",
        sa.Column("seq", _SEQ, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("generation_id", sa.Text, sa.ForeignKey("generations.id")),
        sa.Column("photos", sa.BigInteger, nullable=False),
        sa.Column("taken_from", sa.Text, sa.ForeignKey("accounts.name"), nullable=False),
        sa.Column("given_to", sa.Text, sa.ForeignKey("accounts.name"), nullable=False),
        sa.Column("hold_seq", _SEQ, unique=True),
        sa.Column("hold_kind", sa.Text),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.CheckConstraint("kind IN ('grant', 'hold', 'capture', 'refund')", name="kind"),
        sa.CheckConstraint("photos > 0", name="photos"),
        sa.CheckConstraint("taken_from <> given_to", name="sides"),
        sa.CheckConstraint("(kind = 'grant') = (generation_id IS NULL)", name="generation"),
        sa.CheckConstraint("(kind IN ('capture', 'refund')) = (hold_seq IS NOT NULL)", name="settlement"),
        sa.CheckConstraint("(hold_seq IS NULL) = (hold_kind IS NULL)", name="hold"),
        sa.CheckConstraint("hold_kind = 'hold'", name="hold_kind"),
        sa.UniqueConstraint("generation_id", "kind"),
        sa.UniqueConstraint("seq", "kind", "generation_id", "photos", name="uq_ledger_whole"),
        sa.ForeignKeyConstraint(
            ["hold_seq", "hold_kind", "generation_id", "photos"],
            ["ledger.seq", "ledger.kind", "ledger.generation_id", "ledger.photos"],
            name="fk_ledger_settled_hold",
        ),
    )
    name = "CASE {0} WHEN 'issued' THEN 'issued' ELSE {0} || ':' || user_id END"
    op.execute(
        "INSERT INTO accounts (name, user_id, purpose, photos)"
        " SELECT 'issued', NULL, 'issued', coalesce(sum(photos), 0) FROM kept_accounts WHERE purpose = 'issued'"
    )
    op.execute(
        f"INSERT INTO accounts (name, user_id, purpose, photos) SELECT {name.format('purpose')}, user_id, purpose,"
        " photos FROM kept_accounts WHERE purpose <> 'issued'"
    )
    op.execute(
        "INSERT INTO ledger (seq, kind, user_id, generation_id, photos, taken_from, given_to, hold_seq, hold_kind,"
        f" created_ms) SELECT seq, kind, user_id, generation_id, photos, {name.format('taken_from')},"
        f" {name.format('given_to')}, hold_seq, hold_kind, created_ms FROM kept_ledger ORDER BY seq"
    )
    _go_on()
    _triggers("name = NEW.{side}", "name")


def _take_out() -> None:
    for table in ("ledger", "accounts"):
        op.execute(f"CREATE TEMPORARY TABLE kept_{table} AS SELECT * FROM {table}")
        op.drop_table(table)
    if _is_postgres():
        for function in ("ledger_refuse", "ledger_move"):
            op.execute(f"DROP FUNCTION IF EXISTS {function}()")


def _go_on() -> None:
    """Let the next entry have the next number, and forget what was taken out."""
    if _is_postgres():
        last = "(SELECT coalesce(max(seq), 0) + 1 FROM ledger)"
        op.execute(f"SELECT setval(pg_get_serial_sequence('ledger', 'seq'), {last}, false)")
    for table in ("ledger", "accounts"):
        op.execute(f"DROP TABLE kept_{table}")


def _triggers(this: str, key: str) -> None:
    """Make the ledger append-only, and let it keep the balances; ``this`` finds one account, ``key`` names both."""
    words = {
        "taken": this.format(side="taken_from"),
        "given": this.format(side="given_to"),
        "key": key,
        "order": key.rsplit(" ", 1)[-1],
    }
    script = _POSTGRES_TRIGGERS if _is_postgres() else _SQLITE_TRIGGERS
    for statement in script.format(**words).strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)


_SQLITE_TRIGGERS = """
CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END

CREATE TRIGGER ledger_is_never_shortened BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END

CREATE TRIGGER ledger_moves_the_balances AFTER INSERT ON ledger
BEGIN
  UPDATE accounts SET photos = photos - NEW.photos WHERE {taken};
  UPDATE accounts SET photos = photos + NEW.photos WHERE {given};
END
"""

_POSTGRES_TRIGGERS = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE integrity_constraint_violation USING MESSAGE = 'the ledger is append-only'; END $$

CREATE FUNCTION ledger_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts WHERE {key} IN (NEW.taken_from, NEW.given_to)
    ORDER BY {order} FOR NO KEY UPDATE;
  UPDATE accounts SET photos = photos - NEW.photos WHERE {taken};
  UPDATE accounts SET photos = photos + NEW.photos WHERE {given};
  RETURN NULL;
END $$

CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE OR DELETE ON ledger
FOR EACH ROW EXECUTE FUNCTION ledger_refuse()

CREATE TRIGGER ledger_is_never_emptied BEFORE TRUNCATE ON ledger
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()

CREATE TRIGGER ledger_moves_the_balances AFTER INSERT ON ledger
FOR EACH ROW EXECUTE FUNCTION ledger_move()
"""


def _is_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"
