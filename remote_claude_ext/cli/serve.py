"""`serve hub|gateway|demo|jupyterhub`: one process of an installation, as `up` starts it."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from ..config.hint import key_hint
from ..config.network import read_secret
from ..config.places import Places
from ..config.resolved import read_settings
from ..config.run import Run, read_run
from ..config.settings import Settings
from ..core.secret import SecretRef
from .problems import CannotStartError
from .supervise import KEY_VARIABLE

_HUB_CONFIG = Path(__file__).parent.parent / "config" / "jupyterhub_config.py"


def serve(what: str, environ: Mapping[str, str]) -> None:
    """Run one process of the installation that `REMOTE_CLAUDE_DATA` names, until it is ended."""
    # This optional part of jsonschema builds a grammar on import: more than a second of CPU.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    data = environ.get("REMOTE_CLAUDE_DATA", "")
    places = Places(Path(data))
    run = read_run(places.run) if data else None
    if run is None:
        raise CannotStartError(
            "There is no installation to serve: REMOTE_CLAUDE_DATA names none.",
            remedy="Start everything with: remote-claude up",
        )
    SERVERS[what](places, run, environ)


def database_url(places: Places, settings: Settings) -> str:
    """Where our tables are: as configured, else SQLite in the data folder."""
    return settings.database.url or f"sqlite:///{places.database}"


def _serve_jupyterhub(_places: Places, _run: Run, _environ: Mapping[str, str]) -> None:
    from jupyterhub.app import main  # noqa: PLC0415 (only this process needs it)

    main(["-f", str(_HUB_CONFIG)])  # type: ignore[no-untyped-call]


def _serve_hub(places: Places, run: Run, environ: Mapping[str, str]) -> None:
    from ..hub.app import serve as serve_hub  # noqa: PLC0415 (only this process needs it)
    from ..hub.settings import HubSettings  # noqa: PLC0415

    serve_hub(
        HubSettings(
            port=run.ports.hub_service,
            prefix=environ["JUPYTERHUB_SERVICE_PREFIX"],
            hub_api_url=run.hub_api_url,
            service_name=environ["JUPYTERHUB_SERVICE_NAME"],
            service_token=read_secret(places, "hub-service-token"),
            database_url=database_url(places, read_settings(places)),
            public_url=run.public_url,
        )
    )


def _serve_gateway(places: Places, run: Run, environ: Mapping[str, str]) -> None:
    from ..gateway.app import serve as serve_gateway  # noqa: PLC0415 (only this process needs it)
    from ..gateway.settings import GatewaySettings  # noqa: PLC0415

    settings = read_settings(places)
    claude = settings.claude
    is_demo = claude.provider == "demo"
    pipe = environ.get(KEY_VARIABLE)
    serve_gateway(
        GatewaySettings(
            port=run.ports.gateway,
            prefix=environ["JUPYTERHUB_SERVICE_PREFIX"],
            hub_api_url=run.hub_api_url,
            service_token=read_secret(places, "gateway-token"),
            database_url=database_url(places, settings),
            provider=claude.provider or "demo",
            upstream_url=run.demo_url if is_demo else claude.base_url,
            auth_scheme=claude.auth_scheme,
            key=SecretRef("pipe", pipe) if pipe else claude.api_key,
            model=claude.model,
            models=claude.models,
            key_file_hint=key_hint(settings),
        )
    )


def _serve_demo(_places: Places, run: Run, _environ: Mapping[str, str]) -> None:
    from ..demo.app import serve as serve_demo  # noqa: PLC0415 (only this process needs it)
    from ..demo.settings import DemoSettings  # noqa: PLC0415

    serve_demo(DemoSettings(port=run.ports.demo))


SERVERS: dict[str, Callable[[Places, Run, Mapping[str, str]], None]] = {
    "demo": _serve_demo,
    "gateway": _serve_gateway,
    "hub": _serve_hub,
    "jupyterhub": _serve_jupyterhub,
}
"""What can be served, by its name on the command line."""
