"""Subagents and commands that go on by themselves: stopped by a person, lost with their process."""

from ...core.errors import ClaudeGoneError, NotFoundError
from ...wire.frames import BackgroundChanged, DurableBody
from .model import Record
from .ports import Process
from .talk import Talk


async def stop_background(talk: Talk, process: Process | None, background: str) -> None:
    """Stop one; Claude hears of it. NotFoundError where nothing of this id goes on."""
    if process is None or all(one.id != background for one in talk.record.background):
        raise NotFoundError("background", background)
    try:
        await process.stop_background(background)
    except ClaudeGoneError:
        raise NotFoundError("background", background) from None


async def lose_background(talk: Talk) -> None:
    """The process is gone, and with it whatever it had in the background."""
    if talk.record.background:
        await talk.insist(compose=_without)


def _without(record: Record) -> tuple[list[DurableBody], Record]:
    return ([BackgroundChanged(background=[])] if record.background else []), record
