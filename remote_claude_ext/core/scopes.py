"""What the scopes of a JupyterHub token say of it."""

from collections.abc import Iterable

from .names import is_session_name

_SERVER = "access:servers!server="


def to_session(user: str, scopes: Iterable[str]) -> str | None:
    """The session whose token this is, by its name after the user's; None where it is nobody's.

    A token that may enter several servers, or one of somebody else, belongs to no session. Nor does
    one for a name that none can have: people make tokens for whatever name they like.
    """
    servers = [scope.removeprefix(_SERVER) for scope in scopes if scope.startswith(_SERVER)]
    if len(servers) != 1:
        return None
    owner, _, session = servers[0].partition("/")
    return session if owner == user and is_session_name(session) else None
