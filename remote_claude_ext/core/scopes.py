"""What the scopes of a JupyterHub token say of it."""

from collections.abc import Iterable

_SERVER = "access:servers!server="


def to_session(user: str, scopes: Iterable[str]) -> str | None:
    """The session whose token this is, by its name after the user's; None where it is nobody's.

    A token that may enter several servers, or one of somebody else, belongs to no session.
    """
    servers = [scope.removeprefix(_SERVER) for scope in scopes if scope.startswith(_SERVER)]
    if len(servers) != 1:
        return None
    owner, _, session = servers[0].partition("/")
    return session if owner == user and session else None
