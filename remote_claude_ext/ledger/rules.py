"""Which budgets apply to whom, and until when; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ..core.periods import to_span
from ..wire.budgets import Whose
from .budget import EACH, Account, Budget

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetRules:
    """Every budget of an installation, and the time zone in which its days begin."""

    budgets: tuple[Budget, ...] = ()
    zone: ZoneInfo = _UTC

    def accounts(self, user: str, groups: Iterable[str], now: datetime) -> tuple[Account, ...]:
        """The accounts that pay for a user's request at a moment, always in the same order.

        A budget that names the user replaces the one that each user has for the same period.
        """
        members = frozenset(groups)
        own = {b.period for b in self.budgets if b.whose is Whose.USER and b.name == user}
        found = [
            self._open(budget, user, now)
            for budget in self.budgets
            if _applies(budget, user, members)
            and not (budget.name == EACH and budget.period in own)
        ]
        return tuple(sorted(found, key=lambda account: (account.owner, account.period)))

    def _open(self, budget: Budget, user: str, now: datetime) -> Account:
        return Account(
            whose=budget.whose,
            name=user if budget.whose is Whose.USER else budget.name,
            period=budget.period,
            span=to_span(budget.period, now, self.zone),
            limit_usd=budget.usd,
            hard=budget.hard,
        )


def _applies(budget: Budget, user: str, groups: frozenset[str]) -> bool:
    match budget.whose:
        case Whose.USER:
            return budget.name in (EACH, user)
        case Whose.GROUP:
            return budget.name in groups
        case Whose.EVERYONE:
            return True
