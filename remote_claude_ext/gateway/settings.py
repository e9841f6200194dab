"""What a gateway is started with, as one frozen value."""

from dataclasses import dataclass, field

from ..core.models import ModelAccess
from ..core.prices import OwnPrice
from ..core.rates import RateLimit
from ..core.secret import SecretRef
from ..ledger.rules import BudgetRules


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamSettings:
    """One provider of models."""

    name: str
    url: str
    """Its base address, without `/v1`."""
    is_demo: bool = False
    """Whether it is the scripted model."""
    auth_scheme: str = "x-api-key"
    """How the key is sent: `x-api-key` or `bearer`."""
    key: SecretRef | None = None
    """Where its key is; None sends no key."""
    key_hint: str = ""
    """What a person mends when it refuses the key."""
    models: tuple[str, ...] = ("*",)
    """Patterns of the models that it has."""
    timeout_seconds: float | None = None
    """How long it may take to begin an answer; None: as long as a silence may last anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TelemetrySettings:
    """A collector that takes OTLP over HTTP."""

    endpoint: str
    """Its address, without `/v1`."""
    headers: SecretRef | None = None
    """Where the headers are that it wants, as `NAME=VALUE,NAME=VALUE`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewaySettings:
    """Settings of one gateway process; `cli.serve` makes them from the configuration."""

    port: int
    """TCP port on `host`; 0 takes a free one."""
    prefix: str
    """Path below which every route lies, with a slash at both ends."""
    hub_api_url: str
    """JupyterHub's REST API, past the proxy."""
    service_token: str = field(repr=False)
    """The gateway's own token at the hub; it is used for the health check alone."""
    database_url: str
    upstreams: tuple[UpstreamSettings, ...]
    """The providers; of those that have a model the first is asked first."""
    access: ModelAccess = field(default_factory=ModelAccess)
    """Which models users, groups and everyone may use, and under which other names."""
    prices: tuple[OwnPrice, ...] = ()
    """Prices before those of the packaged list."""
    budgets: BudgetRules = field(default_factory=BudgetRules)
    """What users, groups and everyone may spend."""
    rates: tuple[RateLimit, ...] = ()
    """What they may ask by the minute and at once."""
    budget_contact: str = ""
    """Whom to ask for more, in a few words."""
    telemetry: TelemetrySettings | None = None
    """Where spans go, and Claude Code's own telemetry; None: nowhere."""
    max_body_bytes: int = 32 * 1024 * 1024
    """Largest request body."""
    host: str = "127.0.0.1"
    """The address to listen on."""
    stop_seconds: float = 3.0
    """How long running answers may go on after SIGTERM."""

    @property
    def service_name(self) -> str:
        """What JupyterHub calls the gateway: the last part of its prefix."""
        return self.prefix.strip("/").rpartition("/")[2]
