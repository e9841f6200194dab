"""A usage entry and its parts: frozen values."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct, field

from ..core.money import ZERO


class Outcome(StrEnum):
    """How a request to a model ended."""

    OPEN = "open"
    """Forwarded, and not over yet."""
    COMPLETED = "completed"
    """Answered to the end."""
    FAILED = "failed"
    """The provider refused it, broke off or could not be reached."""
    ABANDONED = "abandoned"
    """The caller went away; the request was cancelled at the provider."""
    STOPPED = "stopped"
    """The gateway was stopped before the answer had ended."""
    UNKNOWN = "unknown"
    """The gateway was killed meanwhile: what the provider did is not known."""


class Client(StrEnum):
    """What asked."""

    PANEL = "panel"
    """Claude Code below the panel of a session."""
    TERMINAL = "terminal"
    """Claude Code in a terminal of a session."""
    LAPTOP = "laptop"
    """Whatever asks with a person's token from outside of every session."""
    OTHER = "other"
    """Another program in a session."""


class Tokens(Struct, frozen=True, kw_only=True):
    """What a request consumed, by kind. `web_searches` is a number of searches."""

    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write_5m: int = 0
    cache_write_1h: int = 0
    web_searches: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayProcess:
    """A gateway process: where it runs, its id, and the start that makes the id unique."""

    host: str
    pid: int
    started_at: datetime


class UsageEntry(Struct, frozen=True, kw_only=True):
    """One request to a model as it is opened, before anything is forwarded.

    `claude_session` and `agent` are what the caller says of itself; `user` and `session` come from
    its token. `groups` are those of the user at that moment.
    """

    id: str
    user: str
    session: str | None
    claude_session: str | None
    agent: str | None
    model: str
    started_at: datetime
    gateway: GatewayProcess
    groups: tuple[str, ...] = ()
    client: Client = Client.OTHER


class UsageEnd(Struct, frozen=True, kw_only=True):
    """What is known when a request is over.

    `model` is the one that answered; `note` says what the cost rests on, if that matters.
    """

    outcome: Outcome
    finished_at: datetime
    latency: timedelta
    model: str
    status: int | None = None
    request_id: str | None = None
    first_byte: timedelta | None = None
    tokens: Tokens = field(default_factory=Tokens)
    cost_usd: Decimal = ZERO
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRecord:
    """An entry as it is kept: how it was opened and, once it is over, how it ended."""

    entry: UsageEntry
    outcome: Outcome
    end: UsageEnd | None
