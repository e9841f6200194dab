"""Where a server is, and the proxy that the environment names for it."""

import base64
import ssl
import urllib.request
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import SplitResult, unquote, urlsplit

from .fields import Pair

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, kw_only=True)
class Address:
    """A server by its base address, which no request can change."""

    scheme: str
    host: str
    port: int
    netloc: str
    """Host and port as `Host` names them."""
    path: str
    """What stands before every target."""
    proxy: "Address | None" = None
    authorization: str = ""
    """What the address says of a user and a password."""

    @cached_property
    def is_tunnelled(self) -> bool:
        """Whether a proxy passes on bytes that it cannot read."""
        return self.proxy is not None and self.scheme == "https"

    @cached_property
    def is_relayed(self) -> bool:
        """Whether a proxy reads each request."""
        return self.proxy is not None and self.scheme == "http"

    def to_target(self, target: str) -> str:
        """A target as the first line of a request has it."""
        whole = self.path + target
        return f"http://{self.netloc}{whole}" if self.is_relayed else whole

    @cached_property
    def pairs(self) -> list[Pair]:
        """The header lines that belong to the address."""
        lines = [(b"Host", self.netloc.encode())]
        if self.is_relayed and self.proxy is not None and self.proxy.authorization:
            lines.append((b"Proxy-Authorization", self.proxy.authorization.encode()))
        return lines


def to_address(base: str) -> Address:
    """A base address such as `https://api.example/anthropic`, with its proxy."""
    parts = urlsplit(base.rstrip("/"))
    proxy = _find_proxy(parts)
    return _to_address(parts, None if proxy is None else _to_address(urlsplit(proxy), None))


def to_context() -> ssl.SSLContext:
    """Certificates are checked against those that this machine trusts now."""
    return ssl.create_default_context()


def _to_address(parts: SplitResult, proxy: Address | None) -> Address:
    scheme, host = parts.scheme.lower() or "http", parts.hostname or ""
    usual = _PORTS.get(scheme, 80)
    port = parts.port or usual
    shown = f"[{host}]" if ":" in host else host
    authorization = ""
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        authorization = "Basic " + base64.b64encode(pair.encode()).decode()
    return Address(
        scheme=scheme,
        host=host,
        port=port,
        netloc=shown if port == usual else f"{shown}:{port}",
        path=parts.path,
        proxy=proxy,
        authorization=authorization,
    )


def _find_proxy(parts: SplitResult) -> str | None:
    if parts.hostname in _LOOPBACK or urllib.request.proxy_bypass(parts.netloc):
        return None
    found = urllib.request.getproxies().get(parts.scheme)
    return found if found is None or "://" in found else f"http://{found}"
