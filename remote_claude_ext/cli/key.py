"""The provider and its key: which one, and the key's way from `up` to the gateway alone."""

import os
from collections.abc import Mapping, MutableMapping
from dataclasses import replace

from ..config.problems import ConfigurationError, Problem
from ..config.settings import Settings
from ..core.secret import SecretRef

KEY = "ANTHROPIC_API_KEY"
_MOST_BYTES = 16 * 1024


def with_provider(settings: Settings, environ: Mapping[str, str]) -> Settings:
    """Settings that name a provider and, where it needs one, a key.

    A key in `up`'s own environment counts where the configuration names neither a key nor the
    scripted model.
    """
    claude = settings.claude
    if claude.provider == "demo":
        return replace(settings, claude=replace(claude, api_key=None))
    if claude.api_key is None and environ.get(KEY, "").strip():
        names = (*settings.secret_variables, KEY)
        settings = replace(settings, secret_variables=names)
        claude = replace(claude, api_key=SecretRef("env", KEY))
    provider = claude.provider or ("anthropic" if claude.api_key else "demo")
    return replace(settings, claude=replace(claude, provider=provider))


def check_key_file(settings: Settings) -> None:
    """Look whether a key that is a file can be read.

    Raises:
        ConfigurationError: It cannot, or it is empty.
    """
    reference = settings.claude.api_key
    if reference is None or reference.kind != "file":
        return
    try:
        with open(reference.value, "rb") as file:  # noqa: PTH123 (a name, as the reference has it)
            text = file.read(_MOST_BYTES)
    except OSError as error:
        problem = f"The file {reference.value} cannot be read: {error.strerror}."
        raise _refusal(settings, problem, "Write the key into it.") from None
    if not text.strip():
        raise _refusal(settings, f"The file {reference.value} is empty.", "Write the key into it.")


def take_key(settings: Settings, environ: MutableMapping[str, str]) -> bytes | None:
    """The key for the gateway's pipe, taken out of the environment; None where it is a file."""
    reference = settings.claude.api_key
    if reference is None or reference.kind == "file":
        return None
    text = reference.value if reference.kind == "literal" else environ.get(reference.value, "")
    for name in settings.secret_variables:
        environ.pop(name, None)
    return os.fsencode(text.strip())


def _refusal(settings: Settings, message: str, remedy: str) -> ConfigurationError:
    return ConfigurationError(settings.file, [Problem("claude.apiKey", message, remedy)])
