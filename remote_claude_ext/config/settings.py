"""The whole configuration as frozen values, with defaults, ranges and help. Pure."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Literal

from ..core.secret import SecretRef

MIB = 1024 * 1024
_DAY_SECONDS = 24 * 3600


class Kind(Enum):
    """How the text of the YAML becomes a value."""

    TEXT = auto()
    URL = auto()
    WHOLE = auto()
    SIZE = auto()
    DURATION = auto()
    CHOICE = auto()
    NAMES = auto()
    SECRET = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What may be written under one key."""

    key: str
    kind: Kind
    help: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0


def _setting(default: object, key: str, kind: Kind, help_: str, **more: Any) -> Any:
    setting = Setting(key=key, kind=kind, help=help_, **more)
    return field(default=default, metadata={"setting": setting})


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where browsers reach the installation."""

    host: str = _setting("127.0.0.1", "host", Kind.TEXT, "The address to listen on.")
    port: int = _setting(
        8000, "port", Kind.WHOLE, "The port to listen on; 0 takes a free one.", most=65535
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """Who may sign in."""

    provider: str = _setting(
        "local", "provider", Kind.CHOICE, "Where users come from.", choices=("local",)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claude:
    """Which model answers, and with which key."""

    provider: Literal["anthropic", "demo"] | None = _setting(
        None,
        "provider",
        Kind.CHOICE,
        "Who answers: anthropic, or the scripted demo model; without it, anthropic where a key is.",
        choices=("anthropic", "demo"),
    )
    base_url: str = _setting(
        "https://api.anthropic.com", "baseUrl", Kind.URL, "The provider's address, without /v1."
    )
    auth_scheme: Literal["x-api-key", "bearer"] = _setting(
        "x-api-key",
        "authScheme",
        Kind.CHOICE,
        "How the provider wants its key.",
        choices=("x-api-key", "bearer"),
    )
    api_key: SecretRef | None = _setting(  # noqa: RUF009 (it returns a field)
        None, "apiKey", Kind.SECRET, "The provider's key, better as file:PATH or ${NAME}."
    )
    model: str | None = _setting(
        None, "model", Kind.TEXT, "The model of new conversations; without it, Claude Code's own."
    )
    models: tuple[str, ...] = _setting(
        (), "models", Kind.NAMES, "The models that may be used; empty: all that the provider has."
    )
    max_prompt_bytes: int = _setting(
        8 * MIB,
        "maxPromptBytes",
        Kind.SIZE,
        "The longest prompt, such as 8MiB.",
        least=1024,
        most=64 * MIB,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """What a user may have."""

    max_per_user: int = _setting(
        5, "maxPerUser", Kind.WHOLE, "How many sessions a user may have.", least=1, most=1000
    )
    idle_timeout_seconds: int | None = _setting(
        None,
        "idleTimeout",
        Kind.DURATION,
        "How long a session runs that nobody uses and in which Claude does not work, such as 30m;"
        " without it, for ever.",
        least=30,
        most=365 * _DAY_SECONDS,
    )
    max_duration_seconds: int | None = _setting(
        None,
        "maxDuration",
        Kind.DURATION,
        "How long a session runs in any case, such as 8h; without it, for ever.",
        least=60,
        most=365 * _DAY_SECONDS,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Where usage and sessions are recorded."""

    url: str | None = _setting(
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
    database: Database = field(default_factory=Database)
    file: str = ""
    secret_variables: tuple[str, ...] = ()
    """Variables that the configuration takes secrets from: no child process may see them."""


SECTIONS: dict[str, type] = {
    "server": Server,
    "auth": Auth,
    "claude": Claude,
    "sessions": Sessions,
    "database": Database,
}

LATER = frozenset(
    {
        "auth.oauth",
        "auth.saml",
        "auth.ldap",
        "storage",
        "security",
        "monitoring",
        "logging",
    }
)
"""Keys that have a meaning and are not built yet."""

LATER_CHOICES = {"auth.provider": ("oauth", "saml", "ldap")}
"""Values that have a meaning and are not built yet."""
