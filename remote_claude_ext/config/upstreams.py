"""The list below `claude.upstreams`: from what stands in the YAML to frozen values. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..core.secret import SecretRef
from .values import ValueProblemError, shown, to_base_url, to_seconds

ANTHROPIC = "https://api.anthropic.com"
_KEYS = ("name", "provider", "baseUrl", "authScheme", "apiKey", "models", "timeout")
_OF_A_PROVIDER = ("baseUrl", "authScheme", "apiKey", "timeout")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_PATTERN = re.compile(r"[A-Za-z0-9._:/@*-]{1,128}")
_LONGEST_SECONDS = 600
_EXAMPLE = "{name: backup, baseUrl: https://llm.example.org, apiKey: file:PATH}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamSetting:
    """A provider of models. `models` are patterns: of those that fit, the first is asked first."""

    name: str
    provider: Literal["anthropic", "demo"] = "anthropic"
    base_url: str = ANTHROPIC
    auth_scheme: Literal["x-api-key", "bearer"] = "x-api-key"
    api_key: SecretRef | None = None
    models: tuple[str, ...] = ("*",)
    timeout_seconds: int | None = None


def to_upstreams(raw: object) -> tuple[UpstreamSetting, ...]:
    """Every item of the list, in its order; an `apiKey` is a reference already.

    Raises:
        ValueProblemError: One is not well formed, or its name is there twice.
    """
    if not isinstance(raw, list) or not raw:
        raise ValueProblemError(f"This is no list: write [{_EXAMPLE}].")
    found: list[UpstreamSetting] = []
    for number, item in enumerate(raw, start=1):
        try:
            found.append(_to_upstream(item, {other.name for other in found}))
        except ValueProblemError as error:
            raise to_problem(number, error) from None
    return tuple(found)


def to_problem(number: int, error: Exception) -> ValueProblemError:
    """A mistake in an item, with its place."""
    return ValueProblemError(f"Upstream {number} of the list: {error}")


def _to_upstream(item: object, taken: Collection[str]) -> UpstreamSetting:
    if not isinstance(item, dict):
        raise ValueProblemError(f"It is no group of keys: write {_EXAMPLE}.")
    unknown = sorted(str(key) for key in item if key not in _KEYS)
    if unknown:
        raise ValueProblemError(f"There is no key {unknown[0]}; known: {', '.join(_KEYS)}.")
    name = item.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueProblemError("It needs a name of small letters, digits and hyphens.")
    if name in taken:
        raise ValueProblemError(f"The name {name} is there twice.")
    provider = _choose(item, "provider", ("anthropic", "demo"))
    if provider == "demo":
        for key in _OF_A_PROVIDER:
            if key in item:
                raise ValueProblemError(f"The scripted demo model has no {key}.")
        return UpstreamSetting(name=name, provider="demo", models=_to_patterns(item))
    return UpstreamSetting(
        name=name,
        base_url=_to_address(item),
        auth_scheme=_choose(item, "authScheme", ("x-api-key", "bearer")),
        api_key=_to_key(item),
        models=_to_patterns(item),
        timeout_seconds=_to_timeout(item),
    )


def _to_address(item: Mapping[str, Any]) -> str:
    raw = item.get("baseUrl", ANTHROPIC)
    if not isinstance(raw, str) or not raw.strip():
        raise ValueProblemError("baseUrl is an address such as https://llm.example.org.")
    return to_base_url(raw.strip())


def _to_key(item: Mapping[str, Any]) -> SecretRef | None:
    reference = item.get("apiKey")
    if isinstance(reference, SecretRef):
        return reference
    if _to_address(item) == ANTHROPIC:
        raise ValueProblemError("Anthropic needs a key: write apiKey: file:PATH or ${NAME}.")
    return None


def _to_patterns(item: Mapping[str, Any]) -> tuple[str, ...]:
    raw = item.get("models", ["*"])
    if not isinstance(raw, list) or not raw:
        raise ValueProblemError("models is a list of names or patterns, such as ['claude-*'].")
    for pattern in raw:
        if not isinstance(pattern, str) or not _PATTERN.fullmatch(pattern):
            raise ValueProblemError(
                f"{shown(pattern)} is no pattern of models: write one such as claude-*."
            )
    return tuple(raw)


def _to_timeout(item: Mapping[str, Any]) -> int | None:
    if "timeout" not in item:
        return None
    return to_seconds(item["timeout"], least=1, most=_LONGEST_SECONDS)


def _choose(item: Mapping[str, Any], key: str, known: tuple[Any, ...]) -> Any:
    value = item.get(key, known[0])
    if value not in known:
        raise ValueProblemError(f"{key} is one of {', '.join(known)}.")
    return value
