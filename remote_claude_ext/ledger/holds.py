"""Running totals of budgets, and how requests reserve and settle; decides nothing."""

import json
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

import msgspec
from sqlalchemy import (
    BigInteger,
    Connection,
    ScalarSelect,
    Table,
    bindparam,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from ..core.money import ZERO, to_micro
from ..data.base import MicroUsd
from ..data.prepared import Prepared
from ..data.schema import budget_spending as spending
from ..wire.budgets import Whose
from .budget import Account, Reservation, Standing
from .store import EVERYWHERE

_LOCK = Prepared(text("SELECT pg_advisory_xact_lock(1380150370)"))
"""Under this lock one gateway at a time changes totals: no two can wait for each other's rows."""


class _Held(msgspec.Struct, frozen=True):
    """What a request has reserved: so much of each account."""

    micro_usd: int
    accounts: list[tuple[str, str, str]]
    """Owner, period and the start of each."""


_HELD = msgspec.json.Decoder(_Held)
# Both remember: a period begins once, and many requests ask for it. It is in UTC.
_to_text = lru_cache(maxsize=1024)(datetime.isoformat)
_to_moment = lru_cache(maxsize=1024)(datetime.fromisoformat)
# Built once: making a statement costs more than running it.
_IS_IT = (
    (spending.c.owner == bindparam("b_owner"))
    & (spending.c.period == bindparam("b_period"))
    & (spending.c.starts_at == bindparam("b_starts_at"))
)
_FIND = select(spending.c.spent_usd, spending.c.reserved_usd, spending.c.granted_usd).where(_IS_IT)
_TAKE = (
    update(spending)
    .where(_IS_IT)
    .values(reserved_usd=spending.c.reserved_usd + bindparam("b_usd", type_=BigInteger))
)
_COVERS = (
    spending.c.spent_usd + spending.c.reserved_usd + bindparam("b_usd", type_=BigInteger)
    <= bindparam("b_limit", type_=MicroUsd) + spending.c.granted_usd
)
_TAKE_ANYWAY, _TAKE_COVERED = Prepared(_TAKE), Prepared(_TAKE.where(_COVERS))
_BEGIN = {
    name: insert(spending).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_SETTLE = Prepared(
    update(spending)
    .where(_IS_IT)
    .values(
        spent_usd=spending.c.spent_usd + bindparam("b_cost", type_=BigInteger),
        reserved_usd=spending.c.reserved_usd - bindparam("b_held", type_=BigInteger),
    )
)
_GRANT = (
    update(spending)
    .where(_IS_IT)
    .values(granted_usd=spending.c.granted_usd + bindparam("b_usd", type_=MicroUsd))
)


def lock(connection: Connection) -> None:
    """Let nobody else change totals until this transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        _LOCK.find(connection, {})


def find(connection: Connection, account: Account) -> Standing:
    """How an account stands; before its first request of a period, from the usage entries."""
    row = connection.execute(_FIND, _to_key(account)).first()
    if row is None:
        return Standing(account=account, spent_usd=_add_up(connection, account))
    return Standing(
        account=account,
        spent_usd=row.spent_usd,
        reserved_usd=row.reserved_usd,
        granted_usd=row.granted_usd,
    )


def reserve(connection: Connection, reservation: Reservation) -> Standing | None:
    """Reserve an amount of each account; the lock has to be held.

    What running requests have reserved counts as spent, so that all of them together fit; what was
    granted is added to the limit. Says how the first hard budget stands that does not cover it:
    then the transaction has to be undone.
    """
    micro_usd = to_micro(reservation.usd)
    for account in reservation.accounts:
        if not _take(connection, account, micro_usd):
            return find(connection, account)
    return None


def to_held(reservation: Reservation) -> str | None:
    """What a request reserves, as its entry keeps it; None where that is nothing."""
    if not reservation.accounts:
        return None
    accounts = [
        (one.owner, one.period.value, _to_text(one.span.start)) for one in reservation.accounts
    ]
    held = _Held(micro_usd=to_micro(reservation.usd), accounts=accounts)
    return msgspec.json.encode(held).decode()


def grant(connection: Connection, account: Account, usd: Decimal) -> None:
    """Let so much more be spent of an account until its period ends."""
    lock(connection)
    _begin(connection, account)
    connection.execute(_GRANT, {**_to_key(account), "b_usd": usd})


def settle(connection: Connection, held: str, cost_usd: Decimal, *, is_released: bool) -> None:
    """Count in its budgets what a request cost, and release what it holds if nobody has yet.

    The lock has to be held.
    """
    what = _HELD.decode(held)
    amounts = {"b_cost": to_micro(cost_usd), "b_held": 0 if is_released else what.micro_usd}
    rows = [
        {"b_owner": owner, "b_period": period, "b_starts_at": _to_moment(starts_at), **amounts}
        for owner, period, starts_at in what.accounts
    ]
    _SETTLE.run(connection, *rows)


def _take(connection: Connection, account: Account, micro_usd: int) -> bool:
    values = _to_key(account)
    values["b_usd"] = micro_usd
    statement = _TAKE_ANYWAY
    if account.hard:
        values["b_limit"] = account.limit_usd
        statement = _TAKE_COVERED
    if statement.run(connection, values):
        return True
    is_new = _begin(connection, account)
    return bool(is_new and statement.run(connection, values))


def _begin(connection: Connection, account: Account) -> bool:
    """Make sure that an account has its row; whether it had none."""
    spent = find(connection, account).spent_usd
    first = {**_to_columns(account), "spent_usd": spent, "reserved_usd": ZERO}
    return connection.execute(_BEGIN[connection.dialect.name], first).rowcount == 1


def _to_columns(account: Account) -> dict[str, str | datetime]:
    return {"owner": account.owner, "period": account.period.value, "starts_at": account.span.start}


def _to_key(account: Account) -> dict[str, object]:
    return {
        "b_owner": account.owner,
        "b_period": account.period.value,
        "b_starts_at": account.span.start,
    }


def _add_up(connection: Connection, account: Account) -> Decimal:
    """What was spent before the budget was there."""
    found = connection.execute(select(*(_add_up_in(table, account) for table in EVERYWHERE)))
    return sum((usd for usd in found.one() if usd is not None), start=ZERO)


def _add_up_in(entries: Table, account: Account) -> ScalarSelect[Decimal]:
    at = entries.c.started_at
    query = select(func.sum(entries.c.cost_usd)).where(
        at >= account.span.start, at < account.span.end
    )
    if account.whose is Whose.USER:
        query = query.where(entries.c.user == account.name)
    if account.whose is Whose.GROUP:
        name = json.dumps(account.name)  # as it stands in the list of an entry
        query = query.where(entries.c.groups.contains(name, autoescape=True))
    return query.scalar_subquery()
