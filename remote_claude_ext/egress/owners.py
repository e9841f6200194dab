"""Token of a session to its groups; asks the hub, remembers briefly."""

import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp
import msgspec

from ..core.scopes import to_session

_HIT_SECONDS = 5.0
_AWAY_SECONDS = 60.0
_MOST_REMEMBERED = 10_000
_TIMEOUT = aiohttp.ClientTimeout(total=5)


class _Owner(msgspec.Struct, frozen=True):
    kind: str
    name: str
    scopes: list[str]
    groups: list[str] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    who: str
    groups: frozenset[str]
    at_seconds: float


class Owners:
    """Which session a token belongs to. Tokens are remembered by their digest alone."""

    def __init__(self, http: aiohttp.ClientSession, hub_api_url: str) -> None:
        self._http = http
        self._url = f"{hub_api_url}/user"
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        self._groups: OrderedDict[str, frozenset[str]] = OrderedDict()

    async def is_owner(self, who: str, token: str) -> bool:
        """Whether the hub says that this token is the one of the session `USER.SESSION`."""
        digest = hashlib.blake2b(token.encode(), digest_size=32).digest()
        known = self._known.get(digest)
        now = time.monotonic()
        if known is None or now - known.at_seconds > _HIT_SECONDS:
            try:
                known = await self._ask(token)
            except (aiohttp.ClientError, TimeoutError, msgspec.DecodeError):
                # While the hub is started again, who was known a minute ago is.
                if known is None or now - known.at_seconds > _AWAY_SECONDS:
                    return False
            else:
                self._remember(digest, known)
        return known is not None and known.who == who

    def groups(self, who: str) -> frozenset[str]:
        """The groups of a session that has proved itself."""
        return self._groups.get(who, frozenset())

    async def _ask(self, token: str) -> _Known | None:
        headers = {"Authorization": f"token {token}"}
        async with self._http.get(self._url, headers=headers, timeout=_TIMEOUT) as answer:
            if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
                return None
            answer.raise_for_status()
            owner = msgspec.json.decode(await answer.read(), type=_Owner)
        session = to_session(owner.name, owner.scopes)
        if owner.kind != "user" or session is None:
            return None
        who = f"{owner.name}.{session}"
        return _Known(who=who, groups=frozenset(owner.groups), at_seconds=time.monotonic())

    def _remember(self, digest: bytes, known: _Known | None) -> None:
        if known is None:
            self._known.pop(digest, None)
            return
        self._known[digest] = known
        self._groups[known.who] = known.groups
        self._known.move_to_end(digest)
        self._groups.move_to_end(known.who)
        while len(self._known) > _MOST_REMEMBERED:
            self._known.popitem(last=False)
        while len(self._groups) > _MOST_REMEMBERED:
            self._groups.popitem(last=False)
