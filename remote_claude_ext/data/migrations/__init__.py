"""The Alembic environment of the package."""
