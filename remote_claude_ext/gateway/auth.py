"""Token of a caller to the user and session behind it; asks the hub, remembers briefly."""

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from ..core.clock import Clock
from .errors import HubAwayError, NotAllowedError, UnauthenticatedError
from .hub import HubClient
from .identity import Identity
from .tokens import Lines, to_tokens

_HIT_SECONDS = 30.0
_MISS_SECONDS = 5.0
_AWAY_SECONDS = 60.0
"""How much longer a known identity serves while the hub is away."""
_PATIENCE_SECONDS = 5.0
"""For so long after the hub was away, known identities serve without asking again."""
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the hub said of a token; `identity` is None where it refused it."""

    identity: Identity | None
    at_seconds: float
    was_accepted: bool


class Authenticator:
    """Who is calling. Tokens are remembered by their digest alone."""

    def __init__(
        self, hub: HubClient, clock: Clock, service: str, *, most_remembered: int = _MOST_REMEMBERED
    ) -> None:
        """Whoever calls needs the scope to reach `service`, as JupyterHub names the gateway.

        So many tokens are remembered that the hub accepted, and so many others.
        """
        self._most_remembered = most_remembered
        self._access = (f"access:services!service={service}", "access:services")
        self._hub = hub
        self._clock = clock
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        self._strangers: OrderedDict[bytes, _Known] = OrderedDict()
        """Tokens that the hub never accepted: apart, so that they push out nobody."""
        self._away_seconds: float | None = None
        self._asking: dict[bytes, asyncio.Task[_Known]] = {}

    async def require_user(self, headers: Lines) -> Identity:
        """The user whose token a request carries."""
        identity = await self.identify(headers)
        if identity.kind != "user":
            raise NotAllowedError(
                f"This token belongs to the service {identity.name}; the gateway serves users."
            )
        if identity.scopes.isdisjoint(self._access):
            raise NotAllowedError(
                f"This token may not use the gateway: it lacks the scope {self._access[0]}."
            )
        return identity

    async def require_scope(self, headers: Lines, scope: str) -> Identity:
        """The user or service whose token a request carries, if it has a scope."""
        identity = await self.identify(headers)
        if scope not in identity.scopes:
            raise NotAllowedError(f"This needs a token with the scope {scope}.")
        return identity

    async def identify(self, headers: Lines) -> Identity:
        """The owner of the first token of a request that the hub knows."""
        tokens = to_tokens(headers)
        if not tokens:
            raise UnauthenticatedError("A JupyterHub token is needed, as `Authorization: Bearer`.")
        known = [await self._look_up(token) for token in tokens[:1]]
        for token in tokens[1:]:
            if known[-1].identity is None:
                known.append(await self._look_up(token))
        if (identity := known[-1].identity) is not None:
            return identity
        if any(one.was_accepted for one in known):
            raise UnauthenticatedError("JupyterHub has revoked this token.", revoked=True)
        raise UnauthenticatedError("JupyterHub does not know this token.")

    async def aclose(self) -> None:
        """End the questions that are under way."""
        for task in self._asking.values():
            task.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)

    async def _look_up(self, token: str) -> _Known:
        digest = hashlib.blake2b(token.encode(), digest_size=32).digest()
        known = self._find(digest)
        if known is not None and self._serves(known):
            return known
        task = self._asking.get(digest)
        if task is None:
            task = asyncio.create_task(self._ask(digest, token))
            self._asking[digest] = task
            task.add_done_callback(lambda _: self._asking.pop(digest, None))
        # The question goes on when one of those who wait for it leaves.
        return await asyncio.shield(task)

    async def _ask(self, digest: bytes, token: str) -> _Known:
        before = self._find(digest)
        was_accepted = before is not None and before.was_accepted
        try:
            identity = await self._hub.find_owner(token, is_known=was_accepted)
        except HubAwayError:
            self._away_seconds = self._clock.monotonic()
            if before is not None and self._serves(before):
                return before
            raise
        self._away_seconds = None
        known = _Known(
            identity=identity,
            at_seconds=self._clock.monotonic(),
            was_accepted=identity is not None or was_accepted,
        )
        self._remember(digest, known)
        return known

    def _find(self, digest: bytes) -> _Known | None:
        return self._known.get(digest) or self._strangers.get(digest)

    def _remember(self, digest: bytes, known: _Known) -> None:
        self._strangers.pop(digest, None)
        place = self._known if known.was_accepted else self._strangers
        place[digest] = known
        place.move_to_end(digest)
        while len(place) > self._most_remembered:
            place.popitem(last=False)

    def _serves(self, known: _Known) -> bool:
        now = self._clock.monotonic()
        age = now - known.at_seconds
        if known.identity is None:
            return age < _MISS_SECONDS
        away = self._away_seconds is not None and now - self._away_seconds < _PATIENCE_SECONDS
        return age < _HIT_SECONDS + (_AWAY_SECONDS if away else 0)
