"""Bodies of the budget routes: how budgets stand, who asks for more, what is answered."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import msgspec

from ..core.periods import Period
from .money import Priced


class Whose(StrEnum):
    """Who spends from a budget."""

    USER = "user"
    GROUP = "group"
    """A pool: all members spend from the same one."""
    EVERYONE = "everyone"


class RequestState(StrEnum):
    """What became of a request for more."""

    WAITING = "waiting"
    GRANTED = "granted"
    DECLINED = "declined"


class Decision(StrEnum):
    """What an administrator says to it."""

    GRANT = "grant"
    DECLINE = "decline"


class NewBudgetRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks for: so many USD more of a budget until its period ends, and why.

    `name` is that of a group; for other budgets it is empty.
    """

    whose: Whose
    period: Period
    usd: Decimal
    reason: str
    name: str = ""


class BudgetDecision(msgspec.Struct, frozen=True, kw_only=True):
    """An answer, which the person reads. `usd` is what is granted; as much as asked if null."""

    decision: Decision
    answer: str = ""
    usd: Decimal | None = None


class BudgetRequest(Priced, frozen=True, kw_only=True):
    """A request for more. What is granted holds until `ends_at`; null until it is decided."""

    id: str
    at: datetime
    user: str
    whose: Whose
    name: str
    period: Period
    ends_at: datetime
    usd: Decimal
    reason: str
    state: RequestState
    granted_usd: Decimal | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    answer: str | None = None


class BudgetRequests(msgspec.Struct, frozen=True, kw_only=True):
    """Requests for more, the newest first."""

    items: list[BudgetRequest]


class Budget(Priced, frozen=True, kw_only=True):
    """What may be spent in a period, and what is left of it. Amounts are USD.

    `name` is that of a user or a group, and empty for everyone. One that is not `hard` only warns.
    `granted_usd` is in `limit_usd`; `request` is the caller's latest one of this period.
    """

    whose: Whose
    name: str
    period: Period
    hard: bool
    limit_usd: Decimal
    spent_usd: Decimal
    reserved_usd: Decimal
    left_usd: Decimal
    resets_at: datetime
    granted_usd: Decimal = Decimal(0)
    request: BudgetRequest | None = None


class Budgets(msgspec.Struct, frozen=True, kw_only=True):
    """The budgets that pay for somebody's requests; `contact` is whom to ask for more."""

    items: list[Budget] = []
    contact: str | None = None
