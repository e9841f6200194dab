"""What the hub service needs to know, frozen."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from ..core.egress import EgressRule
from ..ledger.rules import BudgetRules


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
    budgets: BudgetRules = field(default_factory=BudgetRules)
    budget_contact: str = ""
    keep_usage: timedelta = timedelta(days=400)
    host: str = "127.0.0.1"
    """The address to listen on."""
    isolates: bool = False
    """Whether each session is a container of its own."""
    ways_out: tuple[EgressRule, ...] = ()
    """What sessions in containers may reach outside, by name."""
    audit: bool = True
    """Whether what is done is recorded."""
    deeds: Path | None = None
    """Where the hub leaves what was done at it; None where it leaves nothing."""
    own_passwords: bool = False
    """Whether people change their password on a page of ours."""

    @property
    def access_scope(self) -> str:
        """What a caller's token must hold."""
        return f"access:services!service={self.service_name}"
