"""`serve hub|gateway|demo|jupyterhub`: one process of an installation, as `up` starts it."""

import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ..config.choices import model_access
from ..config.docker_names import read_size
from ..config.hint import key_hint
from ..config.network import read_secret
from ..config.places import Places
from ..config.providers import upstreams
from ..config.resolved import read_settings
from ..config.run import Run, read_run
from ..config.settings import Settings
from ..core.logs import set_up_logs
from ..core.periods import Period
from ..core.secret import SecretRef
from ..ledger.budget import Budget
from ..ledger.rules import BudgetRules
from ..wire.budgets import Whose
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


def budget_rules(settings: Settings) -> BudgetRules:
    """The budgets of the configuration as the ledger knows them."""
    budgets = tuple(
        Budget(
            whose=Whose(limit.whose),
            name=limit.name,
            usd=limit.usd,
            period=Period(limit.per),
            hard=limit.hard,
        )
        for limit in settings.budgets.limits
    )
    return BudgetRules(budgets=budgets, zone=ZoneInfo(settings.budgets.time_zone))


def _serve_jupyterhub(_places: Places, _run: Run, _environ: Mapping[str, str]) -> None:
    from .bounded import JupyterHub  # noqa: PLC0415 (only this process needs it)

    JupyterHub.launch_instance(["-f", str(_HUB_CONFIG)])  # type: ignore[no-untyped-call]


def _serve_hub(places: Places, run: Run, environ: Mapping[str, str]) -> None:
    from ..hub.app import serve as serve_hub  # noqa: PLC0415 (only this process needs it)
    from ..hub.settings import HubSettings  # noqa: PLC0415

    settings = read_settings(places)
    set_up_logs(settings.logging.format, settings.logging.level)
    serve_hub(
        HubSettings(
            host=run.inner,
            port=run.ports.hub_service,
            prefix=environ["JUPYTERHUB_SERVICE_PREFIX"],
            hub_api_url=run.hub_api_url,
            service_name=environ["JUPYTERHUB_SERVICE_NAME"],
            service_token=read_secret(places, "hub-service-token"),
            database_url=database_url(places, settings),
            public_url=run.public_url,
            budgets=budget_rules(settings),
            budget_contact=settings.budgets.contact or "",
            keep_usage=timedelta(seconds=settings.usage.keep_entries_seconds),
            isolates=settings.sessions.spawner == "docker",
            ways_out=settings.egress.allow,
            audit=settings.security.audit,
            deeds=places.deeds,
            own_passwords=settings.auth.provider == "local",
        )
    )


def _serve_gateway(places: Places, run: Run, environ: Mapping[str, str]) -> None:
    from ..gateway.app import serve as serve_gateway  # noqa: PLC0415 (only this process needs it)
    from ..gateway.settings import (  # noqa: PLC0415
        GatewaySettings,
        TelemetrySettings,
        UpstreamSettings,
    )

    settings = read_settings(places)
    set_up_logs(settings.logging.format, settings.logging.level)
    given = tuple(
        UpstreamSettings(
            name=upstream.name,
            url=run.demo_url if upstream.provider == "demo" else upstream.base_url,
            is_demo=upstream.provider == "demo",
            auth_scheme=upstream.auth_scheme,
            key=to_reference(upstream.api_key, environ.get(KEY_VARIABLE)),
            key_hint=key_hint(settings, upstream),
            models=upstream.models,
            timeout_seconds=upstream.timeout_seconds,
        )
        for upstream in upstreams(settings)
    )
    serve_gateway(
        GatewaySettings(
            host=run.inner,
            port=run.ports.gateway,
            prefix=environ["JUPYTERHUB_SERVICE_PREFIX"],
            hub_api_url=run.hub_api_url,
            service_token=read_secret(places, "gateway-token"),
            database_url=database_url(places, settings),
            upstreams=given,
            access=model_access(settings),
            prices=settings.claude.prices,
            budgets=budget_rules(settings),
            rates=settings.budgets.rates,
            budget_contact=settings.budgets.contact or "",
            telemetry=TelemetrySettings(
                endpoint=settings.telemetry.otlp_endpoint,
                headers=to_reference(settings.telemetry.headers, environ.get(KEY_VARIABLE)),
            )
            if settings.telemetry.otlp_endpoint
            else None,
        )
    )


def to_reference(key: SecretRef | None, pipe: str | None) -> SecretRef | None:
    """Where the gateway finds a secret: in its file, or in a line of the pipe that it was given."""
    if key is not None and key.kind == "pipe":
        return SecretRef("pipe", f"{pipe or -1}:{key.value}")
    return key


def _serve_demo(_places: Places, run: Run, _environ: Mapping[str, str]) -> None:
    from ..demo.app import serve as serve_demo  # noqa: PLC0415 (only this process needs it)
    from ..demo.settings import DemoSettings  # noqa: PLC0415

    serve_demo(DemoSettings(port=run.ports.demo))


def _serve_egress(places: Places, run: Run, _environ: Mapping[str, str]) -> None:
    from ..egress.app import serve as serve_egress  # noqa: PLC0415 (only this process needs it)
    from ..egress.settings import EgressSettings  # noqa: PLC0415

    settings = read_settings(places)
    set_up_logs(settings.logging.format, settings.logging.level)
    sizes = [size.name for size in settings.containers.sizes]

    def size_of(user: str, session: str) -> str:
        chosen = read_size(places.session(user, session))
        return chosen if chosen in sizes else sizes[0]

    serve_egress(
        EgressSettings(
            port=run.ports.egress_rules,
            key=read_secret(places, "egress-key"),
            hub_api_url=run.hub_api_url,
            rules=settings.egress.allow,
            record=places.logs / "egress.jsonl",
            size_of=size_of,
        )
    )


SERVERS: dict[str, Callable[[Places, Run, Mapping[str, str]], None]] = {
    "demo": _serve_demo,
    "egress": _serve_egress,
    "gateway": _serve_gateway,
    "hub": _serve_hub,
    "jupyterhub": _serve_jupyterhub,
}
"""What can be served, by its name on the command line."""
