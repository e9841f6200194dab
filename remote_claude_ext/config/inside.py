"""What is where in a session's container, whose volume may be that of its user's others. Pure."""

from pathlib import Path

from ..core.disks import DISK_SHARED, VOLUME
from .docker_box import MOUNT
from .places import Places
from .session_environment import session_environment

INSIDE = Places(Path(MOUNT))
"""Where a session in a container has its volume."""
_MEMORY = Path("/tmp")  # noqa: S108 (the container's own, and gone with it)


def to_inside(user: str, session: str, place: str) -> dict[str, str]:
    """The variables that name a session and its folders.

    `place` is its folder in a volume that its user's sessions share; empty where the volume is its
    own. What is shared is the home and JupyterLab's settings.
    """
    env = session_environment(INSIDE, user, place or session)
    # Not in the volume: a server starts although that is full, so that people can make room.
    own = {VOLUME: str(INSIDE.data), "JUPYTER_RUNTIME_DIR": str(_MEMORY / "jupyter")}
    if place:
        # Claude Code names files there after processes, whose numbers each container counts anew.
        own["CLAUDE_CONFIG_DIR"] = str(INSIDE.session(user, place) / "claude")
        own["XDG_RUNTIME_DIR"] = str(_MEMORY / "run")
        own["REMOTE_CLAUDE_SESSION"] = session
        own[DISK_SHARED] = "1"
    return {**env, **own}
