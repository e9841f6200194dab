"""Client of sessions, past whose proxy every call goes with the caller's own token."""

from http import HTTPStatus
from urllib.parse import quote

import aiohttp
import msgspec

from ..core.errors import RemoteClaudeError, UnavailableError
from ..wire.chat import ApprovalAnswer, SettledApproval
from ..wire.codec import encode
from ..wire.errors import ErrorBody

_TIMEOUT = aiohttp.ClientTimeout(total=30, connect=5)


class SessionAwayError(UnavailableError):
    """The session does not answer, or not in words that are known here."""

    code = "session_away"

    def __init__(self) -> None:
        super().__init__(
            "The session does not answer at the moment.",
            remedy="Try again in a few seconds; what it asks waits meanwhile.",
        )


class SessionApi:
    """A session of the caller's, reached as a browser reaches it."""

    def __init__(self, client: aiohttp.ClientSession, public_url: str) -> None:
        self._client = client
        self._url = public_url.rstrip("/")

    async def answer(
        self, token: str, path: tuple[str, str, str, str], said: ApprovalAnswer
    ) -> SettledApproval:
        """Answer a question: of a user, in a session, in a conversation, by its id."""
        user, session, conversation, approval = (quote(part, safe="") for part in path)
        address = (
            f"{self._url}/user/{user}/{session}/remote-claude/api"
            f"/conversations/{conversation}/approvals/{approval}"
        )
        headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
        try:
            async with self._client.post(
                address, data=encode(said), headers=headers, timeout=_TIMEOUT, allow_redirects=False
            ) as response:
                status, body = response.status, await response.read()
            if status == HTTPStatus.OK:
                return msgspec.json.decode(body, type=SettledApproval)
            told = msgspec.json.decode(body, type=ErrorBody).error
        except (aiohttp.ClientError, TimeoutError, msgspec.MsgspecError) as error:
            raise SessionAwayError from error
        said_there = RemoteClaudeError(told.message, remedy=told.remedy, details=told.details)
        said_there.code, said_there.status = told.code, status
        raise said_there
