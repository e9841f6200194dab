"""The life of a session as a table over what the hub says of a server. No I/O."""

from types import MappingProxyType

from ...wire.sessions import SessionState

_PENDING = MappingProxyType(
    {
        "spawn": SessionState.STARTING,
        "check": SessionState.STARTING,
        "stop": SessionState.STOPPING,
        "rename": SessionState.STOPPED,
    }
)


def to_state(*, pending: str | None, ready: bool) -> SessionState:
    """What people call the state that the hub describes by two fields."""
    if pending:
        return _PENDING.get(pending, SessionState.STARTING)
    return SessionState.RUNNING if ready else SessionState.STOPPED
