"""Usage bodies."""

from datetime import datetime
from decimal import Decimal

import msgspec

from .budgets import Budgets
from .frames import Tokens
from .money import Priced


class SessionUsage(Priced, frozen=True, kw_only=True):
    """What the conversations of a session used and cost, as the session itself counts.

    `budgets` are the user's as the hub service has them; null where it was not reached.
    """

    cost_usd: Decimal
    tokens: Tokens
    budgets: Budgets | None = None


class UsageCounts(Priced, frozen=True, kw_only=True):
    """What requests to models came to: tokens by kind, searches, USD.

    `failed` is how many had no answer though nobody stopped them.
    """

    requests: int
    failed: int
    input: int
    output: int
    cache_read: int
    cache_write_5m: int
    cache_write_1h: int
    web_searches: int
    cost_usd: Decimal


class UsageLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Requests that agree in what was told apart; the other names are missing.

    An empty `session` or `group` means none.
    """

    day: str | None = None
    user: str | None = None
    group: str | None = None
    model: str | None = None
    session: str | None = None
    client: str | None = None
    counts: UsageCounts


class UsageReport(msgspec.Struct, frozen=True, kw_only=True):
    """Usage of the days from `first` to `last`, which begin at midnight in `time_zone`.

    `total` counts each request once, also that of a user of several groups.
    """

    first: str
    last: str
    time_zone: str
    by: list[str]
    items: list[UsageLine]
    total: UsageCounts


class UsageItem(msgspec.Struct, frozen=True, kw_only=True):
    """One request to a model. Durations are in milliseconds; null until it is over."""

    id: str
    started_at: datetime
    user: str
    groups: list[str]
    session: str | None
    claude_session: str | None
    agent: str | None
    client: str
    model: str
    outcome: str
    status: int | None
    counts: UsageCounts
    first_byte_ms: int | None
    latency_ms: int | None
    note: str | None


class UsageItems(msgspec.Struct, frozen=True, kw_only=True):
    """A page of requests, the newest first; `next` is the cursor of the following one."""

    items: list[UsageItem]
    next: str | None = None
