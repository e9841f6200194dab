"""`claude.aliases` and `claude.access`: from what stands in the YAML to frozen values. Pure."""

import re
from typing import Any, Literal

from ..core.models import ALL, ModelGrant
from .values import ValueProblemError, shown

_KEYS = ("user", "group", "models", "aliases")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@\[\]-]{0,127}")
# Tried with Claude Code 2.1.330: it puts a real name in their place before it asks.
_OF_CLAUDE_CODE = frozenset({"best", "default", "fable", "haiku", "opus", "opusplan", "sonnet"})
_EXAMPLE = "{group: data, models: [claude-opus-5-5]}"
_ALIASES_EXAMPLE = "{fast: claude-haiku-5-5}"

Aliases = tuple[tuple[str, str], ...]


def to_aliases(raw: object) -> Aliases:
    """Every alias with the model that it leads to.

    Raises:
        ValueProblemError: One is not well formed.
    """
    if not isinstance(raw, dict):
        raise ValueProblemError(f"These are no aliases: write {_ALIASES_EXAMPLE}.")
    return tuple((_to_alias(alias), _to_name(raw[alias], "model")) for alias in raw)


def to_access(raw: object) -> tuple[ModelGrant, ...]:
    """Every item of the list.

    Raises:
        ValueProblemError: One is not well formed, or somebody is there twice.
    """
    if not isinstance(raw, list):
        raise ValueProblemError(f"This is no list: write [{_EXAMPLE}].")
    found: list[ModelGrant] = []
    for number, item in enumerate(raw, start=1):
        try:
            grant = _to_grant(item)
        except ValueProblemError as error:
            raise ValueProblemError(f"Item {number} of the list: {error}") from None
        if any((grant.whose, grant.name) == (other.whose, other.name) for other in found):
            raise ValueProblemError(
                f"Item {number} of the list: the {grant.whose} {grant.name} is there twice;"
                " write all of it into one item."
            )
        found.append(grant)
    return tuple(found)


def _to_grant(item: object) -> ModelGrant:
    if not isinstance(item, dict):
        raise ValueProblemError(f"It is no group of keys: write {_EXAMPLE}.")
    whose, name = _to_whose(item)
    unknown = sorted(str(key) for key in item if key not in _KEYS)
    if unknown:
        raise ValueProblemError(f"There is no key {unknown[0]}; known: {', '.join(_KEYS)}.")
    if "models" not in item and "aliases" not in item:
        raise ValueProblemError("It has neither models nor aliases.")
    return ModelGrant(
        whose=whose,
        name=name,
        models=_to_models(item["models"]) if "models" in item else None,
        aliases=to_aliases(item["aliases"]) if "aliases" in item else (),
    )


def _to_whose(item: dict[Any, Any]) -> tuple[Literal["user", "group"], str]:
    if "everyone" in item or item.get("user") == ALL:
        raise ValueProblemError("What everyone may use stands in claude.models and claude.aliases.")
    match {key: item[key] for key in ("user", "group") if key in item}:
        case {"user": str(name)} as found if name and len(found) == 1:
            return "user", name
        case {"group": str(name)} as found if name and len(found) == 1:
            return "group", name
    raise ValueProblemError("It names whose it is with one of user: NAME, group: NAME.")


def _to_models(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or not raw:
        raise ValueProblemError("models is a list of names, or ['*'] for every model.")
    if raw == [ALL]:
        return (ALL,)
    return tuple(_to_name(name, "model") for name in raw)


def _to_alias(raw: object) -> str:
    alias = _to_name(raw, "alias")
    if alias.lower().removesuffix("[1m]") in _OF_CLAUDE_CODE:
        raise ValueProblemError(
            f"Claude Code has a model of its own for {alias} and never asks for an alias of this"
            " name: write another one, such as large."
        )
    return alias


def _to_name(raw: object, what: str) -> str:
    text = raw.strip() if isinstance(raw, str) else ""
    if _NAME.fullmatch(text):
        return text
    if "*" in text:
        raise ValueProblemError(
            f"{raw!r} is no name of a model: names are written out; ['*'] alone allows every model."
        )
    article = "an" if what == "alias" else "a"
    raise ValueProblemError(f"{shown(raw)} is no name of {article} {what}.")
