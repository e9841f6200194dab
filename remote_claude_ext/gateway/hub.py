"""Asks JupyterHub whose a token is; the only file that talks to the hub."""

import asyncio

from .errors import HubAwayError
from .http.errors import BrokenError, SilentError, UnreachableError
from .http.pool import Pool
from .identity import Identity, to_identity

_SECONDS = 5
_MOST_BYTES = 1024 * 1024
_MOST_AT_ONCE = 16
_REFUSED = (401, 403)


class HubClient:
    """JupyterHub's `GET user`, at the hub's own port."""

    def __init__(self, api_url: str) -> None:
        self._pool = Pool(api_url)
        self._room = asyncio.Semaphore(_MOST_AT_ONCE)

    async def find_owner(self, token: str) -> Identity | None:
        """The owner of a token, None if the hub refuses it; HubAwayError if it cannot say."""
        try:
            async with asyncio.timeout(_SECONDS), self._room:
                return await self._ask(token)
        except (TimeoutError, SilentError):
            raise HubAwayError(f"it did not answer within {_SECONDS} seconds") from None
        except UnreachableError as error:
            absent = "nothing answers at its address"
            reason = absent if error.is_absent else f"the connection broke ({error.reason})"
            raise HubAwayError(reason) from None
        except BrokenError as error:
            raise HubAwayError(f"the connection broke ({error})") from None
        except ValueError:
            raise HubAwayError("its answer is not one that a JupyterHub gives") from None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._pool.aclose()

    async def _ask(self, token: str) -> Identity | None:
        headers = [
            (b"Authorization", f"token {token}".encode()),
            (b"Accept", b"application/json"),
        ]
        answer = await self._pool.ask("GET", "/user", headers)
        try:
            body = await answer.read(_MOST_BYTES)
        finally:
            answer.close()
        if answer.status in _REFUSED:
            return None
        if answer.status != 200:  # noqa: PLR2004
            raise HubAwayError(f"it answered with status {answer.status}")
        return to_identity(body)
