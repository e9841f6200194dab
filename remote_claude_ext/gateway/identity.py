"""Who a token belongs to, from what JupyterHub says of it; pure."""

from dataclasses import dataclass

import msgspec

from ..core.scopes import to_session
from ..ledger.model import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The owner of a token. `kind` is `user` or `service`; `session` is the part after the user."""

    kind: str
    name: str
    session: str | None
    scopes: frozenset[str]
    groups: frozenset[str] = frozenset()


class HubOwner(msgspec.Struct, frozen=True):
    """What we read of JupyterHub's answer to `GET user`."""

    kind: str
    name: str
    scopes: list[str]
    groups: list[str] = []


_decoder = msgspec.json.Decoder(HubOwner)


def to_identity(body: bytes) -> Identity:
    """JupyterHub's answer as an identity; ValueError if it is none."""
    try:
        owner = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from None
    session = to_session(owner.name, owner.scopes) if owner.kind == "user" else None
    return Identity(
        kind=owner.kind,
        name=owner.name,
        session=session,
        scopes=frozenset(owner.scopes),
        groups=frozenset(owner.groups),
    )


def to_client(caller: Identity, program: str) -> Client:
    """What asks, by its `User-Agent`: Claude Code says how it was started."""
    if caller.session is None:
        return Client.LAPTOP
    if not program.startswith("claude-cli/"):
        return Client.OTHER
    return Client.PANEL if "sdk-py" in program else Client.TERMINAL
