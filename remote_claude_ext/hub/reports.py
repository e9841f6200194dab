"""Rows that sessions told of themselves, one each: what is old, and what is too much, is removed.

A table of them has the columns `user`, `session` and `at`.
"""

from datetime import datetime

from sqlalchemy import Connection, Table, delete, select


def keep_newest(connection: Connection, table: Table, user: str, count: int) -> None:
    """Remove what a user's sessions told but for the newest so many."""
    mine = table.c.user == user
    newest = select(table.c.session).where(mine).order_by(table.c.at.desc()).limit(count)
    connection.execute(delete(table).where(mine, table.c.session.not_in(newest)))


def forget_before(connection: Connection, table: Table, at: datetime) -> None:
    """Remove what was told before a moment."""
    connection.execute(delete(table).where(table.c.at < at))
