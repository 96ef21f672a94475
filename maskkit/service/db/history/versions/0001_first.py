"""The tables of the first version.

No database is made by this revision: a new one gets the tables of today at once, and the data folders of the first
version have theirs.
"""

from __future__ import annotations

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is to be done."""


def downgrade() -> None:
    """There is nothing before."""
