"""What jupyterhub_config.py imports: from environment and files to a configured hub."""

import os
from pathlib import Path
from typing import Any

from .apply import apply
from .places import Places
from .resolved import read_settings
from .run import read_run


def configure(c: Any) -> None:
    """Configure the hub of the installation that `REMOTE_CLAUDE_DATA` names."""
    places = Places(Path(os.environ["REMOTE_CLAUDE_DATA"]))
    run = read_run(places.run)
    if run is None:
        raise SystemExit(f"{places.run} cannot be read: start the hub with `remote-claude up`.")
    apply(c, read_settings(places), run, places)
