"""The very lines to write so that a real model answers instead of the scripted one."""

from ..core.languages import FALLBACK, all_texts
from .providers import key_place
from .settings import Settings
from .upstreams import UpstreamSetting

_LINES = "claude:\n  provider: anthropic\n  apiKey: file:/path/to/your-key"


def config_hint(settings: Settings, language: str = FALLBACK) -> str:
    """What to write, and where; for the console, the home page and the banner in a session.

    All of it can be pasted into the file: what is said about the lines is a comment.
    """
    words = all_texts()[language]["demo_lines"]["file" if settings.file else "none"]
    return str(words.format(file=settings.file, lines=_LINES))


def key_hint(settings: Settings, upstream: UpstreamSetting) -> str:
    """What a person mends when a provider does not accept the key."""
    reference, place = upstream.api_key, key_place(settings, upstream.name)
    if reference is not None and reference.kind == "file":
        return f"the file {reference.value} ({place} in {settings.file})"
    if settings.claude.upstreams or (
        settings.file and "ANTHROPIC_API_KEY" not in settings.secret_variables
    ):
        return f"{place} in {settings.file}"
    return "the variable ANTHROPIC_API_KEY that `remote-claude up` was started with"
