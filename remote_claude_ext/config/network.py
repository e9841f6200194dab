"""Proxy, addresses, cookies and headers of the hub."""

from typing import Any

from .places import Places
from .run import Run

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Language, Cookie",
}


def apply_network(c: Any, run: Run, places: Places) -> None:
    """Bind the hub to where sessions find it, behind a proxy that it neither starts nor stops."""
    c.JupyterHub.bind_url = run.public_url
    c.JupyterHub.hub_bind_url = f"http://{run.inner}:{run.ports.hub}"
    c.JupyterHub.hub_connect_url = f"http://{run.inner}:{run.ports.hub}"
    # A proxy in front, for TLS, comes from loopback, too: who comes to it is who signs in.
    c.JupyterHub.trusted_downstream_ips = ["127.0.0.1"]
    c.JupyterHub.cleanup_servers = False
    c.JupyterHub.cleanup_proxy = False
    c.JupyterHub.cookie_secret_file = str(places.secrets / "cookie-secret")
    c.ConfigurableHTTPProxy.should_start = False
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{run.ports.proxy_api}"
    c.ConfigurableHTTPProxy.auth_token = read_secret(places, "proxy-token")
    c.JupyterHub.tornado_settings = {
        "headers": HEADERS,
        "cookie_options": {"samesite": "Lax"},
        "xsrf_cookie_kwargs": {"samesite": "Lax"},
        "max_body_size": 1024 * 1024,
    }


def read_secret(places: Places, name: str) -> str:
    """One of the installation's own secrets."""
    return (places.secrets / name).read_text().strip()
