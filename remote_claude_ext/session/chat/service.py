"""Ask, interrupt, answer: the only door to a conversation."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import msgspec
from msgspec import UNSET

from ...core.clock import Clock
from ...core.errors import (
    AfterOutOfRangeError,
    NotFoundError,
)
from ...core.ids import new_id
from ...core.paging import from_cursor, to_cursor
from ...wire.chat import (
    Accepted,
    ApprovalAnswer,
    Conversation,
    ConversationPatch,
    Conversations,
    NewConversation,
    NewMessage,
    SettledApproval,
)
from ...wire.frames import (
    DurableBody,
    Tokens,
)
from ..journal.store import Journal, Stored
from .engine import Engine
from .feed import Feed
from .listener import Listener, Write
from .lives import Lives
from .model import UNTITLED, Record
from .patching import to_changes
from .ports import Claude
from .posting import Kept, Posting
from .talk import Talk

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """What the operator decides about conversations."""

    state: Path
    max_prompt_bytes: int
    live_limit: int
    park_after_seconds: float
    model: str | None = None


class ChatService:
    """Every conversation of this session."""

    def __init__(self, settings: ChatSettings, *, claude: Claude, clock: Clock) -> None:
        self.settings = settings
        self.feed = Feed()
        self.lives = Lives(
            limit=settings.live_limit, park_after_seconds=settings.park_after_seconds, clock=clock
        )
        self._claude = claude
        self._clock = clock
        self._kept: dict[str, Kept] = {}
        self.journal = Journal(
            settings.state / "journal.sqlite", clock=clock, publish=self._publish
        )
        self._posting = Posting(self.journal, max_prompt_bytes=settings.max_prompt_bytes)
        self._recovering: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Load what was; end the turns that a crash left open, each by itself."""
        for saved in self.journal.saved():
            record = msgspec.json.decode(saved.record, type=Record)
            kept = self._keep(record, last=saved.last_seq)
            if record.turn is not None or record.approvals or record.queue:
                await kept.posting.acquire()
                self._recovering.append(asyncio.create_task(self._recover(kept)))
        self.lives.start()

    async def aclose(self) -> None:
        """End every process, truthfully, then close the journal."""
        for task in self._recovering:
            task.cancel()
        await asyncio.gather(*self._recovering, return_exceptions=True)
        await self.lives.stop()
        ends = [kept.engine.aclose() for kept in self._kept.values()]
        for failure in await asyncio.gather(*ends, return_exceptions=True):
            if isinstance(failure, Exception):
                logger.error("a conversation did not close well", exc_info=failure)
        self.feed.close()
        await asyncio.to_thread(self.journal.close)

    @property
    def is_working(self) -> bool:
        """Whether any turn runs; counts as activity of the session."""
        return any(kept.talk.record.turn is not None for kept in self._kept.values())

    def list(self, *, cursor: str | None, limit: int) -> Conversations:
        """Conversations, the most recently changed first."""
        every = sorted(
            (kept.talk.conversation for kept in self._kept.values()),
            key=lambda each: (each.updated_at, each.id),
            reverse=True,
        )
        start = 0
        if cursor is not None:
            position = from_cursor(cursor)
            start = sum(1 for each in every if _position(each) >= position)
        page = every[start : start + limit]
        more = start + limit < len(every)
        return Conversations(items=page, next=to_cursor(_position(page[-1])) if more else None)

    def get(self, conversation: str) -> Conversation:
        """One conversation."""
        return self._find(conversation).talk.conversation

    async def create(self, wish: NewConversation) -> Conversation:
        """Begin an empty conversation; no process is started before its first prompt."""
        now = self._clock.now()
        record = Record(
            id=new_id(),
            title=wish.title or UNTITLED,
            is_titled=bool(wish.title),
            mode=wish.mode or "default",
            model=wish.model or None,
            effort=wish.effort or None,
            created_at=now,
            updated_at=now,
        )
        kept = self._keep(record, last=0)
        try:
            await kept.talk.save()
        except BaseException:
            del self._kept[record.id]
            raise
        return kept.talk.conversation

    async def patch(self, conversation: str, wish: ConversationPatch) -> Conversation:
        """Change what is given; a running process follows at once."""
        kept = self._find(conversation)
        bodies = await to_changes(wish, kept)

        def change(record: Record) -> Record:
            if wish.unread is not UNSET:
                record = msgspec.structs.replace(record, unread=wish.unread)
            if wish.effort is not UNSET:
                record = msgspec.structs.replace(record, effort=wish.effort)
            return record

        await kept.talk.save(*bodies, change=change)
        if wish.effort is not UNSET and kept.engine.idle_since is not None:
            await kept.engine.park()  # the effort is chosen when a process starts
        return kept.talk.conversation

    async def delete(self, conversation: str) -> None:
        """End its process and forget its frames."""
        kept = self._find(conversation)
        del self._kept[conversation]
        await kept.engine.aclose(reason="The conversation was deleted.")
        kept.talk.room.close()
        await self.journal.forget(conversation)
        self.feed.changed(kept.talk.conversation, deleted=True)

    async def post(self, conversation: str, message: NewMessage, *, by: str) -> Accepted:
        """Take a message: sent at once, queued while Claude works, or `now` into the turn."""
        return await self._posting.post(self._find(conversation), message, by=by)

    async def withdraw(self, conversation: str, message: str) -> None:
        """Take a queued message back; MessageAlreadySentError once Claude has it."""
        await self._posting.withdraw(self._find(conversation), message)

    async def interrupt(self, conversation: str) -> None:
        """Stop the turn; harmless when there is none."""
        await self._find(conversation).engine.interrupt()

    async def answer(
        self, conversation: str, approval: str, said: ApprovalAnswer, *, by: str
    ) -> SettledApproval:
        """A person's decision on a question."""
        return await self._find(conversation).engine.asking.answer(approval, said, by=by)

    async def frames(
        self, conversation: str, *, after: int, limit: int
    ) -> tuple[Sequence[bytes], int]:
        """Durable frames after a number, and the last number there is."""
        room = self._find(conversation).talk.room
        last = room.last
        if after > last:
            raise AfterOutOfRangeError(after=after, last=last)
        found = await self.journal.read(conversation, after=after, limit=limit)
        return [frame for _, frame in found], max(room.last, found[-1][0] if found else 0)

    async def listen(self, conversation: str, write: Write, *, after: int) -> Listener:
        """Join the stream of a conversation: `hello` is written, `run()` does the rest."""
        kept = self._find(conversation)
        room = kept.talk.room
        is_reset = after > room.last
        hello, known = room.hello(kept.talk.conversation, reset=is_reset), room.told()
        listener = Listener(
            room,
            lambda number, most: self.journal.read(conversation, after=number, limit=most),
            write,
            after=0 if is_reset else after,
            known=known,
            fell_behind=room.notice(
                "fell_behind", "This page could not keep up; what it missed follows now."
            ),
        )
        await write(hello)
        room.join(listener)
        if kept.talk.record.unread:
            await kept.talk.save(
                change=lambda record: msgspec.structs.replace(record, unread=False)
            )
        return listener

    def leave(self, conversation: str, listener: Listener) -> None:
        """A stream has ended."""
        listener.stop()
        if kept := self._kept.get(conversation):
            kept.talk.room.leave(listener)

    def notice(self, conversation: str, code: str, message: str) -> bytes:
        """A transient warning for one stream."""
        return self._find(conversation).talk.room.notice(code, message)

    def spent(self) -> tuple[Decimal, Tokens]:
        """What all conversations of this session cost and used."""
        records = [kept.talk.record for kept in self._kept.values()]
        return sum((each.cost_usd for each in records), Decimal(0)), Tokens(
            input=sum(each.usage.input for each in records),
            output=sum(each.usage.output for each in records),
            cache_read=sum(each.usage.cache_read for each in records),
            cache_creation=sum(each.usage.cache_creation for each in records),
        )

    async def _recover(self, kept: Kept) -> None:
        try:
            found = await self.journal.read(kept.talk.record.id, after=0, limit=1_000_000)
            kept.talk.note([body for _, frame in found if (body := _body(frame)) is not None])
            await kept.engine.recover()
        except Exception:
            logger.exception("conversation %s could not be recovered", kept.talk.record.id)
        finally:
            kept.posting.release()
        if not kept.talk.record.failed:
            await kept.engine.go_on()

    def _keep(self, record: Record, *, last: int) -> Kept:
        talk = Talk(
            record, last=last, journal=self.journal, clock=self._clock, changed=self.feed.changed
        )
        engine = Engine(talk, claude=self._claude, lives=self.lives, clock=self._clock)
        kept = self._kept[record.id] = Kept(talk, engine, asyncio.Lock())
        return kept

    def _find(self, conversation: str) -> Kept:
        try:
            return self._kept[conversation]
        except KeyError:
            raise NotFoundError("conversation", conversation) from None

    def _publish(self, conversation: str, frames: Sequence[Stored]) -> None:
        if kept := self._kept.get(conversation):
            kept.talk.room.publish(frames)


def _position(conversation: Conversation) -> str:
    return f"{conversation.updated_at.isoformat()}/{conversation.id}"


def _body(frame: bytes) -> DurableBody | None:
    body: DurableBody | None = None
    with contextlib.suppress(msgspec.ValidationError):  # a kind that a newer version wrote
        body = msgspec.json.decode(frame, type=DurableBody)
    return body
