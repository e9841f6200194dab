"""The providers and their keys: which ones, and the keys' way from `up` to the gateway alone."""

import os
from collections.abc import Mapping, MutableMapping
from dataclasses import replace

from ..config.problems import ConfigurationError, Problem
from ..config.providers import key_place, piped_keys, upstreams
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
    if claude.upstreams:
        return settings
    if claude.provider == "demo":
        return replace(settings, claude=replace(claude, api_key=None))
    if claude.api_key is None and environ.get(KEY, "").strip():
        names = (*settings.secret_variables, KEY)
        settings = replace(settings, secret_variables=names)
        claude = replace(claude, api_key=SecretRef("env", KEY))
    provider = claude.provider or ("anthropic" if claude.api_key else "demo")
    return replace(settings, claude=replace(claude, provider=provider))


def check_key_files(settings: Settings) -> None:
    """Look whether keys that are files can be read.

    Raises:
        ConfigurationError: One cannot, or it is empty.
    """
    keys = {key_place(settings, one.name): one.api_key for one in upstreams(settings)}
    headers = keys["telemetry.headers"] = settings.telemetry.headers
    problems = [
        Problem(place, trouble, f"Write the {'headers' if key is headers else 'key'} into it.")
        for place, key in keys.items()
        if key is not None and key.kind == "file" and (trouble := _look_into(key.value)) is not None
    ]
    if problems:
        raise ConfigurationError(settings.file, problems)


def take_keys(settings: Settings, environ: MutableMapping[str, str]) -> bytes | None:
    """The keys for the gateway's pipe, one a line, taken out of the environment; None for none."""
    references = piped_keys(settings)
    if not references:
        return None
    texts = [
        one.value if one.kind == "literal" else environ.get(one.value, "") for one in references
    ]
    for name in settings.secret_variables:
        environ.pop(name, None)
    keys = [os.fsencode(text.strip()) for text in texts]
    # One that is not one line is no key; it must not push the others to other lines.
    return b"\n".join(b"" if b"\n" in key else key for key in keys)


def _look_into(file: str) -> str | None:
    """What is wrong with a file that should hold a key."""
    try:
        with open(file, "rb") as content:  # noqa: PTH123 (a name, as the reference has it)
            text = content.read(_MOST_BYTES)
    except OSError as error:
        return f"The file {file} cannot be read: {error.strerror}."
    return None if text.strip() else f"The file {file} is empty."
