"""Ask for more of a budget, grant or decline; each leaves a row and a line that say who did it."""

import json
import logging
from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import Connection

from ..core.clock import Clock, to_rfc3339
from ..core.errors import NotFoundError
from ..core.ids import new_id
from ..core.money import to_text
from ..data.unit import Database
from ..trail.service import Trail
from ..wire.audit import AuditKind
from ..wire.budgets import BudgetDecision, BudgetRequest, NewBudgetRequest, RequestState, Whose
from . import holds, requests
from .asking import (
    AlreadyDecidedError,
    AskedAlreadyError,
    PeriodOverError,
    answer,
    to_amount,
    to_words,
)
from .budget import Account
from .rules import BudgetRules

_MOST = 200
_log = logging.getLogger(__name__)


class Granting:
    """The requests for more of one installation; what is granted counts from the next request on.

    Gateways read it with the totals, in the transaction that reserves.
    """

    def __init__(
        self, database: Database, clock: Clock, rules: BudgetRules, trail: Trail | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._trail = trail

    async def ask(self, user: str, groups: Iterable[str], new: NewBudgetRequest) -> BudgetRequest:
        """Ask for more of a budget that pays for the user's requests, until its period ends."""
        now = self._clock.now()
        name = user if new.whose is Whose.USER else new.name
        wanted = (new.whose, name, new.period)
        for account in self._rules.accounts(user, groups, now):
            if (account.whose, account.name, account.period) == wanted:
                break
        else:
            raise NotFoundError("budget", f"{new.whose} {name} {new.period}".replace("  ", " "))
        request = BudgetRequest(
            id=new_id(),
            at=now,
            user=user,
            whose=new.whose,
            name=account.name,
            period=new.period,
            ends_at=account.span.end,
            usd=to_amount(new.usd),
            reason=to_words(new.reason, "reason"),
            state=RequestState.WAITING,
        )
        start = account.span.start

        def add(connection: Connection) -> bool:
            is_new = requests.add(connection, request, start)
            if is_new:
                self._record(connection, AuditKind.BUDGET_ASKED, request, user)
            return is_new

        if not await self._database.submit(add):
            raise AskedAlreadyError
        _tell("ask for more", request, user, now)
        return request

    async def waiting(self) -> list[BudgetRequest]:
        """Everybody's that wait for an answer, the oldest first."""
        now = self._clock.now()
        return await self._database.read(lambda c: requests.find_waiting(c, now, _MOST))

    async def own(self, user: str) -> list[BudgetRequest]:
        """Somebody's own, the newest first."""
        return await self._database.read(lambda c: requests.find_own(c, user, _MOST))

    async def latest(self, user: str, accounts: Iterable[Account]) -> dict[Account, BudgetRequest]:
        """Somebody's latest request for each of these accounts."""
        return await self._database.read(lambda c: requests.find_latest(c, user, accounts))

    async def decide(self, ident: str, decision: BudgetDecision, *, by: str) -> BudgetRequest:
        """Grant or decline, once; NotFoundError where there is no such request."""
        now = self._clock.now()

        def decide(connection: Connection) -> BudgetRequest:
            decided = _decide(connection, ident, decision, by, now)
            is_more = decided.state is RequestState.GRANTED
            kind = AuditKind.BUDGET_GRANTED if is_more else AuditKind.BUDGET_DECLINED
            self._record(connection, kind, decided, by)
            return decided

        decided = await self._database.submit(decide)
        _tell("grant more" if decided.granted_usd else "decline more", decided, by, now)
        return decided

    def _record(
        self, connection: Connection, kind: AuditKind, request: BudgetRequest, by: str
    ) -> None:
        if self._trail is not None:
            said = _to_said(request)
            self._trail.note(connection, kind, said, by=by, user=request.user)


def _decide(
    connection: Connection, ident: str, decision: BudgetDecision, by: str, now: datetime
) -> BudgetRequest:
    found = requests.find(connection, ident)
    if found is None:
        raise NotFoundError("request", ident)
    request, account = found
    decided = replace(answer(request, decision), decided_at=now, decided_by=by)
    if account.span.end <= now:
        raise PeriodOverError
    if not requests.decide(connection, decided):
        other = requests.find(connection, ident)
        raise AlreadyDecidedError(other[0] if other else request)
    if decided.granted_usd is not None:
        holds.grant(connection, account, decided.granted_usd)
    return decided


def _tell(action: str, request: BudgetRequest, by: str, at: datetime) -> None:
    said = {"action": action, **_to_said(request)}
    _log.warning("audit %s", json.dumps({**said, "by": by, "at": to_rfc3339(at)}))


def _to_said(request: BudgetRequest) -> dict[str, str]:
    """What is recorded of a request, and of its answer."""
    granted = request.granted_usd
    said = request.reason if request.state is RequestState.WAITING else request.answer
    return {
        "request": request.id,
        "user": request.user,
        "budget": f"{request.whose}:{request.name} {request.period}",
        "usd": to_text(request.usd if granted is None else granted),
        "said": said or "",
    }
