"""Which headers go to the provider and which come back; pure."""

from collections.abc import Iterable, Mapping

from ..core.trace import PARENT, STATE, Trace
from .http.fields import Headers, Pair

Pairs = Iterable[Pair]

_HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"trailers",
        b"transfer-encoding",
        b"upgrade",
    }
)
_OF_THE_CALLER = _HOP_BY_HOP | {
    b"authorization",
    b"content-length",
    b"cookie",
    b"expect",
    b"forwarded",
    b"host",
    b"via",
    b"x-api-key",
    b"x-real-ip",
    b"x-scheme",
}
_OF_THE_PROVIDER = _HOP_BY_HOP | {b"set-cookie", b"set-cookie2", b"via", b"alt-svc"}
_CALLER_PREFIXES = (b"x-forwarded-", b"x-proxy", b"proxy-")
_PROVIDER_PREFIXES = (b"anthropic-ratelimit-",)

_USUAL = (b"keep-alive", b"close")
READABLE_CODINGS = ("gzip", "deflate", "identity")
"""Content codings that the meter can read."""


_OFFERED, _PARENT, _STATE = b"accept-encoding", PARENT.encode(), STATE.encode()


def to_provider(
    headers: Pairs, credentials: Mapping[str, str], trace: Trace | None = None
) -> list[Pair]:
    """A caller's headers as the provider gets them, with the gateway's own credentials.

    Everything is passed on unchanged but hop-by-hop headers, the caller's credentials and what
    proxies added. Of the offered content codings only those remain that the meter can read.
    `trace` stands in the place of the trace that the caller names.
    """
    kept: list[Pair] = []
    offered: list[bytes] = []
    for lower, name, value in _without(headers, _OF_THE_CALLER, _CALLER_PREFIXES):
        if lower == _OFFERED:
            offered.append(value)
        elif trace is None or not (lower == _PARENT or (trace.is_new and lower == _STATE)):
            kept.append((name, value))
    if offered:
        kept.append((b"Accept-Encoding", _readable(b", ".join(offered).decode("latin-1"))))
    kept += [(name.encode(), value.encode()) for name, value in credentials.items()]
    if trace is not None:
        kept.append((_PARENT, trace.parent.encode()))
    return kept


def to_caller(headers: Pairs, more: Mapping[str, str] | None = None) -> Headers:
    """A provider's headers as the caller gets them, and `more` of our own."""
    kept = [
        (name, value) for _, name, value in _without(headers, _OF_THE_PROVIDER, _PROVIDER_PREFIXES)
    ]
    kept += [(name.encode(), value.encode()) for name, value in (more or {}).items()]
    return Headers(kept)


def _without(
    headers: Pairs, dropped: frozenset[bytes], prefixes: tuple[bytes, ...]
) -> list[tuple[bytes, bytes, bytes]]:
    """What remains, each with its name in lower case before it."""
    lines = [(name.lower(), name, value) for name, value in headers]
    for name, _, value in lines:
        if name == b"connection" and value.lower() not in _USUAL:
            dropped |= {token.strip().lower() for token in value.split(b",")}
    return [line for line in lines if line[0] not in dropped and not line[0].startswith(prefixes)]


def _readable(offered: str) -> bytes:
    codings = [coding.strip() for coding in offered.split(",")]
    kept = [c for c in codings if c.split(";")[0].strip().lower() in READABLE_CODINGS]
    return (", ".join(kept) or "identity").encode()
