"""The model provider over HTTP; the only file that resolves and holds its key."""

import contextlib
import os
import ssl
import urllib.request
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from ..core.secret import SecretRef
from .errors import KeyUnreadableError, ProviderSilentError, ProviderUnreachableError
from .headers import Pairs, to_provider
from .settings import GatewaySettings

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_CONNECT_SECONDS = 10
_IDLE_SECONDS = 600
_KEEP_ALIVE_SECONDS = 20
_BUFFER_BYTES = 256 * 1024
_MOST_KEY_BYTES = 16 * 1024


class Upstream:
    """One provider at one address, which nothing in a request can change."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._base = settings.upstream_url.rstrip("/")
        self._host = urlsplit(self._base).hostname or self._base
        self._scheme = settings.auth_scheme
        self._key = _Key(settings.key, settings.key_file_hint)
        self._proxy = _find_proxy(self._base)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,
                keepalive_timeout=_KEEP_ALIVE_SECONDS,
                # Certificates are checked against those that this machine trusts now.
                ssl=ssl.create_default_context(),
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=_CONNECT_SECONDS, sock_read=_IDLE_SECONDS
            ),
            auto_decompress=False,
            read_bufsize=_BUFFER_BYTES,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            max_line_size=64 * 1024,
            max_field_size=64 * 1024,
        )

    @asynccontextmanager
    async def send(
        self, method: str, target: str, headers: Pairs, body: bytes | None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Forward a request to `target` (path and query) and give the answer as it begins.

        Leaving the block before the answer has ended closes the connection, so that the provider
        stops working on it.
        """
        sent = to_provider(headers, self._credentials())
        try:
            answer = await self._session.request(
                method,
                URL(self._base + target, encoded=True),
                headers=sent,
                data=body,
                allow_redirects=False,
                proxy=self._proxy,
            )
        except aiohttp.SocketTimeoutError:
            raise ProviderSilentError(self._host, _IDLE_SECONDS) from None
        except TimeoutError:
            raise ProviderUnreachableError(
                self._host, f"no connection within {_CONNECT_SECONDS} seconds"
            ) from None
        except (aiohttp.ClientError, OSError) as error:
            raise ProviderUnreachableError(self._host, _reason(error)) from None
        try:
            yield answer
        finally:
            answer.close()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._session.close()

    def _credentials(self) -> Mapping[str, str]:
        key = self._key.read()
        if key is None:
            return {}
        if self._scheme == "bearer":
            return {"Authorization": f"Bearer {key}"}
        return {"X-Api-Key": key}


class _Key:
    """The key behind a reference. A file is read again when it changes, so mending it is enough."""

    def __init__(self, ref: SecretRef | None, hint: str) -> None:
        self._ref = ref
        self._hint = hint
        self._stamp: tuple[int, int, int] | None = None
        self._text: str | None = None
        # An inherited pipe can be read once only, and must not stay open.
        if ref is not None and ref.kind == "pipe":
            self._text = _read_pipe(int(ref.value))

    def read(self) -> str | None:
        """The key; None where there is none to send."""
        if self._ref is None:
            return None
        try:
            text = self._resolve(self._ref)
        except OSError as error:
            raise KeyUnreadableError(error.strerror or "it cannot be opened", self._hint) from None
        if not text or not text.isascii() or not text.isprintable():
            raise KeyUnreadableError("it is empty or not one line of plain text", self._hint)
        return text

    def _resolve(self, ref: SecretRef) -> str:
        if ref.kind == "file":
            status = Path(ref.value).stat()
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if stamp != self._stamp:
                self._text = _strip(Path(ref.value).read_text("utf-8", "replace"))
                self._stamp = stamp
        elif ref.kind == "env":
            self._text = _strip(os.environ.get(ref.value, ""))
        elif ref.kind == "literal":
            self._text = ref.value
        return self._text or ""


def _read_pipe(descriptor: int) -> str:
    parts = bytearray()
    try:
        while len(parts) < _MOST_KEY_BYTES and (part := os.read(descriptor, _MOST_KEY_BYTES)):
            parts += part
    except OSError:
        return ""
    finally:
        with contextlib.suppress(OSError):
            os.close(descriptor)
    return _strip(parts.decode("utf-8", "replace"))


def _strip(text: str) -> str:
    return text.removesuffix("\n").removesuffix("\r")


def _find_proxy(base: str) -> str | None:
    """The proxy that the environment names for the provider, if any."""
    parts = urlsplit(base)
    if parts.hostname in _LOOPBACK or urllib.request.proxy_bypass(parts.netloc):
        return None
    return urllib.request.getproxies().get(parts.scheme)


def _reason(error: BaseException) -> str:
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
        return "its certificate is not trusted"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "its name is not known"
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "it closed the connection without an answer"
    if isinstance(error, aiohttp.ClientOSError) and error.strerror:
        return error.strerror.lower()
    return type(error).__name__
