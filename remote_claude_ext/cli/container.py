"""The first process of a session in a container (`session-init`): folders, then the server."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from ..config.places import Places
from ..config.session_environment import make_folders
from ..session.posture.report import report_aside
from ..wire.handover import PORT, SECRET
from .singleuser import main as serve

_NEEDED = ("REMOTE_CLAUDE_USER", "REMOTE_CLAUDE_SESSION", "REMOTE_CLAUDE_WORKSPACE")


def main() -> None:
    """Make what a new volume lacks, and run the server until the container is ended.

    A container that is nobody's yet waits first until it is told whose it is.
    """
    os.umask(0o077)
    secret = os.environ.pop(SECRET, "")
    loaded = _wait(secret) if secret else None
    if missing := [name for name in _NEEDED if not os.environ.get(name)]:
        sys.exit(f"A session's container is started by the hub, which sets {', '.join(missing)}.")
    user = os.environ["REMOTE_CLAUDE_USER"]
    workspace = Path(os.environ["REMOTE_CLAUDE_WORKSPACE"])
    # DATA/users/USER/sessions/SESSION/workspace
    make_folders(Places(workspace.parents[4]), user, workspace.parent.name, os.environ)
    os.chdir(workspace)
    report_aside()
    serve(loaded)


def _wait(secret: str) -> Callable[[], None]:
    from ..session.handover import receive  # noqa: PLC0415 (only a container that waits)
    from .preload import preload  # noqa: PLC0415 (only a container that waits)

    loaded = preload()
    os.environ.update(receive(secret, ("0.0.0.0", PORT)))  # noqa: S104 (the container's own network)
    tempfile.tempdir = None  # as if nobody had asked for it before TMPDIR was known
    return loaded


if __name__ == "__main__":
    main()
