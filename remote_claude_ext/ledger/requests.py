"""Requests for more of a budget, in the database; decides nothing."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ..core.periods import Period, Span
from ..data.schema import budget_requests
from ..wire.budgets import BudgetRequest, RequestState, Whose
from .budget import Account

_c = budget_requests.c
_ADD = {
    "sqlite": sqlite.insert(budget_requests).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(budget_requests).on_conflict_do_nothing(),
}


def add(connection: Connection, request: BudgetRequest, starts_at: datetime) -> bool:
    """Keep a request; say whether it is new, and not one that waits already."""
    names = BudgetRequest.__struct_fields__
    values = {name: getattr(request, name) for name in names} | {"starts_at": starts_at}
    statement = _ADD[connection.dialect.name].execution_options(preserve_rowcount=True)
    return connection.execute(statement, values).rowcount == 1


def decide(connection: Connection, request: BudgetRequest) -> bool:
    """Keep what was decided; say whether it waited until now."""
    waits = (_c.id == request.id) & (_c.state == RequestState.WAITING)
    decided = {
        "state": request.state,
        "granted_usd": request.granted_usd,
        "decided_at": request.decided_at,
        "decided_by": request.decided_by,
        "answer": request.answer,
    }
    return connection.execute(update(budget_requests).where(waits).values(decided)).rowcount == 1


def find(connection: Connection, ident: str) -> tuple[BudgetRequest, Account] | None:
    """A request, and the account that it is about; its limit is not kept."""
    row = connection.execute(select(budget_requests).where(_c.id == ident)).first()
    if row is None:
        return None
    request = _to_request(row)
    account = Account(
        whose=request.whose,
        name=request.name,
        period=request.period,
        span=Span(row.starts_at, row.ends_at),
        limit_usd=Decimal(0),
        hard=True,
    )
    return request, account


def find_waiting(connection: Connection, now: datetime, limit: int) -> list[BudgetRequest]:
    """Everybody's that wait for an answer and whose period still runs, the oldest first."""
    query = select(budget_requests).where(_c.state == RequestState.WAITING, _c.ends_at > now)
    return _read(connection, query.order_by(_c.at, _c.id).limit(limit))


def find_own(connection: Connection, user: str, limit: int) -> list[BudgetRequest]:
    """Somebody's own, the newest first."""
    query = select(budget_requests).where(_c.user == user)
    return _read(connection, query.order_by(_c.at.desc(), _c.id).limit(limit))


def find_latest(
    connection: Connection, user: str, accounts: Iterable[Account]
) -> dict[Account, BudgetRequest]:
    """Somebody's latest request for each account that has one."""
    keys = {(a.whose, a.name, a.period, a.span.start): a for a in accounts}
    query = select(budget_requests).where(
        _c.user == user, _c.starts_at.in_({account.span.start for account in keys.values()})
    )
    found: dict[Account, BudgetRequest] = {}
    for row in connection.execute(query.order_by(_c.at, _c.id)):
        request = _to_request(row)
        account = keys.get((request.whose, request.name, request.period, row.starts_at))
        if account is not None:
            found[account] = request
    return found


def _read(connection: Connection, query: Select[Any]) -> list[BudgetRequest]:
    return [_to_request(row) for row in connection.execute(query)]


def _to_request(row: Row[Any]) -> BudgetRequest:
    given = {name: getattr(row, name) for name in BudgetRequest.__struct_fields__}
    given["state"] = RequestState(row.state)
    given["whose"] = Whose(row.whose)
    given["period"] = Period(row.period)
    return BudgetRequest(**given)
