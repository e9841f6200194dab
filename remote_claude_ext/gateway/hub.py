"""Asks JupyterHub whose a token is; the only file that talks to the hub."""

import aiohttp

from .errors import HubAwayError
from .identity import Identity, to_identity

_SECONDS = 5
_MOST_BYTES = 1024 * 1024
_REFUSED = (401, 403)


class HubClient:
    """JupyterHub's `GET user`, at the hub's own port."""

    def __init__(self, api_url: str) -> None:
        self._url = api_url.rstrip("/") + "/user"
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            connector=aiohttp.TCPConnector(limit=16),
        )

    async def find_owner(self, token: str) -> Identity | None:
        """The owner of a token, None if the hub refuses it; HubAwayError if it cannot say."""
        headers = {"Authorization": f"token {token}", "Accept": "application/json"}
        try:
            async with self._session.get(
                self._url, headers=headers, allow_redirects=False
            ) as answer:
                if answer.status in _REFUSED:
                    return None
                if answer.status != 200:  # noqa: PLR2004
                    raise HubAwayError(f"it answered with status {answer.status}")
                return to_identity(await answer.content.read(_MOST_BYTES))
        except TimeoutError:
            raise HubAwayError(f"it did not answer within {_SECONDS} seconds") from None
        except aiohttp.ClientConnectorError:
            raise HubAwayError("nothing answers at its address") from None
        except (aiohttp.ClientError, OSError) as error:
            raise HubAwayError(f"the connection broke ({type(error).__name__})") from None
        except ValueError:
            raise HubAwayError("its answer is not one that a JupyterHub gives") from None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._session.close()
