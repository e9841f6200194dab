"""Statements whose making is paid once: SQLAlchemy gives the text, the driver runs it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.sql import ClauseElement

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A statement as one kind of database gets it."""

    text: str
    pick: Callable[[Values], Iterable[Any]]
    """Takes the values that the driver gets out of others, in its order."""
    constants: Values
    """Those that are the same in each run."""
    conversions: tuple[tuple[int, Callable[[Any], Any]], ...]
    """The places of those that the database wants as something else, and how they become that."""
    names: tuple[str, ...] | None
    """How the driver calls its values; None where they have places alone."""

    def to_parameters(self, values: Values) -> Any:
        """Values by name as the driver wants them."""
        given = [*self.pick({**values, **self.constants} if self.constants else values)]
        for place, convert in self.conversions:
            given[place] = convert(given[place])
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
        made = self._made.get(connection.dialect.name) or self._prepare(connection, rows[0])
        cursor = connection.connection.dbapi_connection.cursor()  # type: ignore[union-attr]  # it is open
        try:
            if len(rows) == 1:
                cursor.execute(made.text, made.to_parameters(rows[0]))
            else:
                cursor.executemany(made.text, [made.to_parameters(values) for values in rows])
            return int(cursor.rowcount)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _to_error(connection, made.text, error, cursor) from error
        finally:
            cursor.close()

    def find(self, connection: Connection, values: Values) -> tuple[Any, ...] | None:
        """The first row of a query, with the driver's own values; None where there is none."""
        made = self._made.get(connection.dialect.name) or self._prepare(connection, values)
        cursor = connection.connection.dbapi_connection.cursor()  # type: ignore[union-attr]  # it is open
        try:
            cursor.execute(made.text, made.to_parameters(values))
            found: tuple[Any, ...] | None = cursor.fetchone()
        except connection.dialect.loaded_dbapi.Error as error:
            raise _to_error(connection, made.text, error, cursor) from error
        finally:
            cursor.close()
        return found

    def _prepare(self, connection: Connection, values: Values) -> _Made:
        made = _make(self._statement, connection.dialect, [*values])
        self._made[connection.dialect.name] = made
        return made


def _to_error(
    connection: Connection, text: str, error: Exception, cursor: DBAPICursor
) -> StatementError:
    """What SQLAlchemy would raise for an error of the driver."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection, cursor)  # type: ignore[arg-type]
    if lost:
        connection.invalidate(error)
    return DBAPIError.instance(
        text,
        None,  # values are nobody's business in a log
        error,
        dialect.loaded_dbapi.Error,
        connection_invalidated=lost,
        dialect=dialect,
    )


def _make(statement: ClauseElement, dialect: Dialect, names: list[str]) -> _Made:
    compiled: Any = statement.compile(dialect=dialect, column_keys=names)
    converters = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect)
        for name, bind in compiled.binds.items()
    }
    order = compiled.positiontup if compiled.positional else [*compiled.binds]
    constants = {}
    conversions = []
    for place, name in enumerate(order):
        convert = converters[name]
        if name not in names:
            value = compiled.binds[name].effective_value
            constants[name] = value if convert is None else convert(value)
        elif convert is not None:
            conversions.append((place, convert))
    return _Made(
        text=str(compiled),
        pick=_to_pick(order),
        constants=constants,
        conversions=tuple(conversions),
        names=None if compiled.positional else tuple(order),
    )


def _to_pick(names: Sequence[str]) -> Callable[[Values], Iterable[Any]]:
    """What takes the values of these names out of others; `itemgetter` of one gives no tuple."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]
