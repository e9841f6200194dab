"""The guard as a process of its own, in front of the engine of this machine."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.hub import clean_environment

START_SECONDS = 20


@contextmanager
def guarding(config: Path) -> Iterator[Path]:
    """The socket of a guard before the engine of this machine."""
    listen = config.parent / "docker.sock"
    words = ["--data", config.parent / "data", "--config", config, "--listen", listen]
    command = [sys.executable, "-P", "-m", "remote_claude_ext", "guard", *words]
    with subprocess.Popen(command, env=clean_environment({})) as guard:
        deadline = time.monotonic() + START_SECONDS
        while not listen.exists():
            assert guard.poll() is None, "the guard ended"
            assert time.monotonic() < deadline, "the guard does not listen"
            time.sleep(0.1)
        yield listen
        guard.terminate()
