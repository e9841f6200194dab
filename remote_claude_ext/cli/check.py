"""`check`: read a configuration and say what is wrong."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ..config.hint import config_hint
from .up import read_configuration


def check_configuration(
    config: Path | None, environ: Mapping[str, str], say: Callable[[str], None]
) -> None:
    """Say what a configuration means.

    Raises:
        ConfigurationError: With every mistake in it.
    """
    settings = read_configuration(config, environ)
    claude = settings.claude
    say(f"{config or 'Without a configuration'}: all well.")
    say(f"Address: http://{settings.server.host}:{settings.server.port}/")
    if claude.provider == "demo":
        say("Model: the scripted demo model. For the real Claude:")
        say("  " + config_hint(settings).replace("\n", "\n  "))
    else:
        say(f"Model: {claude.model or 'as Claude Code chooses'}, from {claude.base_url}")
        say(f"Key: {claude.api_key}")
