"""Many processes on one database, each with a heartbeat; names of users, plans, and keys that end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tell who has taken a generation, and how often it was taken."""
    living = sa.text("ended_ms IS NULL")
    op.create_table(
        "executors",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("started_ms", sa.BigInteger, nullable=False),
        sa.Column("beat_ms", sa.BigInteger, nullable=False),
        sa.Column("ended_ms", sa.BigInteger),
    )
    op.create_index("executors_living", "executors", ["beat_ms"], sqlite_where=living, postgresql_where=living)
    op.add_column("generations", sa.Column("executor", sa.Text))
    op.add_column("generations", sa.Column("fence", sa.Integer, nullable=False, server_default=sa.text("0")))
    op.add_column("users", sa.Column("name", sa.Text, nullable=False, server_default=""))
    free = sa.Column("free_variations", sa.Boolean, nullable=False, server_default=sa.text("true"))
    op.add_column("users", free)
    op.add_column("api_keys", sa.Column("expires_ms", sa.BigInteger))
    op.create_index("api_keys_of_user", "api_keys", ["user_id"])


def downgrade() -> None:
    """Forget who has taken what; keys that were to end are revoked for good, since nothing else would end them."""
    op.execute("UPDATE api_keys SET revoked_ms = expires_ms WHERE revoked_ms IS NULL AND expires_ms IS NOT NULL")
    op.drop_index("api_keys_of_user", "api_keys")
    op.drop_column("api_keys", "expires_ms")
    op.drop_column("users", "free_variations")
    op.drop_column("users", "name")
    op.drop_column("generations", "fence")
    op.drop_column("generations", "executor")
    op.drop_table("executors")
