"""The lists `budgets.limits` and `budgets.rates`: from the YAML to frozen values. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from ..core.rates import RateLimit
from .lists import require_known, to_all
from .values import ValueProblemError, to_amount

_WHOSE = ("user", "group", "everyone")
_PERIODS = ("day", "week", "month")
_KEYS = (*_WHOSE, "usd", "per", "warnOnly")
_MOST_USD = Decimal(1_000_000_000)
_EXAMPLE = "{user: ada, usd: 20, per: month}"
_RATE_EXAMPLE = "{user: '*', requestsPerMinute: 60}"
_RATES = {"requestsPerMinute": "requests", "tokensPerMinute": "tokens", "parallel": "parallel"}
_MOST_COUNT = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLimit:
    """What a user, a group or everyone may spend in each period. The user `*` is each one."""

    whose: Literal["user", "group", "everyone"]
    name: str
    usd: Decimal
    per: Literal["day", "week", "month"]
    hard: bool


def to_limits(raw: object) -> tuple[BudgetLimit, ...]:
    """Every budget of the list.

    Raises:
        ValueProblemError: One is not well formed, or there twice.
    """
    return to_all(raw, "Budget", _EXAMPLE, _to_limit, lambda b: (b.whose, b.name, b.per))


def to_rates(raw: object) -> tuple[RateLimit, ...]:
    """Every limit by the minute and at once.

    Raises:
        ValueProblemError: One is not well formed, or there twice.
    """
    return to_all(raw, "Limit", _RATE_EXAMPLE, _to_rate, lambda r: (r.whose, r.name))


def _to_rate(item: dict[Any, Any]) -> RateLimit:
    require_known(item, (*_WHOSE, *_RATES))
    counts = {ours: item[key] for key, ours in _RATES.items() if key in item}
    if not counts:
        raise ValueProblemError(f"it names at least one of {', '.join(_RATES)}")
    for key, ours in _RATES.items():
        count = counts.get(ours, 0)
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= _MOST_COUNT:
            raise ValueProblemError(f"{key} is a whole number up to {_MOST_COUNT:,}")
    whose, name = _to_whose(item)
    return RateLimit(whose=whose, name=name, **counts)


def _to_limit(item: dict[Any, Any]) -> BudgetLimit:
    require_known(item, _KEYS)
    per = item.get("per")
    if per not in _PERIODS:
        raise ValueProblemError(f"per is one of {', '.join(_PERIODS)}")
    warn_only = item.get("warnOnly", False)
    if not isinstance(warn_only, bool):
        raise ValueProblemError("warnOnly is true or false")
    whose, name = _to_whose(item)
    usd = to_amount(item.get("usd"), "usd", most=_MOST_USD)
    return BudgetLimit(whose=whose, name=name, usd=usd, per=per, hard=not warn_only)


def _to_whose(item: dict[Any, Any]) -> tuple[Literal["user", "group", "everyone"], str]:
    match {key: item[key] for key in _WHOSE if key in item}:
        case {"user": str(name)} as found if name and len(found) == 1:
            return "user", name
        case {"group": str(name)} as found if name and len(found) == 1:
            return "group", name
        case {"everyone": True} as found if len(found) == 1:
            return "everyone", ""
    raise ValueProblemError(
        "it names whose it is with one of user: NAME, user: '*' (each), group: NAME, everyone: true"
    )
