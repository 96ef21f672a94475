"""How the tables came to be what they are: revisions for alembic, each of which can be undone."""
