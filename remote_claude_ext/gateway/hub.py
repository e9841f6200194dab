"""Asks JupyterHub whose a token is; the only file that talks to the hub."""

import asyncio

from .errors import HubAwayError, HubBusyError
from .http.errors import BrokenError, SilentError, UnreachableError
from .http.pool import Pool
from .identity import Identity, to_identity

_SECONDS = 5
_MOST_BYTES = 1024 * 1024
_MOST_AT_ONCE = 8
_MOST_WAITING = 256
_REFUSED = (401, 403)
_SILENT = f"it did not answer within {_SECONDS} seconds"


class HubClient:
    """JupyterHub's `GET user`, at the hub's own port.

    Questions about tokens that it has accepted before have room of their own: anybody can send ever
    new ones, and those who are known must not wait behind them.
    """

    def __init__(self, api_url: str) -> None:
        self._pool = Pool(api_url)
        self._room = asyncio.Semaphore(_MOST_AT_ONCE)
        self._room_of_strangers = asyncio.Semaphore(_MOST_AT_ONCE)
        self._waiting = 0

    async def find_owner(self, token: str, *, is_known: bool = False) -> Identity | None:
        """The owner of a token, None if the hub refuses it.

        Raises:
            HubAwayError: It cannot say.
            HubBusyError: It was not asked, since too many tokens that are not known wait.
        """
        room = self._room if is_known else self._room_of_strangers
        await self._enter(room)
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._ask(token)
        except (TimeoutError, SilentError):
            raise HubAwayError(_SILENT) from None
        except UnreachableError as error:
            absent = "nothing answers at its address"
            reason = absent if error.is_absent else f"the connection broke ({error.reason})"
            raise HubAwayError(reason) from None
        except BrokenError as error:
            raise HubAwayError(f"the connection broke ({error})") from None
        except ValueError:
            raise HubAwayError("its answer is not one that a JupyterHub gives") from None
        finally:
            room.release()

    async def _enter(self, room: asyncio.Semaphore) -> None:
        is_known = room is self._room
        if self._waiting >= _MOST_WAITING and not is_known:
            raise HubBusyError
        self._waiting += 1
        try:
            async with asyncio.timeout(_SECONDS):
                await room.acquire()
        except TimeoutError:
            raise (HubAwayError(_SILENT) if is_known else HubBusyError()) from None
        finally:
            self._waiting -= 1

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
