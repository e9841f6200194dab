"""All conversations in memory: loaded at start, recovered after a crash, put away when deleted."""

import asyncio
import logging
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import msgspec

from ...core.errors import ConflictError, NotFoundError, RemoteClaudeError, UnavailableError
from ...wire.chat import Conversation, Fork
from ...wire.codec import encode
from ...wire.frames import Message, Tokens
from ..journal.reports import Report
from ..journal.store import Journal, Stored
from .engine import Engine
from .feed import Feed
from .forking import Cut, NotForkableError, to_closing, to_fork
from .handing import from_message
from .model import Record, Waiting, add_tokens
from .past import read_past, to_body
from .posting import Kept
from .starting import Means
from .talk import Talk
from .trash import Trash

logger = logging.getLogger(__name__)
_PAGE = 1000
_FORGOTTEN = "Claude does not know any more what was said before this message."


class StartingError(UnavailableError):
    """The session is not ready yet."""

    code = "starting"

    def __init__(self) -> None:
        super().__init__("The session is starting.", remedy="Try again in a moment.")


class ConversationDeletedError(ConflictError):
    """What was begun once is not begun anew behind its owner's back."""

    code = "conversation_deleted"

    def __init__(self) -> None:
        super().__init__(
            "The conversation that this was meant for has been deleted.",
            remedy="Write the message anew in another conversation.",
        )


class Keeping:
    """Has the journal open and every conversation of it at hand."""

    def __init__(self, path: Path, means: Means, *, report: Report | None = None) -> None:
        self.feed = Feed()
        self.problem: RemoteClaudeError | None = StartingError()
        """Why there are no conversations; None once there are."""
        self._path = path
        self._report = report
        self._means = means
        self._clock = means.clock
        self._journal: Journal | None = None
        self._kept: dict[str, Kept] = {}
        self._leaving: set[str] = set()
        self._trash = Trash(means.clock, erased=self._bury)
        self._spent_before: tuple[Decimal, Tokens] = Decimal(0), Tokens()
        self._buried: set[str | None] = set()
        """Ids of what is erased, and of its Claude sessions."""
        self._adding = asyncio.Lock()
        self._recovering: list[asyncio.Task[None]] = []
        self._indexing: asyncio.Task[None] | None = None

    @property
    def journal(self) -> Journal:
        """The journal; an error that says why where it is not open."""
        if self._journal is None:
            raise self.problem or StartingError()
        return self._journal

    def all(self) -> Sequence[Kept]:
        """Every conversation; an error that says why where they cannot be had."""
        if self.problem is not None:
            raise self.problem
        return [kept for ident, kept in self._kept.items() if ident not in self._leaving]

    def records(self) -> Sequence[Record]:
        """The records of every conversation; an error where they cannot be had."""
        return [kept.talk.record for kept in self.all()]

    def wanted(self) -> set[str]:
        """Ids of all that is not erased yet, deleted or not; an error where they cannot be had."""
        self.all()
        return {*self._kept, *(kept.talk.record.id for kept in self._trash.all())}

    def find(self, conversation: str) -> Kept:
        """One conversation; NotFoundError."""
        if self.problem is not None:
            raise self.problem
        kept = self._kept.get(conversation)
        if kept is None or conversation in self._leaving:
            raise NotFoundError("conversation", conversation)
        return kept

    def start(self) -> None:
        """Open the journal and load it; end the turns that a crash left open, each by itself.

        JournalError leaves everything as it was, so that it may be tried again.
        """
        self._journal = Journal(
            self._path, clock=self._clock, publish=self._publish, report=self._report
        )
        for tombstone in self._journal.tombstones():
            self._bury(msgspec.json.decode(tombstone, type=Record))
        for saved in self._journal.saved():
            record = msgspec.json.decode(saved.record, type=Record)
            queue = msgspec.json.decode(saved.queue, type=list[Waiting]) if saved.queue else []
            record = msgspec.structs.replace(record, queue=queue)
            if record.deleted_at is not None:
                self._trash.add(self._make(record, last=saved.last_seq))
                continue
            kept = self._keep(record, last=saved.last_seq)
            if record.turn or record.approvals or record.queue or record.background:
                self._recovering.append(asyncio.create_task(self._recover(kept)))
        self._indexing = asyncio.create_task(self._journal.index(), name="index-journal")
        self.problem = None

    async def aclose(self) -> None:
        """End every process, truthfully, then close the journal."""
        ours = [*self._recovering, *([self._indexing] if self._indexing else [])]
        for task in ours:
            task.cancel()
        await asyncio.gather(*ours, return_exceptions=True)
        ends = [kept.engine.aclose() for kept in self._kept.values()]
        for failure in await asyncio.gather(*ends, return_exceptions=True):
            if isinstance(failure, Exception):
                logger.error("a conversation did not close well", exc_info=failure)
        await self._trash.aclose()
        self.feed.close()
        if self._journal is not None:
            await asyncio.to_thread(self._journal.close)

    async def add(self, record: Record) -> Kept:
        """A new conversation, or the one that has its id; ConversationDeletedError."""
        self.all()
        async with self._adding:
            if self._is_gone(record.id):
                raise ConversationDeletedError
            if record.id in self._kept:
                return self._kept[record.id]
            kept = self._keep(record, last=0)
            try:
                await kept.talk.save()
            except BaseException:
                del self._kept[record.id]
                raise
            return kept

    async def fork(self, conversation: str, wish: Fork) -> Kept:
        """Another conversation with the same past up to a cut."""
        record = self.find(conversation).talk.record
        past = await read_past(self.journal, conversation)
        cut = past.turns.cut(wish)
        try:
            session = await self.fork_claude(record, cut)
        except LookupError as error:
            raise NotForkableError(_FORGOTTEN) from error
        bodies = past.bodies(cut.last)
        last_line = past.last_line(cut.last)
        fork = to_fork(record, last_line=last_line, session=session)
        await self.journal.copy(conversation, fork.id, last=cut.last, record=encode(fork))
        kept = self._keep(fork, last=cut.last)
        await kept.talk.save(*to_closing(fork, bodies))
        return kept

    async def fork_claude(self, record: Record, cut: Cut) -> str | None:
        """What Claude knows of a conversation, up to a cut: None is nothing. LookupError."""
        if cut.is_bare:
            return None
        sessions = [*record.earlier_sessions, record.claude_session or ""]
        return await asyncio.to_thread(self._means.claude.fork, sessions, cut.left)

    async def forget(self, conversation: str) -> None:
        """End a conversation's process and put it away: soon what was said in it is erased.

        What it cost still counts.
        """
        kept = self.find(conversation)
        now = self._clock.now()
        self._leaving.add(conversation)
        try:
            await kept.engine.aclose(reason="The conversation was deleted.")
            await kept.talk.save(
                change=lambda record: msgspec.structs.replace(record, deleted_at=now)
            )
            del self._kept[conversation]
            self._trash.add(kept)
        except RemoteClaudeError:
            self._keep(kept.talk.record, last=kept.talk.room.last)
            raise
        finally:
            self._leaving.discard(conversation)
            kept.talk.room.close()
        self.feed.changed(kept.talk.conversation, deleted=True)

    async def restore(self, conversation: str) -> Kept:
        """Bring back what was deleted and is not erased yet; NotFoundError."""
        old = self._trash.take(conversation)
        record = msgspec.structs.replace(old.talk.record, deleted_at=None)
        kept = self._keep(record, last=old.talk.room.last)
        try:
            await kept.talk.save()
        except RemoteClaudeError:
            del self._kept[conversation]
            self._trash.add(old)
            raise
        return kept

    def spent(self) -> tuple[Decimal, Tokens]:
        """What all conversations of this session cost and used, deleted ones included."""
        cost, tokens = self._spent_before
        for kept in (*self.all(), *self._trash.all()):
            cost += kept.talk.record.cost_usd
            tokens = add_tokens(tokens, kept.talk.record.usage)
        return cost, tokens

    def is_deleted(self, claude_session: str) -> bool:
        """Whether the conversation of this Claude session was deleted, or is being deleted."""
        gone = [*self._trash.all(), *(self._kept[each] for each in self._leaving)]
        waiting = {kept.talk.record.claude_session for kept in gone}
        return claude_session in waiting or claude_session in self._buried

    def _is_gone(self, conversation: str) -> bool:
        waiting = {kept.talk.record.id for kept in self._trash.all()}
        return conversation in self._leaving | waiting | self._buried

    def _bury(self, record: Record) -> None:
        cost, tokens = self._spent_before
        self._spent_before = cost + record.cost_usd, add_tokens(tokens, record.usage)
        self._buried |= {record.id, record.claude_session}

    def _keep(self, record: Record, *, last: int) -> Kept:
        kept = self._kept[record.id] = self._make(record, last=last)
        return kept

    def _make(self, record: Record, *, last: int) -> Kept:
        talk = Talk(record, last=last, journal=self.journal, clock=self._clock, changed=self._tell)
        return Kept(talk, Engine(talk, self._means), asyncio.Lock())

    def _tell(self, conversation: Conversation) -> None:
        if conversation.id in self._kept and conversation.id not in self._leaving:
            self.feed.changed(conversation)

    async def _recover(self, kept: Kept) -> None:
        try:
            await kept.engine.recover(await self._read_turn(kept))
        except Exception:
            logger.exception("conversation %s could not be recovered", kept.talk.record.id)

    async def _read_turn(self, kept: Kept) -> list[Waiting]:
        """Note what the journal has of the open turn; the messages of it."""
        record, after = kept.talk.record, 0
        messages: list[Waiting] = []
        wanted = record.turn.messages if record.turn else []
        while page := await self.journal.read(record.id, after=after, limit=_PAGE):
            bodies = [body for _, frame in page if (body := to_body(frame)) is not None]
            kept.talk.note(bodies)
            messages += [
                from_message(body)
                for body in bodies
                if isinstance(body, Message) and body.message in wanted
            ]
            after = page[-1][0]
        return messages

    def _publish(self, conversation: str, frames: Sequence[Stored]) -> None:
        if kept := self._kept.get(conversation):
            kept.talk.room.publish(frames)
