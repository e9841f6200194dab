"""What a caller's budgets must cover before a request is sent, and the words of a refusal."""

import math
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from ..core.clock import Clock
from ..core.periods import Period
from ..ledger.budget import Account, BudgetSpentError, Reservation, Standing
from ..ledger.rules import BudgetRules
from ..wire.budgets import Whose
from ..wire.messages import RequestHead
from .errors import BudgetHeldError, BudgetRefusedError, GatewayError
from .estimate import to_estimate
from .identity import Identity
from .pricing import PriceList

_ADJECTIVES = {Period.DAY: "daily", Period.WEEK: "weekly", Period.MONTH: "monthly"}
_CENT = Decimal("0.01")
_MOST_REMEMBERED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """The budgets of an installation, as the gateway applies them.

    `contact` says in a few words whom to ask for more; empty where nobody said.
    """

    rules: BudgetRules
    clock: Clock
    prices: PriceList = field(default_factory=PriceList)
    contact: str = ""
    _known: dict[tuple[str, frozenset[str]], tuple[Account, ...]] = field(default_factory=dict)

    def reserve(self, caller: Identity, head: RequestHead, body: bytes) -> Reservation:
        """What a request has to reserve, and of which accounts."""
        accounts = self._accounts(caller)
        if not accounts:
            return Reservation()
        return Reservation(usd=to_estimate(head, body, self.prices), accounts=accounts)

    def _accounts(self, caller: Identity) -> tuple[Account, ...]:
        """The accounts of a caller, which are the same until a period ends."""
        now, key = self.clock.now(), (caller.name, caller.groups)
        accounts = self._known.get(key)
        if accounts is None or any(not a.span.start <= now < a.span.end for a in accounts):
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            accounts = self._known[key] = self.rules.accounts(caller.name, caller.groups, now)
        return accounts

    def to_refusal(self, error: BudgetSpentError) -> GatewayError:
        """The answer to a request that a budget does not cover."""
        standing, account = error.standing, error.standing.account
        if standing.limit_usd - standing.spent_usd >= error.usd:
            return BudgetHeldError(
                f"{_name(account)} has {_usd(standing.left_usd)} left, and other requests that"
                f" run now may take {_usd(standing.reserved_usd)} of it."
            )
        wait = math.ceil((account.span.end - self.clock.now()).total_seconds())
        return BudgetRefusedError(
            f"{_tell(standing, error.usd)} It begins anew on {self._when(account.span.end)}."
            " The configuration of this server sets it.",
            remedy="For more, ask in the panel or on the page /services/remote-claude/usage,"
            f" or ask {self.contact or 'whoever runs this server'}.",
            retry_seconds=max(1, wait),
        )

    def _when(self, moment: datetime) -> str:
        local = moment.astimezone(self.rules.zone)
        return f"{local:%Y-%m-%d} at {local:%H:%M} ({self.rules.zone.key})"


def _tell(standing: Standing, usd: Decimal) -> str:
    account = standing.account
    if not standing.left_usd:
        return f"{_name(account)} of {_usd(standing.limit_usd)} is spent."
    return (
        f"{_name(account)} of {_usd(standing.limit_usd)} has {_usd(standing.left_usd)} left, and"
        f" this request may cost up to {_usd(usd)}: a cheaper model or a shorter conversation"
        " may fit."
    )


def _name(account: Account) -> str:
    period = _ADJECTIVES[account.period]
    match account.whose:
        case Whose.USER:
            return f"The {period} budget of {account.name}"
        case Whose.GROUP:
            return f"The {period} budget of the group {account.name}"
        case Whose.EVERYONE:
            return f"The {period} budget of everyone here"


def _usd(amount: Decimal) -> str:
    """Cents; an amount of less than one as exactly as it is kept."""
    is_tiny = 0 < amount < _CENT
    return f"{amount.normalize() if is_tiny else amount.quantize(_CENT):f} USD"
