"""How many questions wait in each session of a user, as the sessions told since the hub runs.

It is kept with the hub's user: what it keeps of a session's server is gone when that stops.
"""

from typing import Any

_KEPT = "remote_claude_waiting"


def note_waiting(user: Any, session: str, count: int) -> None:
    """Keep what a session told."""
    kept = vars(user).setdefault(_KEPT, {})
    if count:
        kept[session] = count
    else:
        kept.pop(session, None)


def waiting_in(user: Any, session: str) -> int:
    """How many wait in a session."""
    return int(vars(user).get(_KEPT, {}).get(session, 0))


def waiting_for(user: Any | None) -> int:
    """How many wait in all sessions that there are; for nobody none."""
    if user is None:
        return 0
    return sum(waiting_in(user, session) for session in user.orm_user.orm_spawners)
