"""The body of the gateway's `healthz`."""

import msgspec


class ProviderHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One of several providers; `state` is `ok`, or `failing` while it is left alone."""

    name: str
    state: str


class GatewayHealth(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The gateway can do its work."""

    status: str
    upstreams: list[ProviderHealth] = []
