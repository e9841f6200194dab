"""One conversation in memory: its record, its listeners, its questions; saved with each change."""

import asyncio
from collections.abc import Callable, Sequence

import msgspec

from ...core.backoff import delays
from ...core.clock import Clock
from ...wire.chat import Accepted, Conversation
from ...wire.codec import encode
from ...wire.frames import (
    DurableBody,
    ModeChanged,
    ModelChanged,
    Text,
    Thinking,
    TitleChanged,
    ToolFinished,
    ToolStarted,
    Usage,
)
from ..journal.store import Entry, Journal, JournalError
from .approvals import Approvals
from .model import Record, to_conversation, to_last_line
from .rooms import Room

Change = Callable[[Record], Record]
Compose = Callable[[Record], tuple[list[DurableBody], Record]]
"""Frames and the changed record, made from the record as it is when nobody else can change it."""


class Talk:
    """What is known of a conversation. `changed` is called after each change of its list entry."""

    def __init__(
        self,
        record: Record,
        *,
        last: int,
        journal: Journal,
        clock: Clock,
        changed: Callable[[Conversation], None],
    ) -> None:
        self.record = record
        self.room = Room(record.id, last=last, clock=clock)
        self.room.turn = record.turn.turn if record.turn else None
        self.approvals = Approvals()
        self.known: set[str] = set()
        """Blocks and tool uses of the open turn that are in the journal (see `Unfinished`)."""
        self._journal = journal
        self._clock = clock
        self._changed = changed
        self._saving = asyncio.Lock()

    @property
    def conversation(self) -> Conversation:
        """As clients see it."""
        return to_conversation(self.record, last_seq=self.room.last)

    async def save(
        self,
        *bodies: DurableBody,
        change: Change | None = None,
        turn: str | None = None,
        compose: Compose | None = None,
        accepted: Accepted | None = None,
        recovered: bool = False,
    ) -> None:
        """Commit frames and the changed record in one step, then tell everybody.

        Frames belong to `turn`, else to the open turn. JournalError: nothing has changed.
        """
        async with self._saving:
            turn = turn or (self.record.turn.turn if self.record.turn else None)
            record = self.record if change is None else change(self.record)
            if compose is not None:
                composed, record = compose(record)
                bodies = (*bodies, *composed)
            record = msgspec.structs.replace(record, updated_at=self._clock.now())
            for body in bodies:
                record = absorb(record, body)
            await self._journal.append(
                record.id,
                [Entry(body, turn, recovered) for body in bodies],
                record=encode(record),
                answer=_to_row(accepted) if accepted else None,
            )
            self.record = record
            self.room.turn = record.turn.turn if record.turn else None
            self.note(bodies)
        self._changed(self.conversation)

    async def insist(
        self,
        *bodies: DurableBody,
        change: Change | None = None,
        turn: str | None = None,
        recovered: bool = False,
    ) -> None:
        """As `save`, for what Claude did: a full disk makes it wait, it is never dropped."""
        for delay_seconds in delays(first_seconds=0.5, most_seconds=10):
            try:
                await self.save(*bodies, change=change, turn=turn, recovered=recovered)
            except JournalError as error:
                self.room.warn(error.code, f"{error.message} {error.remedy}")
                await asyncio.sleep(delay_seconds)
            else:
                return

    def note(self, bodies: Sequence[DurableBody]) -> None:
        """Keep in mind which blocks and tool uses the journal has."""
        for body in bodies:
            if isinstance(body, Text | Thinking):
                self.known.add(body.block)
            elif isinstance(body, ToolStarted):
                self.known.add(body.tool_use)
            elif isinstance(body, ToolFinished):
                self.known.add(f"{body.tool_use}:finished")


def absorb(record: Record, body: DurableBody) -> Record:
    """The record after a frame, for what the list of conversations shows."""
    match body:
        case ModeChanged(mode=mode):
            return msgspec.structs.replace(record, mode=mode)
        case ModelChanged(model=model):
            return msgspec.structs.replace(record, model=model)
        case TitleChanged(title=title):
            return msgspec.structs.replace(record, title=title, is_titled=True)
        case Text(text=text, parent=msgspec.UNSET) if line := to_last_line(text):
            return msgspec.structs.replace(record, last_line=line)
        case Usage(tokens=tokens, cost_usd=cost):
            return msgspec.structs.replace(record, usage=tokens, cost_usd=cost)
        case _:
            return record


def _to_row(accepted: Accepted) -> tuple[str, str, bytes]:
    return (accepted.client_id, accepted.message, encode(accepted))
