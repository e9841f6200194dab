"""From a clean checkout of the last commit to an answered prompt, and the same when all is set up.

`python -m tests.load.checkout DATA` is the part that the checkout runs on its own packages.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.load.table import Figure
from tests.support.ask import ask
from tests.support.hub import Installation

ROOT = Path(__file__).resolve().parents[2]


def measure(folder: Path, _rounds: int) -> Iterator[Figure]:
    """Clone, set up, start, sign in, start a session, ask; once more with what is then there."""
    clone = folder / "checkout"
    began = time.monotonic()
    _run(["git", "clone", "--quiet", str(ROOT), str(clone)], folder)
    _answer(clone, folder / "first" / "data")
    first = time.monotonic() - began
    began = time.monotonic()
    _answer(clone, folder / "second" / "data")
    again = time.monotonic() - began
    yield Figure(
        name="clean checkout to answered prompt",
        value=first,
        unit="s",
        base=again,
        than="the same once it is set up",
    )


def _answer(clone: Path, data: Path) -> None:
    data.parent.mkdir()
    _run(["make", "setup"], clone)
    _run([str(clone / ".venv" / "bin" / "python"), "-m", "tests.load.checkout", str(data)], clone)


def _run(command: list[str], folder: Path) -> None:
    # Neither this virtual environment nor what an outer `make` hands down may help.
    here = str(ROOT / ".venv")
    path = [part for part in os.environ["PATH"].split(os.pathsep) if not part.startswith(here)]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS", "VIRTUAL"))}
    environ = {**kept, "PATH": os.pathsep.join(path)}
    subprocess.run(command, cwd=folder, env=environ, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    """One installation from nothing to an answer; its exit status."""
    with Installation(Path(sys.argv[1])) as running:
        frames = ask(running, running.start_session("First"), "Hello")
    (end,) = [frame for frame in frames if frame["kind"] == "turn.finished"]
    answered = any(frame["kind"] == "text" for frame in frames)
    return 0 if answered and end["outcome"] == "completed" else 1


if __name__ == "__main__":
    sys.exit(main())
