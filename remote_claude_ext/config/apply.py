"""Settings onto the hub's `c`, one part after another."""

from dataclasses import asdict
from typing import Any

from ..core.assets import TEMPLATES
from ..core.languages import FALLBACK, all_texts
from .auth import apply_sign_in
from .away import answer_programs
from .choices import model_access, model_variables
from .containers import Containers
from .culling import report_seconds
from .docker_names import to_installation
from .hint import config_hint
from .network import apply_network
from .noting import note_deeds
from .places import Places
from .providers import is_demo
from .rbac import apply_roles
from .run import Run
from .services import apply_services
from .settings import Settings
from .spawn_local import LocalSpawner
from .speaking import speak
from .texts import template_vars

_PULL = {"never": "never", "missing": "ifnotpresent", "always": "always"}


def apply(c: Any, settings: Settings, run: Run, places: Places) -> None:
    """Configure the whole hub."""
    hints = {code: config_hint(settings, code) for code in all_texts()} if is_demo(settings) else {}
    c.JupyterHub.db_url = f"sqlite:///{places.hub_database}"
    c.JupyterHub.concurrent_spawn_limit = 20
    c.JupyterHub.template_paths = [str(TEMPLATES)]
    c.JupyterHub.template_vars = template_vars(
        config_hints=hints,
        own_passwords=settings.auth.provider == "local",
        limits=settings.sessions,
        sizes=settings.containers.sizes if settings.sessions.spawner == "docker" else (),
    )
    speak()
    answer_programs()
    note_deeds(places)
    apply_network(c, run, places)
    apply_sign_in(c, places)
    apply_roles(c)
    apply_services(c, run, places)
    apply_sessions(c, settings, places)
    if run.ports.egress:
        c.ContainerSpawner.egress = f"{run.inner}:{run.ports.egress}"
    claude = settings.claude
    c.Spawner.environment = {
        "REMOTE_CLAUDE_GATEWAY_URL": run.gateway_url,
        "REMOTE_CLAUDE_HUB_SERVICE_URL": run.hub_service_url,
        "REMOTE_CLAUDE_PROVIDER": "demo" if is_demo(settings) else "anthropic",
        "REMOTE_CLAUDE_CONFIG_HINT": hints.get(FALLBACK, ""),
        **model_variables(model_access(settings)),
        "REMOTE_CLAUDE_AUTO_MODE": "1" if claude.auto_mode else "",
        "REMOTE_CLAUDE_MAX_PROMPT_BYTES": str(claude.max_prompt_bytes),
        "REMOTE_CLAUDE_KEEP_TRANSCRIPTS_SECONDS": str(claude.keep_transcripts_seconds or 0),
        "REMOTE_CLAUDE_MAX_DURATION_SECONDS": str(settings.sessions.max_duration_seconds or 0),
        "REMOTE_CLAUDE_EXTENSIONS": str(settings.sessions.extensions),
        "REMOTE_CLAUDE_TELEMETRY": ",".join(settings.telemetry.sessions),
        "JUPYTERHUB_ACTIVITY_INTERVAL": str(report_seconds(settings.sessions)),
    }


def apply_sessions(c: Any, settings: Settings, places: Places) -> None:
    """Sessions are named servers; there is no default server."""
    c.JupyterHub.allow_named_servers = True
    c.JupyterHub.named_server_limit_per_user = settings.sessions.max_per_user
    c.JupyterHub.active_server_limit = settings.sessions.max_total
    c.JupyterHub.redirect_to_server = False
    c.JupyterHub.default_url = "/hub/home"
    c.JupyterHub.last_activity_interval = report_seconds(settings.sessions)
    if settings.sessions.spawner == "docker":
        apply_containers(c, settings.containers, places)
        c.ContainerSpawner.auto_mode = settings.claude.auto_mode
    else:
        c.JupyterHub.spawner_class = LocalSpawner
        c.LocalSpawner.data = str(places.data)
    c.Spawner.max_seconds = settings.sessions.max_duration_seconds or 0
    c.Spawner.extensions = settings.sessions.extensions
    c.Spawner.poll_interval = 5
    c.Spawner.consecutive_failure_limit = 0
    c.Spawner.http_timeout = 60


def apply_containers(c: Any, containers: Containers, places: Places) -> None:
    """Each session in a container of its own."""
    from .spawn_docker import ContainerSpawner  # noqa: PLC0415 (needs what only this case has)

    c.JupyterHub.spawner_class = ContainerSpawner
    own = c.ContainerSpawner
    own.data = str(places.data)
    own.installation = to_installation(places.data)
    own.image, own.pull_policy = containers.image, _PULL[containers.pull]
    own.runtime, own.volume_of = containers.runtime, containers.volume
    own.sizes = {size.name: asdict(size) for size in containers.sizes}
    own.warm = containers.warm > 0
    own.use_internal_ip = True
    own.remove = False  # why a container ended is known as long as it is there
