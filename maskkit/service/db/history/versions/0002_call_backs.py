"""Call-backs with a log of their attempts, test pings, claims by one of several machines; faults of the sandbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_DUE = sa.text("due_ms IS NOT NULL")
_OPEN = sa.text("finished_ms IS NULL")


def upgrade() -> None:
    """Give every call-back its user, and count the failures of its present round."""
    _take_out("deliveries")
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("user_id", sa.Text, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("generation_id", sa.Text, sa.ForeignKey("generations.id"), unique=True),
        *_common(),
        sa.Column("failures", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("claimed_until_ms", sa.BigInteger),
        sa.CheckConstraint("attempts >= 0", name="attempts"),
        sa.CheckConstraint("failures BETWEEN 0 AND attempts", name="failures"),
    )
    op.execute(
        f"INSERT INTO deliveries ({_COLUMNS}, user_id, failures)"
        f" SELECT {_of('k')}, g.user_id, k.attempts FROM kept AS k JOIN generations AS g ON g.id = k.generation_id"
    )
    op.execute("DROP TABLE kept")
    _index("deliveries_due", "deliveries", ["receiver", "due_ms"], where=_DUE)
    op.create_index("deliveries_of_user", "deliveries", ["user_id", "created_ms"])
    op.create_table(
        "delivery_attempts",
        sa.Column("delivery_id", sa.Text, sa.ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("problem", sa.Text),
    )
    op.create_table(
        "service_secrets",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "sandbox_faults",
        sa.Column("generation_id", sa.Text, sa.ForeignKey("generations.id"), primary_key=True),
        sa.Column("faults", sa.Text, nullable=False),
    )
    _index("generations_open_of_user", "generations", ["user_id", "created_ms"], where=_OPEN)


def downgrade() -> None:
    """Leave out test pings, attempts and faults, for which there was no place."""
    op.drop_index("generations_open_of_user", "generations")
    for table in ("sandbox_faults", "service_secrets", "delivery_attempts"):
        op.drop_table(table)
    _take_out("deliveries")
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("generation_id", sa.Text, sa.ForeignKey("generations.id"), unique=True, nullable=False),
        *_common(),
        sa.CheckConstraint("delivered_ms IS NULL OR due_ms IS NULL", name="delivered"),
    )
    op.execute(
        f"INSERT INTO deliveries ({_COLUMNS}) SELECT {_COLUMNS} FROM kept"
        " WHERE generation_id IS NOT NULL AND (delivered_ms IS NULL OR due_ms IS NULL)"
    )
    op.execute("DROP TABLE kept")
    _index("deliveries_due", "deliveries", ["receiver", "due_ms"], where=_DUE)


_NAMES = (
    *("id", "generation_id", "url", "receiver", "body", "attempts"),
    *("due_ms", "created_ms", "delivered_ms", "last_problem"),
)
_COLUMNS = ", ".join(_NAMES)


def _of(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in _NAMES)


def _common() -> list[sa.Column[object]]:
    return [
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("receiver", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("due_ms", sa.BigInteger),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.Column("delivered_ms", sa.BigInteger),
        sa.Column("last_problem", sa.Text),
    ]


def _take_out(table: str) -> None:
    op.execute(f"CREATE TEMPORARY TABLE kept AS SELECT * FROM {table}")
    op.drop_table(table)


def _index(name: str, table: str, columns: list[str], *, where: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
