"""The whole configuration as frozen values, with defaults, ranges and help. Pure."""

from dataclasses import dataclass, field
from typing import Literal

from ..core.models import ModelGrant
from ..core.prices import OwnPrice
from ..core.rates import RateLimit
from ..core.secret import SecretRef
from .containers import Containers
from .egress import Egress
from .kinds import Kind, setting
from .limits import BudgetLimit
from .recorded import Logging, Security, Telemetry, Usage
from .upstreams import ANTHROPIC, UpstreamSetting

MIB = 1024 * 1024
_DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where browsers reach the installation."""

    host: str = setting("127.0.0.1", "host", Kind.TEXT, "The address to listen on.")
    port: int = setting(
        8000, "port", Kind.WHOLE, "The port to listen on; 0 takes a free one.", most=65535
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """Who may sign in."""

    provider: str = setting(
        "local", "provider", Kind.CHOICE, "Where users come from.", choices=("local",)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claude:
    """Which model answers, and with which key."""

    provider: Literal["anthropic", "demo"] | None = setting(
        None,
        "provider",
        Kind.CHOICE,
        "Who answers: anthropic, or the scripted demo model; without it, anthropic where a key is.",
        choices=("anthropic", "demo"),
    )
    base_url: str = setting(ANTHROPIC, "baseUrl", Kind.URL, "The provider's address, without /v1.")
    auth_scheme: Literal["x-api-key", "bearer"] = setting(
        "x-api-key",
        "authScheme",
        Kind.CHOICE,
        "How the provider wants its key.",
        choices=("x-api-key", "bearer"),
    )
    api_key: SecretRef | None = setting(  # noqa: RUF009 (it returns a field)
        None, "apiKey", Kind.SECRET, "The provider's key, better as file:PATH or ${NAME}."
    )
    upstreams: tuple[UpstreamSetting, ...] = setting(
        (),
        "upstreams",
        Kind.UPSTREAMS,
        "Several providers instead of one: each with a name, baseUrl, apiKey and models.",
    )
    model: str | None = setting(
        None, "model", Kind.TEXT, "The model of new conversations; without it, Claude Code's own."
    )
    models: tuple[str, ...] = setting(
        (), "models", Kind.NAMES, "The models that may be used; empty: all that the provider has."
    )
    aliases: tuple[tuple[str, str], ...] = setting(
        (), "aliases", Kind.ALIASES, "Other names of models, such as {fast: claude-haiku-5-5}."
    )
    access: tuple[ModelGrant, ...] = setting(
        (),
        "access",
        Kind.ACCESS,
        "What users and groups have instead, such as {group: data, models: [claude-opus-5-5]}.",
    )
    prices: tuple[OwnPrice, ...] = setting(
        (),
        "prices",
        Kind.PRICES,
        "Prices before the packaged ones, such as {model: 'qwen-*', input: 0.3, output: 1}.",
    )
    auto_mode: bool = setting(
        False,  # noqa: FBT003 (its default)
        "autoMode",
        Kind.FLAG,
        "Whether people may choose auto mode; only where the provider answers its safety check.",
    )
    max_prompt_bytes: int = setting(
        8 * MIB,
        "maxPromptBytes",
        Kind.SIZE,
        "The longest prompt, such as 8MiB.",
        least=1024,
        most=64 * MIB,
    )
    keep_transcripts_seconds: int | None = setting(
        None,
        "keepTranscripts",
        Kind.DURATION,
        "How long Claude Code keeps its own record of a conversation that nobody goes on with, such"
        " as 365d; without it, for ever.",
        least=_DAY_SECONDS,
        most=3650 * _DAY_SECONDS,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """What a user may have."""

    spawner: Literal["local", "docker"] = setting(
        "local",
        "spawner",
        Kind.CHOICE,
        "What a session is: a process of this machine, or a container of its own.",
        choices=("local", "docker"),
    )
    max_per_user: int = setting(
        5, "maxPerUser", Kind.WHOLE, "How many sessions a user may have.", least=1, most=1000
    )
    max_total: int = setting(
        0,
        "maxTotal",
        Kind.WHOLE,
        "How many sessions of all users may run at once; 0 is no limit.",
        most=100_000,
    )
    idle_timeout_seconds: int | None = setting(
        None,
        "idleTimeout",
        Kind.DURATION,
        "How long a session runs that nobody uses and in which Claude does not work, such as 30m;"
        " without it, for ever.",
        least=30,
        most=365 * _DAY_SECONDS,
    )
    max_duration_seconds: int | None = setting(
        None,
        "maxDuration",
        Kind.DURATION,
        "How long a session runs in any case, such as 8h; without it, for ever.",
        least=60,
        most=365 * _DAY_SECONDS,
    )
    extensions: int = setting(
        0,
        "extensions",
        Kind.WHOLE,
        "How often its owner may keep a session one hour longer than maxDuration; 0 is never.",
        most=1000,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """What may be spent on models."""

    limits: tuple[BudgetLimit, ...] = setting(
        (), "limits", Kind.BUDGETS, "Budgets, such as {user: ada, usd: 20, per: month}."
    )
    rates: tuple[RateLimit, ...] = setting(
        (), "rates", Kind.RATES, "Limits, such as {user: '*', requestsPerMinute: 60, parallel: 8}."
    )
    time_zone: str = setting(
        "UTC", "timeZone", Kind.ZONE, "Where days, weeks and months begin, such as Europe/Berlin."
    )
    contact: str | None = setting(
        None, "contact", Kind.TEXT, "Whom to ask for more, such as ops@example.org."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Where usage and sessions are recorded."""

    url: str | None = setting(
        None,
        "url",
        Kind.URL,
        "postgresql+psycopg://USER@HOST/NAME; without it, SQLite in the data folder.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One installation's configuration. `file` is the YAML that it came from, empty for none."""

    server: Server = field(default_factory=Server)
    auth: Auth = field(default_factory=Auth)
    claude: Claude = field(default_factory=Claude)
    sessions: Sessions = field(default_factory=Sessions)
    containers: Containers = field(default_factory=Containers)
    egress: Egress = field(default_factory=Egress)
    budgets: Budgets = field(default_factory=Budgets)
    usage: Usage = field(default_factory=Usage)
    security: Security = field(default_factory=Security)
    database: Database = field(default_factory=Database)
    logging: Logging = field(default_factory=Logging)
    telemetry: Telemetry = field(default_factory=Telemetry)
    file: str = ""
    secret_variables: tuple[str, ...] = ()
    """Variables that the configuration takes secrets from: no child process may see them."""


SECTIONS: dict[str, type] = {
    "server": Server,
    "auth": Auth,
    "claude": Claude,
    "sessions": Sessions,
    "containers": Containers,
    "egress": Egress,
    "budgets": Budgets,
    "usage": Usage,
    "security": Security,
    "database": Database,
    "logging": Logging,
    "telemetry": Telemetry,
}

LATER = frozenset(
    {
        "auth.oauth",
        "auth.saml",
        "auth.ldap",
        "storage",
        "security.encryption",
        "security.allowedDomains",
        "monitoring",
    }
)
"""Keys that have a meaning and are not built yet."""

LATER_CHOICES = {"auth.provider": ("oauth", "saml", "ldap")}
"""Values that have a meaning and are not built yet."""
