"""What the hub service needs to know, frozen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSettings:
    """Addresses and identity of the hub service. `hub_api_url` is the hub's own port."""

    port: int
    prefix: str
    hub_api_url: str
    service_name: str
    service_token: str
    database_url: str
    public_url: str

    @property
    def access_scope(self) -> str:
        """What a caller's token must hold."""
        return f"access:services!service={self.service_name}"
