"""Ask, interrupt, answer: the only door to a conversation."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import msgspec
from msgspec import UNSET

from ...core.clock import Clock
from ...core.errors import AfterOutOfRangeError, NotFoundError, RemoteClaudeError
from ...core.ids import new_id, to_id
from ...core.paging import from_cursor, to_cursor
from ...wire.chat import (
    Accepted,
    ApprovalAnswer,
    Conversation,
    ConversationPatch,
    Conversations,
    Fork,
    Mode,
    NewConversation,
    NewMessage,
    Queued,
    SettledApproval,
)
from ...wire.frames import Tokens
from ...wire.writing import Commands, MessagePatch, Suggestions
from ..journal.reports import Report
from ..journal.store import JournalError
from .background import stop_background
from .keeping import Keeping
from .listener import Listener, Write
from .lives import Lives
from .model import UNTITLED, Record, is_working
from .patching import check_answer, check_choices, patch
from .planning import approve_with_auto_mode, is_with_auto_mode
from .ports import Claude, Witness
from .posting import Posting
from .rooms import Tail
from .starting import Means


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """What the operator decides about conversations. No `models`: every model.

    What `report` makes of frames is kept in the journal until it was told.
    """

    state: Path
    max_prompt_bytes: int
    live_limit: int
    park_after_seconds: float
    modes: Sequence[Mode]
    models: Sequence[str] = ()
    report: Report | None = None


class ChatService:
    """Every conversation of this session."""

    def __init__(
        self, settings: ChatSettings, *, claude: Claude, clock: Clock, witness: Witness
    ) -> None:
        self.settings = settings
        self.lives = Lives(
            limit=settings.live_limit, park_after_seconds=settings.park_after_seconds, clock=clock
        )
        path = settings.state / "journal.sqlite"
        self._claude = claude
        self._keeping = Keeping(
            path,
            Means(claude=claude, lives=self.lives, clock=clock, witness=witness),
            report=settings.report,
        )
        self._posting = Posting(max_prompt_bytes=settings.max_prompt_bytes)
        self._clock = clock
        self.feed = self._keeping.feed

    @property
    def keeping(self) -> Keeping:
        """The conversations themselves, for what happens to them outside of the panel."""
        return self._keeping

    def start(self) -> None:
        """Load what was. An error leaves the service closed, and may be tried again."""
        self._keeping.start()
        self.lives.start()

    def fail(self, problem: RemoteClaudeError) -> None:
        """Until `start` succeeds, everybody is told this."""
        self._keeping.problem = problem

    async def aclose(self) -> None:
        """End every process, truthfully, then close the journal."""
        await self.lives.stop()
        await self._keeping.aclose()
        await self._claude.aclose()

    @property
    def problem(self) -> str | None:
        """What keeps conversations from going on; None when all is well."""
        if self._keeping.problem is not None:
            return self._keeping.problem.message
        return self._keeping.journal.problem

    @property
    def is_working(self) -> bool:
        """Whether any turn runs; counts as activity of the session."""
        if self._keeping.problem is not None:
            return False
        return any(is_working(kept.talk.record) for kept in self._keeping.all())

    def list(self, *, cursor: str | None, limit: int) -> Conversations:
        """Conversations, the most recently changed first."""
        every = sorted(
            (kept.talk.conversation for kept in self._keeping.all()),
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
        return self._keeping.find(conversation).talk.conversation

    def sessions(self, conversation: str) -> Sequence[str]:
        """The Claude sessions that a conversation had, the current one last."""
        record = self._keeping.find(conversation).talk.record
        current = [record.claude_session] if record.claude_session is not None else []
        return [*record.earlier_sessions, *current]

    async def create(self, wish: NewConversation) -> Conversation:
        """Begin an empty conversation; no process is started before its first prompt.

        With a `client_id` that began one already, that one as it is now.
        """
        check_choices(wish, modes=self.settings.modes, models=self.settings.models)
        now = self._clock.now()
        record = Record(
            id=new_id() if wish.client_id is UNSET else to_id(wish.client_id),
            title=wish.title or UNTITLED,
            is_titled=bool(wish.title),
            mode=wish.mode or "default",
            model=wish.model or None,
            effort=wish.effort or None,
            created_at=now,
            updated_at=now,
        )
        return (await self._keeping.add(record)).talk.conversation

    async def patch(self, conversation: str, wish: ConversationPatch) -> Conversation:
        """Change what is given; a running process follows at once."""
        kept = self._keeping.find(conversation)
        check_choices(wish, modes=self.settings.modes, models=self.settings.models)
        await patch(wish, kept)
        return kept.talk.conversation

    async def delete(self, conversation: str) -> None:
        """End its process and put it away; `restore` brings it back for a while."""
        await self._keeping.forget(conversation)

    async def fork(self, conversation: str, wish: Fork) -> Conversation:
        """Another conversation that shares the past of this one."""
        return (await self._keeping.fork(conversation, wish)).talk.conversation

    async def restore(self, conversation: str) -> Conversation:
        """Bring a conversation back that was deleted just now."""
        return (await self._keeping.restore(conversation)).talk.conversation

    async def post(self, conversation: str, message: NewMessage, *, by: str) -> Accepted:
        """Take a message: sent at once, queued while Claude works, or `now` into the turn."""
        return await self._posting.post(self._keeping.find(conversation), message, by=by)

    async def withdraw(self, conversation: str, message: str) -> None:
        """Take a queued message back; MessageAlreadySentError once Claude has it."""
        await self._posting.withdraw(self._keeping.find(conversation), message)

    async def rewrite(self, conversation: str, message: str, wish: MessagePatch) -> Queued:
        """Change a message that waits; MessageAlreadySentError once Claude has it."""
        return await self._posting.rewrite(self._keeping.find(conversation), message, wish)

    async def commands(self) -> Commands:
        """The `/` commands that Claude takes here."""
        return Commands(items=[*await self._claude.commands()])

    async def suggest(self, query: str, *, limit: int) -> Suggestions:
        """Files and folders of the workspace to mention, the best first."""
        found = await self._claude.suggest(query)
        return Suggestions(items=[*found][:limit])

    async def interrupt(self, conversation: str) -> None:
        """Stop the turn; harmless when there is none."""
        await self._keeping.find(conversation).engine.interrupt()

    async def stop_background(self, conversation: str, background: str) -> None:
        """Stop a subagent or a command that goes on by itself."""
        kept = self._keeping.find(conversation)
        await stop_background(kept.talk, kept.engine.process, background)

    async def answer(
        self, conversation: str, approval: str, said: ApprovalAnswer, *, by: str
    ) -> SettledApproval:
        """A person's decision on a question."""
        check_answer(said, modes=self.settings.modes)
        kept = self._keeping.find(conversation)
        if is_with_auto_mode(kept, approval, said):
            return await approve_with_auto_mode(kept, approval, said, by=by)
        return await kept.engine.asking.answer(approval, said, by=by)

    async def frames(
        self, conversation: str, *, after: int, limit: int
    ) -> tuple[Sequence[bytes], int]:
        """Durable frames after a number, and the last number there is."""
        room = self._keeping.find(conversation).talk.room
        last = room.last
        if after > last:
            raise AfterOutOfRangeError(after=after, last=last)
        found = await self._keeping.journal.read(conversation, after=after, limit=limit)
        return [frame for _, frame in found], max(room.last, found[-1][0] if found else 0)

    async def frames_before(
        self, conversation: str, *, before: int, limit: int
    ) -> tuple[Sequence[bytes], Sequence[bytes], int]:
        """About `limit` durable frames before a number, those that still hold there, the last."""
        room = self._keeping.find(conversation).talk.room
        page, held = await self._keeping.journal.read_back(conversation, before=before, limit=limit)
        return [frame for _, frame in page], held, room.last

    async def listen(
        self, conversation: str, write: Write, *, after: int, tail: int = 0
    ) -> Listener:
        """Join the stream of a conversation: `hello` is written, `run()` does the rest.

        With `tail` it begins about so many frames before the end.
        """
        kept, journal = self._keeping.find(conversation), self._keeping.journal
        room = kept.talk.room
        end = None
        if tail:
            before = room.last + 1
            page, held = await journal.read_back(conversation, before=before, limit=tail)
            # Not `room.last`: a first message may have come in the meantime.
            end = Tail(page[0][0] - 1 if page else before - 1, held)
            after = end.after
        is_reset = after > room.last
        hello, known = room.hello(kept.talk.conversation, reset=is_reset, tail=end), room.told()
        listener = Listener(
            room,
            lambda number, most: journal.read(conversation, after=number, limit=most),
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
            with contextlib.suppress(JournalError):  # to read is possible on a full disk, too
                await kept.talk.save(
                    change=lambda record: msgspec.structs.replace(record, unread=False)
                )
        return listener

    def leave(self, conversation: str, listener: Listener) -> None:
        """A stream has ended."""
        listener.stop()
        with contextlib.suppress(NotFoundError):
            self._keeping.find(conversation).talk.room.leave(listener)

    def notice(self, conversation: str, code: str, message: str) -> bytes:
        """A transient warning for one stream."""
        return self._keeping.find(conversation).talk.room.notice(code, message)

    def spent(self) -> tuple[Decimal, Tokens]:
        """What all conversations of this session cost and used, deleted ones included."""
        return self._keeping.spent()


def _position(conversation: Conversation) -> str:
    return f"{conversation.updated_at.isoformat()}/{conversation.id}"
