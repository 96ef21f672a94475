"""What alembic runs for every command: the revisions, on the connection that it was given, in its transaction."""

from __future__ import annotations

from alembic import context

from maskkit.service.db.tables import metadata

if hasattr(context, "config"):  # only while alembic runs this file, and not when it is merely imported
    context.configure(
        connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True
    )
    with context.begin_transaction():
        context.run_migrations()
