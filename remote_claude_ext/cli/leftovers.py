"""Processes of an earlier start, and the sessions: ended by id and start time, never by name."""

import json
from pathlib import Path

from ..config.places import Places
from ..config.processes import end, find_marked, is_alive
from ..config.run import Child, Run
from ..config.session_environment import MARKS

_GRACE_SECONDS = 8.0


async def end_leftovers(previous: Run | None) -> list[str]:
    """End the programs that a killed `up` left behind, but no session; their names."""
    if previous is None:
        return []
    living = {name: child for name, child in previous.children.items() if is_alive(child)}
    await end(living.values(), grace_seconds=_GRACE_SECONDS)
    return sorted(living)


async def end_sessions(places: Places) -> None:
    """End the server of every session, then what it left behind."""
    await end(find_servers(places), grace_seconds=_GRACE_SECONDS)
    await end(find_marked(MARKS, places.data / "users"), grace_seconds=_GRACE_SECONDS)


def find_servers(places: Places) -> list[Child]:
    """The living servers of all sessions, as their spawner recorded them."""
    recorded = (places.data / "users").glob("*/sessions/*/state/server.json")
    return [child for child in map(_read, recorded) if child is not None and is_alive(child)]


def _read(path: Path) -> Child | None:
    try:
        data = json.loads(path.read_bytes())
        began, birth = float(data["started_at"]), str(data.get("birth", ""))
        return Child(pid=int(data["pid"]), started_at=began, birth=birth)
    except (OSError, ValueError, KeyError, TypeError):
        return None
