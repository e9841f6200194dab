"""The one MetaData, its constraint names, and the column types that both databases keep exactly."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, DateTime, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from ..core.money import to_micro, to_usd

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every table of ours; Alembic compares databases with it."""


_TEXT_CHARACTERS = len("2026-11-29 12:00:00.000000")


class MicroUsd(TypeDecorator[Decimal]):
    """An amount of USD, stored as a whole number of micro-dollars: exact in both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Decimal to micro-dollars."""
        return _to_micro(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[Decimal | None], int | None]:
        """The same without the way through what SQLAlchemy would call around it."""
        return _to_micro

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Micro-dollars to Decimal."""
        return None if value is None else to_usd(value)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware and in UTC on our side, whatever the database does with zones."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        """`timestamptz` on PostgreSQL; sortable text in UTC on SQLite."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """An aware moment as the database wants it; a naive one is a mistake of the caller."""
        if value is None:
            return None
        moment = _to_utc(value)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """The same, and for SQLite the text at once, as SQLAlchemy would write it."""
        return _to_sqlite if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What the database holds, as an aware moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _to_micro(value: Decimal | None) -> int | None:
    return None if value is None else to_micro(value)


def _to_utc(value: datetime) -> datetime:
    if value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored")
    return value.astimezone(UTC)


def _to_sqlite(value: datetime | None) -> str | None:
    # In UTC alone are equal moments the same: elsewhere the hour that comes twice has one hash.
    return None if value is None else _to_text(_to_utc(value))


@lru_cache(maxsize=1024)
def _to_text(moment: datetime) -> str:
    return moment.isoformat(" ", "microseconds")[:_TEXT_CHARACTERS]
