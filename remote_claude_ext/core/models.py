"""Which models a person may use, and under which other names; pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

ALL = "*"
"""The one entry of a list that allows every model."""
_DATED = re.compile(r"-20\d{6}")
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelGrant:
    """What a user or a group has instead of what everyone has; no `models`: the same list."""

    whose: Literal["user", "group"]
    name: str
    models: tuple[str, ...] | None = None
    aliases: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What one person may use. Empty `models` allow every model; `aliases` lead to real names."""

    models: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=lambda: _NONE)

    @property
    def names(self) -> tuple[str, ...]:
        """What may be written, aliases after models; empty where every model may be."""
        if not self.models:
            return ()
        others = [alias for alias, model in self.aliases.items() if self._has(model)]
        return tuple(dict.fromkeys([*self.models, *others]))

    def resolve(self, name: str) -> str:
        """The real name of a model."""
        return self.aliases.get(name, name)

    def allows(self, name: str) -> bool:
        """Whether a model may be used by this name.

        An entry without a date also allows the dated names of the same model. An alias may be used
        where it, or the model that it leads to, is on the list.
        """
        return not self.models or self._has(name) or self._has(self.resolve(name))

    def _has(self, model: str) -> bool:
        return any(_matches(model, entry) for entry in self.models)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAccess:
    """The allow-lists and aliases of an installation.

    `default` is the model of new conversations, which everyone's list allows in any case.
    """

    models: tuple[str, ...] = ()
    default: str | None = None
    aliases: tuple[tuple[str, str], ...] = ()
    grants: tuple[ModelGrant, ...] = ()

    def choose(self, user: str, groups: Collection[str]) -> Choice:
        """What a user may use: the nearest list, and all aliases, of which the nearest wins.

        Nearest is the user's own; then those of the user's groups, all together; then everyone's.
        """
        own = [g for g in self.grants if g.whose == "user" and g.name == user]
        shared = [g for g in self.grants if g.whose == "group" and g.name in groups]
        # Of two groups with the same alias the one that is written first wins: it comes last here.
        rising = [self.aliases, *(grant.aliases for grant in [*reversed(shared), *own])]
        aliases = {alias: model for pairs in rising for alias, model in pairs}
        models = _join(own)
        if models is None:
            models = _join(shared)
        return Choice(models=self._everyones() if models is None else models, aliases=aliases)

    def begin_with(self, choice: Choice) -> str | None:
        """The model of somebody's new conversations; None leaves it to Claude Code."""
        if self.default is not None and choice.allows(self.default):
            return self.default
        return choice.names[0] if choice.names else None

    def _everyones(self) -> tuple[str, ...]:
        models = _plain(self.models)
        if models and self.default is not None and self.default not in models:
            return (self.default, *models)
        return models


def _join(grants: list[ModelGrant]) -> tuple[str, ...] | None:
    """All their lists as one; None where none has a list, empty where one allows every model."""
    lists = [grant.models for grant in grants if grant.models is not None]
    if not lists:
        return None
    return _plain(tuple(dict.fromkeys(name for models in lists for name in models)))


def _plain(models: tuple[str, ...]) -> tuple[str, ...]:
    return () if ALL in models else models


def _matches(model: str, entry: str) -> bool:
    rest = model.removeprefix(entry)
    return model == entry or (model.startswith(entry) and _DATED.fullmatch(rest) is not None)
