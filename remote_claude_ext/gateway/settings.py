"""What a gateway is started with, as one frozen value."""

from dataclasses import dataclass, field

from ..core.secret import SecretRef


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
    provider: str
    """`anthropic`, or `demo` for the scripted model."""
    upstream_url: str
    """The provider's base address, without `/v1`."""
    auth_scheme: str = "x-api-key"
    """How the key is sent: `x-api-key` or `bearer`."""
    key: SecretRef | None = None
    """Where the provider's key is; None sends no key."""
    model: str | None = None
    """The model that sessions use unless told otherwise; always allowed."""
    models: tuple[str, ...] = ()
    """The models that may be used; empty allows all."""
    max_body_bytes: int = 32 * 1024 * 1024
    """Largest request body."""
    key_file_hint: str = ""
    """What a person mends when the provider refuses the key."""
    host: str = "127.0.0.1"
    """The address to listen on."""
    stop_seconds: float = 3.0
    """How long running answers may go on after SIGTERM."""
