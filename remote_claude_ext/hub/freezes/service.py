"""Freezing through the web: what is named there, the hub has to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from ...switches.rules import EVERYONE, to_target
from ...switches.service import Switches
from ...wire.freezes import Freeze, NewFreeze
from .errors import UncheckedTargetError, UnknownTargetError
from .rules import to_near

_SCOPES = MappingProxyType(
    {"user": "list:users", "group": "list:groups", "session": "read:servers"}
)


class Names(Protocol):
    """What the hub is asked, with the token of whoever freezes."""

    async def has(self, token: str, *path: str) -> bool:
        """Whether there is such a thing."""

    async def names(self, token: str, kind: str) -> list[str]:
        """Every name of `users` or `groups`, as far as that is bounded."""

    async def sessions(self, token: str, user: str) -> Mapping[str, str]:
        """The names of a user's sessions, by their names and titles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Administrator:
    """Whoever freezes: by which name, and what the hub lets them see."""

    name: str
    token: str
    scopes: frozenset[str]


class FreezeService:
    """Freezes what the hub knows; anything else on an explicit word alone."""

    def __init__(self, switches: Switches, hub: Names) -> None:
        self._switches = switches
        self._hub = hub

    async def freeze(self, ident: str, wanted: NewFreeze, by: Administrator) -> Freeze:
        """Freeze, or say another reason.

        Raises:
            UnknownTargetError: There is no such user, group or session.
            UncheckedTargetError: Whether there is one, `by` may not ask the hub.
        """
        target = to_target(ident)
        if not (target == EVERYONE or wanted.anyway or await self._is_frozen(target)):
            await self._require_known(target, by)
        return await self._switches.freeze(target, reason=wanted.reason, by=by.name)

    async def _is_frozen(self, target: str) -> bool:
        return any(item.id == target for item in await self._switches.find_all())

    async def _require_known(self, target: str, by: Administrator) -> None:
        kind, _, name = target.partition(":")
        if _SCOPES[kind] not in by.scopes:
            raise UncheckedTargetError(kind, name, _SCOPES[kind])
        user, _, session = name.partition("/")
        path = ("users", user, "servers", session) if kind == "session" else (f"{kind}s", name)
        if await self._hub.has(by.token, *path):
            return
        if kind == "session" and not await self._hub.has(by.token, "users", user):
            kind, name = "user", user
        raise UnknownTargetError(kind, name, await self._near(kind, name, by))

    async def _near(self, kind: str, name: str, by: Administrator) -> list[str]:
        if kind == "session":
            user, _, session = name.partition("/")
            found = to_near(session, await self._hub.sessions(by.token, user))
            return [f"{user}/{one}" for one in found]
        names = await self._hub.names(by.token, f"{kind}s")
        return to_near(name, {one: one for one in names})
