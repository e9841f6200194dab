"""A model provider over HTTP."""

import asyncio
from collections.abc import Mapping

from ..core.trace import Trace
from .errors import ProviderSilentError, ProviderUnreachableError
from .headers import Pairs, to_provider
from .http.answer import Answer as HttpAnswer
from .http.errors import SilentError, UnreachableError
from .http.pool import Pool
from .keys import Key
from .settings import UpstreamSettings


class Upstream:
    """One provider at one address, which nothing in a request can change."""

    def __init__(self, settings: UpstreamSettings, key: Key) -> None:
        self.name = settings.name
        self.models = settings.models
        self.is_demo = settings.is_demo
        self.key_hint = settings.key_hint
        self._scheme = settings.auth_scheme
        self._timeout_seconds = settings.timeout_seconds
        self._key = key
        self._pool = Pool(settings.url)

    async def ask(
        self,
        method: str,
        target: str,
        headers: Pairs,
        body: bytes | None,
        *,
        trace: Trace | None = None,
    ) -> HttpAnswer:
        """Forward a request to `target` (path and query) and give the answer as it begins.

        Whoever gets it closes it. An answer that has not ended by then is cancelled.
        """
        sent = to_provider(headers, self._credentials(), trace)
        asking = self._pool.ask(method, target, sent, body)
        host = self._pool.host
        try:
            if self._timeout_seconds is None:
                return await asking
            async with asyncio.timeout(self._timeout_seconds):
                return await asking
        except SilentError as error:
            raise ProviderSilentError(host, error.seconds) from None
        except TimeoutError:
            raise ProviderSilentError(host, self._timeout_seconds or 0) from None
        except UnreachableError as error:
            raise ProviderUnreachableError(host, error.reason) from None

    @property
    def secret(self) -> bytes:
        """The key as it is sent; empty where there is none."""
        return (self._key.read() or "").encode()

    async def aclose(self) -> None:
        """Close every connection that is kept."""
        await self._pool.aclose()

    def _credentials(self) -> Mapping[str, str]:
        key = self._key.read()
        if key is None:
            return {}
        if self._scheme == "bearer":
            return {"Authorization": f"Bearer {key}"}
        return {"X-Api-Key": key}
