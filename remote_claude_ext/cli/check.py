"""`check`: read a configuration and say what is wrong."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ..config.hint import config_hint
from ..config.providers import is_demo, upstreams
from .up import read_configuration


def check_configuration(
    config: Path | None, environ: Mapping[str, str], say: Callable[[str], None]
) -> None:
    """Say what a configuration means.

    Raises:
        ConfigurationError: With every mistake in it.
    """
    settings = read_configuration(config, environ)
    say(f"{config or 'Without a configuration'}: all well.")
    say(f"Address: http://{settings.server.host}:{settings.server.port}/")
    if is_demo(settings):
        say("Model: the scripted demo model. For the real Claude:")
        say("  " + config_hint(settings).replace("\n", "\n  "))
        return
    model = settings.claude.model or "as Claude Code chooses"
    first, *others = upstreams(settings)
    if not others:
        say(f"Model: {model}, from {first.base_url}")
        say(f"Key: {first.api_key}")
        return
    say(f"Model: {model}, from the first of these that has it and answers:")
    for upstream in (first, *others):
        at = "the scripted demo model" if upstream.provider == "demo" else upstream.base_url
        key = f", with the key {upstream.api_key}" if upstream.api_key else ""
        say(f"  {upstream.name}: {', '.join(upstream.models)} at {at}{key}")
