"""Who a token belongs to, from what JupyterHub says of it; pure."""

from dataclasses import dataclass

import msgspec

_SESSION_SCOPE = "access:servers!server="


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The owner of a token. `kind` is `user` or `service`; `session` is the part after the user."""

    kind: str
    name: str
    session: str | None
    scopes: frozenset[str]


class HubOwner(msgspec.Struct, frozen=True):
    """What we read of JupyterHub's answer to `GET user`."""

    kind: str
    name: str
    scopes: list[str]


_decoder = msgspec.json.Decoder(HubOwner)


def to_identity(body: bytes) -> Identity:
    """JupyterHub's answer as an identity; ValueError if it is none.

    The session is that of the one server the token may enter; a token for several, or for a
    server of somebody else, belongs to no session.
    """
    try:
        owner = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from None
    servers = [
        scope.removeprefix(_SESSION_SCOPE)
        for scope in owner.scopes
        if scope.startswith(_SESSION_SCOPE)
    ]
    session = None
    if owner.kind == "user" and len(servers) == 1:
        user, _, server = servers[0].partition("/")
        session = server if user == owner.name and server else None
    return Identity(
        kind=owner.kind, name=owner.name, session=session, scopes=frozenset(owner.scopes)
    )
