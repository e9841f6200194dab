"""Ends a program in a terminal, and nothing else: its shell goes on."""

import asyncio
import os
import signal

from ...core.errors import UnavailableError
from ..chat.model import Held
from ..claude.leftovers import is_running

_END_SECONDS = 10.0
_POLL_SECONDS = 0.05


class TerminalStaysError(UnavailableError):
    """`claude` in a terminal does not end."""

    code = "terminal_stays"

    def __init__(self) -> None:
        super().__init__(
            f"`claude` was asked to end and did not within {_END_SECONDS:.0f} seconds.",
            remedy="End it in its terminal (Ctrl+C twice), then take the conversation over.",
        )


async def end(held: Held) -> None:
    """Ask a process to end, and wait until it has; TerminalStaysError."""
    try:
        descriptor = os.pidfd_open(held.pid)
    except OSError:
        return
    try:
        if is_running(held.pid, held.started):
            signal.pidfd_send_signal(descriptor, signal.SIGTERM)
    except ProcessLookupError:
        return
    finally:
        os.close(descriptor)
    deadline = asyncio.get_running_loop().time() + _END_SECONDS
    while is_running(held.pid, held.started):
        if asyncio.get_running_loop().time() >= deadline:
            raise TerminalStaysError
        await asyncio.sleep(_POLL_SECONDS)
