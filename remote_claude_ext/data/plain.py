"""A transaction of SQLite by its own driver: SQLAlchemy's takes as long as what is written."""

from sqlite3 import Connection as SqliteConnection
from sqlite3 import Error
from types import TracebackType
from typing import Self, cast

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from .engine import set_level

_BEGIN, _COMMIT = "BEGIN IMMEDIATE", "COMMIT"


class PlainTransaction:
    """For a block: committed at its end, undone where it raises.

    What runs in it may use SQLAlchemy: that finds a transaction, and begins none of its own.
    """

    __slots__ = ("_cursor", "_driver", "_is_undone", "connection")

    def __init__(self, connection: Connection) -> None:
        """One serves any number of blocks, one after the other, which are all hasty or none."""
        self.connection = connection
        self._driver = cast("SqliteConnection", connection.connection.dbapi_connection)
        set_level(connection)
        self._cursor = self._driver.cursor()
        self._is_undone = False

    def __enter__(self) -> Self:
        """Begin; OperationalError where somebody else writes for too long."""
        self._is_undone = False
        try:
            self._cursor.execute(_BEGIN)
        except Error as error:
            raise OperationalError(_BEGIN, None, error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Commit, or undo."""
        if error is not None:
            self.undo()
        elif not self._is_undone:
            try:
                self._cursor.execute(_COMMIT)
            except Error as refused:
                self.undo()
                raise OperationalError(_COMMIT, None, refused) from refused
            self.connection.commit()  # what SQLAlchemy believes to have begun

    def undo(self) -> None:
        """Leave everything as it was."""
        self._is_undone = True
        self.connection.rollback()
        if self._driver.in_transaction:
            self._driver.rollback()


def count_changes(connection: Connection) -> int | None:
    """How many rows this connection ever changed; None where only SQLite could tell."""
    if connection.dialect.name != "sqlite":
        return None
    return cast("SqliteConnection", connection.connection.dbapi_connection).total_changes
