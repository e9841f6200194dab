"""A `make` that waits for us keeps an interrupt or a hang-up of its own to itself: notice that.

Ctrl-C and a closed terminal reach the whole foreground group. `kill -INT` or `kill -HUP` of `make`
reach it alone; it then blocks that signal and waits for its recipe, which nobody tells to end.
"""

import asyncio
import os
import signal
from pathlib import Path

_NAMES = {"make", "gmake"}
_LOOK_SECONDS = 0.5
_ENDING = (1 << (signal.SIGINT - 1)) | (1 << (signal.SIGHUP - 1))


async def wait_for_make_to_end() -> None:
    """Return once the `make` above us wants to end; never where there is none."""
    parent = Path("/proc", str(os.getppid()))
    while (is_ending := is_make_ending(parent)) is False:  # noqa: ASYNC110 (another process)
        await asyncio.sleep(_LOOK_SECONDS)
    if not is_ending:
        await asyncio.Event().wait()


def is_make_ending(process: Path) -> bool | None:
    """Whether this process is a `make` that got a signal and waits; None where it is no `make`."""
    try:
        if (process / "comm").read_text().strip() not in _NAMES:
            return None
        lines = (process / "status").read_text().splitlines()
    except OSError:
        return None
    blocked = next((line.split()[1] for line in lines if line.startswith("SigBlk:")), "0")
    return bool(int(blocked, 16) & _ENDING)
