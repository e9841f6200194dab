"""Statements whose making is paid once: SQLAlchemy gives the text, the driver runs it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement

Values = Mapping[str, Any]
_Convert = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A statement as one kind of database gets it."""

    text: str
    constants: tuple[Any, ...]
    """What the driver gets, in its order; None where a value comes with each run."""
    slots: tuple[tuple[int, str, _Convert], ...]
    """The place of each such value, its name, and what the database wants instead of it."""
    names: tuple[str, ...] | None
    """How the driver calls its values; None where they have places alone."""

    def to_parameters(self, values: Values) -> Any:
        """Values by name as the driver wants them."""
        given = [*self.constants]
        for place, name, convert in self.slots:
            value = values[name]
            given[place] = value if convert is None else convert(value)
        return given if self.names is None else dict(zip(self.names, given, strict=True))


class Prepared:
    """A statement for the way of a request, where SQLAlchemy would take longer than the database.

    It belongs to the transaction of the connection that it runs on, and fails like any statement
    of SQLAlchemy. Always run with the same names of values; `in_` is not for it.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._made: dict[str, _Made] = {}

    def run(self, connection: Connection, *rows: Values) -> int:
        """Run it once for each row of values; how many rows of the database that touched."""
        made = self._prepare(connection.dialect, rows[0])
        several = [made.to_parameters(values) for values in rows]
        with _Cursor(connection, made.text) as cursor:
            if len(several) == 1:
                cursor.execute(made.text, several[0])
            else:
                cursor.executemany(made.text, several)
            return int(cursor.rowcount)

    def find(self, connection: Connection, values: Values) -> tuple[Any, ...] | None:
        """The first row of a query, with the driver's own values; None where there is none."""
        made = self._prepare(connection.dialect, values)
        with _Cursor(connection, made.text) as cursor:
            cursor.execute(made.text, made.to_parameters(values))
            found: tuple[Any, ...] | None = cursor.fetchone()
            return found

    def _prepare(self, dialect: Dialect, values: Values) -> _Made:
        made = self._made.get(dialect.name)
        if made is None:
            made = self._made[dialect.name] = _make(self._statement, dialect, [*values])
        return made


class _Cursor:
    """A cursor for a block; what the driver raises in it is an error of SQLAlchemy."""

    __slots__ = ("_connection", "_cursor", "_text")

    def __init__(self, connection: Connection, text: str) -> None:
        self._connection = connection
        self._text = text
        self._cursor = connection.connection.cursor()

    def __enter__(self) -> DBAPICursor:
        return self._cursor

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        dialect = self._connection.dialect
        try:
            if isinstance(error, dialect.loaded_dbapi.Error):
                lost = dialect.is_disconnect(error, self._connection.connection, self._cursor)
                if lost:
                    self._connection.invalidate(error)
                raise DBAPIError.instance(
                    self._text,
                    None,  # values are nobody's business in a log
                    error,
                    dialect.loaded_dbapi.Error,
                    connection_invalidated=lost,
                    dialect=dialect,
                ) from error
        finally:
            self._cursor.close()


def _make(statement: ClauseElement, dialect: Dialect, names: list[str]) -> _Made:
    compiled: Any = statement.compile(dialect=dialect, column_keys=names)
    converters = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect)
        for name, bind in compiled.binds.items()
    }
    order = compiled.positiontup if compiled.positional else [*compiled.binds]
    constants: list[Any] = [None] * len(order)
    slots: list[tuple[int, str, _Convert]] = []
    for place, name in enumerate(order):
        convert = converters[name]
        if name in names:
            slots.append((place, name, convert))
        else:
            value = compiled.binds[name].effective_value
            constants[place] = value if convert is None else convert(value)
    return _Made(
        text=str(compiled),
        constants=tuple(constants),
        slots=tuple(slots),
        names=None if compiled.positional else tuple(order),
    )
