"""Which headers go to the provider and which come back; pure."""

from collections.abc import Iterable, Mapping

from multidict import CIMultiDict

Pairs = Iterable[tuple[str, str]]

_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "trailers",
        "transfer-encoding",
        "upgrade",
    }
)
_OF_THE_CALLER = frozenset(
    {
        "authorization",
        "content-length",
        "cookie",
        "expect",
        "forwarded",
        "host",
        "via",
        "x-api-key",
        "x-real-ip",
        "x-scheme",
    }
)
_OF_THE_PROVIDER = frozenset({"set-cookie", "set-cookie2", "via", "alt-svc"})
_CALLER_PREFIXES = ("x-forwarded-", "x-proxy", "proxy-")
_PROVIDER_PREFIXES = ("anthropic-ratelimit-",)

READABLE_CODINGS = ("gzip", "deflate", "identity")
"""Content codings that the meter can read."""


def to_provider(headers: Pairs, credentials: Mapping[str, str]) -> CIMultiDict[str]:
    """A caller's headers as the provider gets them, with the gateway's own credentials.

    Everything is passed on unchanged but hop-by-hop headers, the caller's credentials and what
    proxies added. Of the offered content codings only those remain that the meter can read.
    """
    kept = _without(headers, _OF_THE_CALLER, _CALLER_PREFIXES)
    offered = kept.getall("accept-encoding", [])
    if offered:
        kept["Accept-Encoding"] = _readable(", ".join(offered))
    kept.update(credentials)
    return kept


def to_caller(headers: Pairs) -> CIMultiDict[str]:
    """A provider's headers as the caller gets them."""
    return _without(headers, _OF_THE_PROVIDER, _PROVIDER_PREFIXES)


def _without(headers: Pairs, names: frozenset[str], prefixes: tuple[str, ...]) -> CIMultiDict[str]:
    pairs = [(name.lower(), name, value) for name, value in headers]
    listed = {
        token.strip().lower()
        for name, _, value in pairs
        if name == "connection"
        for token in value.split(",")
    }
    dropped = _HOP_BY_HOP | names | listed
    kept: CIMultiDict[str] = CIMultiDict()
    for name, spelled, value in pairs:
        if name not in dropped and not name.startswith(prefixes):
            kept.add(spelled, value)
    return kept


def _readable(offered: str) -> str:
    codings = [coding.strip() for coding in offered.split(",")]
    kept = [c for c in codings if c.split(";")[0].strip().lower() in READABLE_CODINGS]
    return ", ".join(kept) or "identity"
