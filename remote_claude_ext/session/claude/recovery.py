"""After a crash: wait for a process that outlived its server, then read how its turn ended."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable

from ..chat.ports import STOPPED, Recovered, Start, Unfinished
from .home import read_object
from .leftovers import end_leftovers, is_alive, is_running
from .options import ClaudeSettings
from .transcript import Entry, last_meter, parse, to_turn
from .usage import Meter

_WAIT_SECONDS = 20.0
_TERM_SECONDS = 5.0
_POLL_SECONDS = 0.1
_ENDED = "It was stopped: the server had ended, and Claude was not done within 20 seconds."


def last_usage(settings: ClaudeSettings, start: Start) -> Meter:
    """What a conversation that is resumed has used so far; nothing for a new one."""
    if not start.resume:
        return Meter()
    return last_meter(_entries(settings, start.claude_session))


async def recover(settings: ClaudeSettings, unfinished: Unfinished) -> Recovered:
    """The rest of an unfinished turn, once nobody writes it any more."""
    ended = None
    if unfinished.pid is not None and unfinished.started_at is not None:
        ended = await _end(unfinished, unfinished.pid, unfinished.started_at)
        await asyncio.to_thread(end_leftovers, unfinished.claude_session, unfinished.pid)
    entries = await asyncio.to_thread(_entries, settings, unfinished.claude_session)
    turn = to_turn(entries, frozenset(unfinished.messages), unfinished.known)
    if ended is not None and turn.outcome == "lost":
        turn.outcome, turn.reason = "interrupted", ended
    noted = any(entry.get("type") == "cost-state" for entry in entries)
    return Recovered(
        bodies=turn.bodies,
        outcome=turn.outcome,
        reason=turn.reason,
        cost_usd=last_meter(entries).cost_usd if noted else None,
    )


def is_held_elsewhere(settings: ClaudeSettings, claude_session: str, *, own: set[int]) -> bool:
    """Whether a live `claude` that is not one of `own` has this session."""
    for path in (settings.home.folder / "sessions").glob("*.json"):
        entry = read_object(path)
        pid = entry.get("pid")
        if entry.get("sessionId") != claude_session or not isinstance(pid, int) or pid in own:
            continue
        if is_running(pid, str(entry.get("procStart"))):
            return True
    return False


async def _end(unfinished: Unfinished, pid: int, began: float) -> str | None:
    """Let it finish; end it where it does not or a person stops it, and say why that was."""
    gone = asyncio.create_task(_is_gone(pid, began, _WAIT_SECONDS))
    waits = [gone]
    if unfinished.stopped is not None:
        waits.append(asyncio.create_task(_until(unfinished.stopped)))
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    reason = _ENDED if gone.done() else STOPPED
    is_gone = gone.done() and gone.result()
    for task in waits:
        task.cancel()
    if is_gone:
        return None
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        if await _is_gone(pid, began, _TERM_SECONDS):
            break
    return reason


async def _until(stopped: Callable[[], Awaitable[object]]) -> bool:
    return bool(await stopped())


async def _is_gone(pid: int, began: float, within_seconds: float) -> bool:
    deadline = asyncio.get_running_loop().time() + within_seconds
    while is_alive(pid, began):
        if asyncio.get_running_loop().time() >= deadline:
            return False
        await asyncio.sleep(_POLL_SECONDS)
    return True


def _entries(settings: ClaudeSettings, claude_session: str) -> list[Entry]:
    path = settings.home.find_transcript(settings.workspace, claude_session)
    if path is None:
        return []
    with path.open(encoding="utf-8", errors="replace") as lines:
        return parse(lines)
