"""Which providers of models an installation has, and where their keys are. Pure."""

from dataclasses import replace
from itertools import count

from ..core.secret import SecretRef
from .settings import Settings
from .upstreams import UpstreamSetting


def upstreams(settings: Settings) -> tuple[UpstreamSetting, ...]:
    """The providers in their order; the one that `claude` itself describes where no list is."""
    claude = settings.claude
    if claude.upstreams:
        return claude.upstreams
    provider = claude.provider or "demo"
    if provider == "demo":
        return (UpstreamSetting(name=provider, provider=provider),)
    return (
        UpstreamSetting(
            name=provider,
            base_url=claude.base_url,
            auth_scheme=claude.auth_scheme,
            api_key=claude.api_key,
        ),
    )


def is_demo(settings: Settings) -> bool:
    """Whether nothing but the scripted model answers."""
    return all(upstream.provider == "demo" for upstream in upstreams(settings))


def needs_demo(settings: Settings) -> bool:
    """Whether the scripted model has to run."""
    return any(upstream.provider == "demo" for upstream in upstreams(settings))


def piped_keys(settings: Settings) -> tuple[SecretRef, ...]:
    """The secrets that no file holds: a line each of the gateway's pipe, in this order."""
    keys = (*(upstream.api_key for upstream in upstreams(settings)), settings.telemetry.headers)
    return tuple(key for key in keys if key is not None and key.kind != "file")


def without_keys(settings: Settings) -> Settings:
    """The settings with the line of the pipe in the place of each secret that goes through it."""
    claude, telemetry, lines = settings.claude, settings.telemetry, count()

    def place(key: SecretRef | None) -> SecretRef | None:
        if key is None or key.kind == "file":
            return key
        return SecretRef("pipe", str(next(lines)))

    found = tuple(replace(one, api_key=place(one.api_key)) for one in claude.upstreams)
    own = None if claude.upstreams or claude.provider == "demo" else place(claude.api_key)
    return replace(
        settings,
        claude=replace(claude, api_key=own, upstreams=found),
        telemetry=replace(telemetry, headers=place(telemetry.headers)),
    )


def key_place(settings: Settings, name: str) -> str:
    """Where in the YAML the key of an upstream stands."""
    return f"claude.upstreams ({name})" if settings.claude.upstreams else "claude.apiKey"
