"""Queries about what is to go wrong with generations of a sandbox."""

from __future__ import annotations

from sqlalchemy import insert, select

from maskkit.service.db.database import Transaction
from maskkit.service.db.tables import sandbox_faults


def add_faults(transaction: Transaction, generation_id: str, faults: str) -> None:
    """Remember what is to go wrong with a generation."""
    transaction.execute(insert(sandbox_faults).values(generation_id=generation_id, faults=faults))


def faults_of(transaction: Transaction, generation_id: str) -> str | None:
    """What is to go wrong with a generation."""
    query = select(sandbox_faults.c.faults).where(sandbox_faults.c.generation_id == generation_id)
    found: str | None = transaction.scalar(query)
    return found
