"""Client of the hub service: the user's budgets, remembered briefly, and asking for more."""

import logging
from http import HTTPStatus

from tornado.httpclient import HTTPResponse

from ..core.clock import Clock
from ..core.errors import MalformedError, RemoteClaudeError, UnavailableError
from ..wire.budgets import BudgetRequest, Budgets, NewBudgetRequest
from ..wire.codec import decode, encode
from ..wire.errors import ErrorBody
from .calls import NO_ANSWER, call

_FRESH_SECONDS = 10.0
_STALE_SECONDS = 300.0
"""For so long budgets count while the hub service is away."""
_log = logging.getLogger(__name__)


class HubAwayError(UnavailableError):
    """The hub service does not answer, or not in words that are known here."""

    def __init__(self) -> None:
        super().__init__(
            "The hub service cannot be asked at the moment.", remedy="Try again in a minute."
        )


class HubService:
    """The hub service at its own port, asked with the session's token."""

    def __init__(self, url: str, token: str, clock: Clock) -> None:
        self._url = url.rstrip("/") + "/api/v1/budgets"
        self._token = token
        self._clock = clock
        self._known: Budgets | None = None
        self._at_seconds = -_STALE_SECONDS
        self._tried_seconds = -_STALE_SECONDS

    async def budgets(self) -> Budgets | None:
        """How the user's budgets stand, at most some seconds old; None where it cannot be had."""
        now = self._clock.monotonic()
        if now - self._tried_seconds >= _FRESH_SECONDS:
            self._tried_seconds = now
            await self._ask()
        return self._known if now - self._at_seconds < _STALE_SECONDS else None

    async def ask_for_more(self, wanted: NewBudgetRequest) -> BudgetRequest:
        """Ask the administrators for more of a budget; what they refuse to take is an error."""
        try:
            answer = await self._call("/requests", body=encode(wanted))
            if answer.code == HTTPStatus.CREATED:
                self._tried_seconds = -_STALE_SECONDS
                return decode(answer.body, BudgetRequest)
            raise _to_error(answer)
        except (*NO_ANSWER, MalformedError) as error:
            _log.info("The hub service could not be asked for more: %s", error)
            raise HubAwayError from error

    async def _ask(self) -> None:
        try:
            answer = await self._call("")
            answer.rethrow()
            self._known = decode(answer.body, Budgets)
            self._at_seconds = self._clock.monotonic()
        except (*NO_ANSWER, MalformedError) as error:
            _log.info("The hub service did not tell the budgets: %s", error)

    async def _call(self, path: str, body: bytes | None = None) -> HTTPResponse:
        method = "GET" if body is None else "POST"
        return await call(method, self._url + path, self._token, body)


def _to_error(answer: HTTPResponse) -> RemoteClaudeError:
    """What the hub service says of a request that it does not take, as an error of this session."""
    told = decode(answer.body, ErrorBody).error
    error = RemoteClaudeError(told.message, remedy=told.remedy, details=told.details)
    error.code, error.status = told.code, answer.code
    return error
