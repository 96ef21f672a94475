"""Queries about the secrets that all machines of one service share."""

from __future__ import annotations

from sqlalchemy import insert, select

from maskkit.service.db.database import Database, Refused
from maskkit.service.db.tables import service_secrets


def shared_secret(database: Database, name: str, fresh: str) -> str:
    """The secret with this name; ``fresh`` becomes it where there is none yet."""
    query = select(service_secrets.c.value).where(service_secrets.c.name == name)
    for _ in range(2):
        with database.read() as transaction:
            known: str | None = transaction.scalar(query)
        if known is not None:
            return known
        try:
            with database.write() as transaction:
                transaction.execute(insert(service_secrets).values(name=name, value=fresh))
        except Refused:  # another machine has started at the same moment
            continue
        return fresh
    raise LookupError(f"the secret {name} comes and goes")
