"""The first process of a session in a container (`session-init`): folders, then the server."""

import os
import sys
from pathlib import Path

from ..config.places import Places
from ..config.session_environment import make_folders
from ..session.posture.report import report_aside
from .singleuser import main as serve

_NEEDED = ("REMOTE_CLAUDE_USER", "REMOTE_CLAUDE_SESSION", "REMOTE_CLAUDE_WORKSPACE")


def main() -> None:
    """Make what a new volume lacks, and run the server until the container is ended."""
    os.umask(0o077)
    if missing := [name for name in _NEEDED if not os.environ.get(name)]:
        sys.exit(f"A session's container is started by the hub, which sets {', '.join(missing)}.")
    user = os.environ["REMOTE_CLAUDE_USER"]
    workspace = Path(os.environ["REMOTE_CLAUDE_WORKSPACE"])
    # DATA/users/USER/sessions/SESSION/workspace
    make_folders(Places(workspace.parents[4]), user, workspace.parent.name, os.environ)
    os.chdir(workspace)
    report_aside()
    serve()


if __name__ == "__main__":
    main()
