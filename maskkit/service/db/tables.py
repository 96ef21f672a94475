"""The tables, as the queries see them. What makes them is in ``schema/``: a test holds both to the same columns."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

users = Table("users", metadata, Column("id", Text, primary_key=True), Column("created_ms", BigInteger))

api_keys = Table(
    "api_keys",
    metadata,
    Column("key_sha256", Text, primary_key=True),
    Column("user_id", Text),
    Column("label", Text),
    Column("created_ms", BigInteger),
    Column("revoked_ms", BigInteger),
)

projects = Table(
    "projects",
    metadata,
    Column("id", Text, primary_key=True),
    Column("user_id", Text),
    Column("created_ms", BigInteger),
)

generations = Table(
    "generations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("project_id", Text),
    Column("user_id", Text),
    Column("previous_id", Text),
    Column("photo_url", Text),
    Column("mask_url", Text),
    Column("room_type", Text),
    Column("theme", Text),
    Column("width", Integer),
    Column("height", Integer),
    Column("seed", BigInteger),
    Column("webhook", Text),
    Column("output_key", Text),
    Column("status", Text),
    Column("attempts", Integer),
    Column("error_code", Text),
    Column("error_message", Text),
    Column("created_ms", BigInteger),
    Column("started_ms", BigInteger),
    Column("finished_ms", BigInteger),
)

files = Table(
    "files",
    metadata,
    Column("name", Text, primary_key=True),
    Column("asset_id", Text),
    Column("user_id", Text),
    Column("generation_id", Text),
    Column("position", Integer),
    Column("content_type", Text),
    Column("size_bytes", BigInteger),
    Column("sha256", Text),
    Column("created_ms", BigInteger),
    Column("expires_ms", BigInteger),
    Column("deleted_ms", BigInteger),
)

accounts = Table(
    "accounts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("user_id", Text),
    Column("purpose", Text),
    Column("photos", BigInteger),
)

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("kind", Text),
    Column("user_id", Text),
    Column("generation_id", Text),
    Column("photos", BigInteger),
    Column("taken_from", Text),
    Column("given_to", Text),
    Column("hold_seq", Integer),
    Column("hold_kind", Text),
    Column("created_ms", BigInteger),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("call", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request", Text),
    Column("status", Integer),
    Column("answer", LargeBinary),
    Column("created_ms", BigInteger),
    Column("expires_ms", BigInteger),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("generation_id", Text),
    Column("url", Text),
    Column("receiver", Text),
    Column("body", LargeBinary),
    Column("attempts", Integer),
    Column("due_ms", BigInteger),
    Column("created_ms", BigInteger),
    Column("delivered_ms", BigInteger),
    Column("last_problem", Text),
)
