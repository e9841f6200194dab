"""The hub service and the gateway as external services of the hub."""

from typing import Any

from .network import read_secret
from .places import Places
from .rbac import CULLER, GATEWAY, HUB_SERVICE, SERVICE_LOGIN_SCOPES, SUPERVISOR
from .run import Run


def apply_services(c: Any, run: Run, places: Places) -> None:
    """Register both, so that the proxy routes to them and the hub knows their tokens."""
    c.JupyterHub.services = [
        {
            "name": HUB_SERVICE,
            "url": f"http://{run.inner}:{run.ports.hub_service}",
            "api_token": read_secret(places, "hub-service-token"),
            "oauth_client_allowed_scopes": SERVICE_LOGIN_SCOPES,
            "oauth_no_confirm": True,
            "display": False,
            "timeout": 1,
        },
        {
            "name": GATEWAY,
            "url": f"http://{run.inner}:{run.ports.gateway}",
            "api_token": read_secret(places, "gateway-token"),
            "display": False,
            "timeout": 1,
        },
        {
            "name": SUPERVISOR,
            "api_token": read_secret(places, "supervisor-token"),
            "display": False,
        },
        {
            "name": CULLER,
            "api_token": read_secret(places, "culler-token"),
            "display": False,
        },
    ]
    # They are supervised beside the hub: it waits a moment for each and never ends for their sake.
    c.JupyterHub.service_check_interval = 0
