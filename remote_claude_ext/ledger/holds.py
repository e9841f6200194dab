"""Running totals of budgets, and how requests reserve and settle; decides nothing.

A request that has ended says so in its entry alone, with what it cost and what it held. Many are
settled together: when they move to where they stay, and before a budget refuses anybody.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    Connection,
    ScalarSelect,
    Table,
    bindparam,
    func,
    null,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from ..core.money import ZERO, to_micro, to_usd
from ..data.base import MicroUsd
from ..data.prepared import Prepared
from ..data.schema import budget_spending as spending
from ..data.schema import usage_running as running
from ..wire.budgets import Whose
from .budget import Account, Reservation, Standing
from .held import Held, Key, from_text, to_key, to_moment
from .model import Outcome
from .store import EVERYWHERE

_LOCK = Prepared(text("SELECT pg_advisory_xact_lock(1380150370)"))
"""Under this lock one gateway at a time changes totals: no two can wait for each other's rows."""

# Built once: making a statement costs more than running it.
_IS_IT = (
    (spending.c.owner == bindparam("b_owner"))
    & (spending.c.period == bindparam("b_period"))
    & (spending.c.starts_at == bindparam("b_starts_at"))
)
_IS_UNSETTLED = running.c.outcome.not_in((Outcome.OPEN, Outcome.UNKNOWN)) & running.c.held.is_not(
    None
)
# One statement, so that no request is seen in both, or in neither.
_FIND = (
    select(
        spending.c.spent_usd,
        spending.c.reserved_usd,
        spending.c.granted_usd,
        running.c.cost_usd,
        running.c.held,
    )
    .select_from(spending.outerjoin(running, _IS_UNSETTLED))
    .where(_IS_IT)
)
_FIND_UNSETTLED = (
    select(running.c.id, running.c.cost_usd, running.c.held)
    .where(_IS_UNSETTLED)
    .with_for_update(skip_locked=True)
)
_RELEASE = Prepared(update(running).where(running.c.id == bindparam("ident")).values(held=null()))
_TAKE = (
    update(spending)
    .where(_IS_IT)
    .values(reserved_usd=spending.c.reserved_usd + bindparam("b_usd", type_=BigInteger))
)
_COVERS = (
    spending.c.spent_usd + spending.c.reserved_usd + bindparam("b_usd", type_=BigInteger)
    <= bindparam("b_limit", type_=BigInteger) + spending.c.granted_usd
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
    rows = connection.execute(_FIND, _to_key(account)).all()
    if not rows:
        return Standing(account=account, spent_usd=_add_up(connection, account))
    spent, reserved, granted = rows[0][:3]
    key = to_key(account)
    for row in rows:
        held = None if row.held is None else from_text(row.held)
        if held is not None and key in held.accounts:
            spent += row.cost_usd
            reserved -= to_usd(held.micro_usd)
    return Standing(account=account, spent_usd=spent, reserved_usd=reserved, granted_usd=granted)


def reserve(connection: Connection, reservation: Reservation, micro_usd: int) -> Standing | None:
    """Reserve its amount of each account; the lock has to be held.

    What running requests have reserved counts as spent, so that all of them together fit; what was
    granted is added to the limit. Says how the first hard budget stands that does not cover it:
    then the transaction has to be undone.
    """
    for account in reservation.accounts:
        if _take(connection, account, micro_usd):
            continue
        settle_ended(connection)
        if not _take(connection, account, micro_usd):
            return find(connection, account)
    return None


def grant(connection: Connection, account: Account, usd: Decimal) -> None:
    """Let so much more be spent of an account until its period ends."""
    lock(connection)
    _begin(connection, account)
    connection.execute(_GRANT, {**_to_key(account), "b_usd": usd})


def settle(connection: Connection, held: Held, cost_usd: Decimal, *, is_released: bool) -> None:
    """Count in its budgets what a request cost, and release what it holds if nobody has yet.

    The lock has to be held.
    """
    amounts = (to_micro(cost_usd), 0 if is_released else held.micro_usd)
    _settle_all(connection, dict.fromkeys(held.accounts, amounts))


def settle_ended(connection: Connection) -> None:
    """The same for every request that has ended and is not settled; the lock has to be held."""
    rows = connection.execute(_FIND_UNSETTLED).all()
    if not rows:
        return
    sums: dict[Key, tuple[int, int]] = {}
    for row in rows:
        held, cost = from_text(row.held), to_micro(row.cost_usd)
        for key in held.accounts:
            before = sums.get(key, (0, 0))
            sums[key] = before[0] + cost, before[1] + held.micro_usd
    _settle_all(connection, sums)
    _RELEASE.run(connection, *({"ident": row.id} for row in rows))


def _settle_all(connection: Connection, sums: Mapping[Key, tuple[int, int]]) -> None:
    """Add to each account what was spent of it, and take away what is not held any more."""
    rows = [
        {
            "b_owner": owner,
            "b_period": period,
            "b_starts_at": to_moment(starts_at),
            "b_cost": cost,
            "b_held": held,
        }
        for (owner, period, starts_at), (cost, held) in sums.items()
    ]
    _SETTLE.run(connection, *rows)


def _take(connection: Connection, account: Account, micro_usd: int) -> bool:
    values = _to_key(account)
    values["b_usd"] = micro_usd
    statement = _TAKE_ANYWAY
    if account.hard:
        values["b_limit"] = account.limit_micro_usd
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
