"""A budget, whose it is, and how it stands: frozen values."""

from dataclasses import dataclass, field
from decimal import Decimal

from msgspec import Struct

from ..core.money import ZERO, to_micro
from ..core.periods import Period, Span
from ..wire.budgets import Whose

EACH = "*"
"""The name in a budget that every user has for himself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What may be spent in each period. A budget that is not `hard` only warns."""

    whose: Whose
    name: str
    usd: Decimal
    period: Period
    hard: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A budget of somebody in one period: what is counted. `name` is never EACH.

    `owner` says whose it is as one word, such as `group:data`; the key of its counters.
    """

    whose: Whose
    name: str
    period: Period
    span: Span
    limit_usd: Decimal
    hard: bool
    owner: str = field(init=False, repr=False, compare=False)
    limit_micro_usd: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Say once whose it is, and the limit as it is counted: each request asks for them."""
        is_common = self.whose is Whose.EVERYONE
        owner = str(self.whose) if is_common else f"{self.whose}:{self.name}"
        object.__setattr__(self, "owner", owner)
        object.__setattr__(self, "limit_micro_usd", to_micro(self.limit_usd))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an account stands: what is spent, and what running requests may still take.

    `granted_usd` was added to its limit for this period.
    """

    account: Account
    spent_usd: Decimal = ZERO
    reserved_usd: Decimal = ZERO
    granted_usd: Decimal = ZERO

    @property
    def limit_usd(self) -> Decimal:
        """What may be spent in this period."""
        return self.account.limit_usd + self.granted_usd

    @property
    def left_usd(self) -> Decimal:
        """What may still be spent; never below zero."""
        return max(ZERO, self.limit_usd - self.spent_usd)


class Reservation(Struct, frozen=True, kw_only=True):
    """The most that a request may cost, and the accounts that would pay for it."""

    usd: Decimal = ZERO
    accounts: tuple[Account, ...] = ()


class BudgetSpentError(Exception):
    """A reservation that a hard budget does not cover, and how that budget stands."""

    def __init__(self, standing: Standing, usd: Decimal) -> None:
        super().__init__(f"{standing.account.owner} does not cover {usd} USD")
        self.standing = standing
        self.usd = usd
