"""How long this session still runs, and the hub, which may let it run longer."""

from datetime import timedelta
from http import HTTPStatus

import msgspec

from ..core.clock import Clock
from ..core.errors import ConflictError, MalformedError, UnavailableError
from ..wire import sessions
from ..wire.codec import decode
from .calls import NO_ANSWER, call
from .settings import Settings

_PATIENCE_SECONDS = 10.0


class _Refusal(msgspec.Struct):
    message: str


class Lifetime:
    """The end that the operator's limit sets."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._stops_at = settings.stops_at
        self.extensions_left = settings.extensions if settings.stops_at else 0

    @property
    def seconds(self) -> int | None:
        """How long it still runs; None where it has no end."""
        if self._stops_at is None:
            return None
        return max(0, round((self._stops_at - self._clock.now()).total_seconds()))

    async def extend(self) -> sessions.Lifetime:
        """Ask the hub for one hour more; ConflictError where it may not be."""
        settings, token = self._settings, self._settings.token
        url = f"{settings.hub_api_url}/users/{settings.user}/sessions/{settings.session}/extension"
        if settings.hub_api_url is None or settings.session is None or token is None:
            raise ConflictError("This session runs until somebody stops it.")
        try:
            answer = await call("POST", url, token, b"{}", patience_seconds=_PATIENCE_SECONDS)
            if answer.code == HTTPStatus.CONFLICT:
                raise ConflictError(decode(answer.body, _Refusal).message)
            answer.rethrow()
            told = decode(answer.body, sessions.Lifetime)
        except (*NO_ANSWER, MalformedError) as error:
            raise UnavailableError(
                "The hub cannot be asked at the moment.", remedy="Try again in a minute."
            ) from error
        self._stops_at = self._clock.now() + timedelta(seconds=told.stops_in_seconds)
        self.extensions_left = told.extensions_left
        return told
