"""Settings onto the hub's `c`, one part after another."""

from typing import Any

from .auth import apply_sign_in
from .culling import report_seconds
from .hint import config_hint
from .network import apply_network
from .places import Places
from .rbac import apply_roles
from .run import Run
from .services import apply_services
from .settings import Settings
from .spawn_local import LocalSpawner
from .texts import TEMPLATES, template_vars


def apply(c: Any, settings: Settings, run: Run, places: Places) -> None:
    """Configure the whole hub."""
    hint = config_hint(settings) if run.ports.demo else ""
    c.JupyterHub.db_url = f"sqlite:///{places.hub_database}"
    c.JupyterHub.concurrent_spawn_limit = 20
    c.JupyterHub.template_paths = [str(TEMPLATES)]
    c.JupyterHub.template_vars = template_vars(
        config_hint=hint,
        own_passwords=settings.auth.provider == "local",
        limits=settings.sessions,
    )
    apply_network(c, run, places)
    apply_sign_in(c, places)
    apply_roles(c)
    apply_services(c, run, places)
    apply_sessions(c, settings, places)
    c.Spawner.environment = {
        "REMOTE_CLAUDE_GATEWAY_URL": run.gateway_url,
        "REMOTE_CLAUDE_HUB_SERVICE_URL": run.hub_service_url,
        "REMOTE_CLAUDE_PROVIDER": "demo" if run.ports.demo else "anthropic",
        "REMOTE_CLAUDE_CONFIG_HINT": hint,
        "REMOTE_CLAUDE_MODEL": settings.claude.model or "",
        "REMOTE_CLAUDE_MODELS": ",".join(settings.claude.models),
        "REMOTE_CLAUDE_MAX_PROMPT_BYTES": str(settings.claude.max_prompt_bytes),
        "REMOTE_CLAUDE_MAX_DURATION_SECONDS": str(settings.sessions.max_duration_seconds or 0),
        "JUPYTERHUB_ACTIVITY_INTERVAL": str(report_seconds(settings.sessions)),
    }


def apply_sessions(c: Any, settings: Settings, places: Places) -> None:
    """Sessions are named servers; there is no default server."""
    c.JupyterHub.allow_named_servers = True
    c.JupyterHub.named_server_limit_per_user = settings.sessions.max_per_user
    c.JupyterHub.redirect_to_server = False
    c.JupyterHub.default_url = "/hub/home"
    c.JupyterHub.last_activity_interval = report_seconds(settings.sessions)
    c.JupyterHub.spawner_class = LocalSpawner
    c.LocalSpawner.data = str(places.data)
    c.Spawner.poll_interval = 5
    c.Spawner.consecutive_failure_limit = 0
    c.Spawner.start_timeout = 120
    c.Spawner.http_timeout = 60
