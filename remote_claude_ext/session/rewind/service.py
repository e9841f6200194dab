"""Goes back to before a turn: files, conversation or both; all of it, also where it is killed."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from msgspec import UNSET

from ...core.errors import NotFoundError, NotRewindableError, RemoteClaudeError
from ...core.ids import new_id
from ...wire.codec import encode
from ...wire.frames import Notice
from ...wire.rewinding import Rewind, RewindResult, RewindUndone, Rewound
from ..chat.forking import Cut
from ..chat.handing import HeldByTerminalError
from ..chat.keeping import Keeping
from ..chat.machine import Phase
from ..chat.model import is_working
from ..chat.past import Past, read_past
from ..chat.posting import Kept
from ..chat.rewinding import Branch, WorkingError, to_rewound, to_undone
from ..snapshots.restore import Failures
from ..snapshots.service import SnapshotService, Way
from .model import Step
from .rules import FORGOTTEN, SAID_SINCE, UNFINISHED, to_counts, to_result

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What a step stands on, looked at while nothing moves."""

    kept: Kept
    past: Past
    cut: Cut | None
    """What stays of the conversation; None for an undo."""
    way: Way | None
    """Of the files."""
    files_problem: str | None
    conversation_problem: str | None


class RewindService:
    """One for a session. `size_of` is how long the transcript of a Claude session is, in bytes."""

    def __init__(
        self, keeping: Keeping, snapshots: SnapshotService, *, size_of: Callable[[str], int]
    ) -> None:
        self._keeping = keeping
        self._snapshots = snapshots
        self._size_of = size_of

    async def rewind(self, conversation: str, wish: Rewind, *, by: str) -> RewindResult:
        """Back to before a turn, or what that would do. WorkingError, NotRewindableError."""
        step = Step(rewind=new_id(), conversation=conversation, to=wish.turn, what=wish.what, by=by)
        return await self._take(step, dry_run=wish.dry_run)

    async def undo(self, conversation: str, rewind: str, *, dry_run: bool, by: str) -> RewindResult:
        """Take back the last rewind, or what that would do. WorkingError, NotRewindableError."""
        last = self._keeping.find(conversation).talk.record.rewound
        if last is None or last.rewind != rewind:
            past = await read_past(self._keeping.journal, conversation)
            if rewind not in past.turns.rewinds:
                raise NotFoundError("rewind", rewind)
            raise NotRewindableError(SAID_SINCE, remedy="Rewind to a message instead.")
        step = Step(
            rewind=rewind,
            conversation=conversation,
            to=rewind,
            what=last.what,
            by=by,
            undoes=True,
        )
        return await self._take(step, dry_run=dry_run)

    async def finish(self) -> None:
        """What a killed server had begun is done to its end before a turn begins. Never raises."""
        try:
            for begun in await self._snapshots.doing():
                step = msgspec.json.decode(begun, type=Step)
                async with self._snapshots.still():
                    await self._finish(step)
                    await self._snapshots.done(step.rewind)
        except Exception:
            logger.exception("a rewind could not be finished")
        finally:
            self._snapshots.settle()

    async def _take(self, step: Step, *, dry_run: bool) -> RewindResult:
        kept = self._keeping.find(step.conversation)
        async with kept.posting, self._snapshots.still():
            await self._check_rest()
            ground = await self._look(kept, step)
            if dry_run:
                return self._to_result(step, ground, None)
            why = ground.files_problem or ground.conversation_problem
            if why is not None:
                raise NotRewindableError(why)
            step = await self._branch(step, ground)
            if ground.way is not None:
                await self._snapshots.note(step.conversation, step.mark, ground.way.now)
            await self._snapshots.begin(step.rewind, encode(step))
            try:
                failures = await self._carry(step, ground)
            finally:
                await self._snapshots.done(step.rewind)
            return self._to_result(step, ground, failures)

    async def _check_rest(self) -> None:
        for kept in self._keeping.all():
            # The end of its turn was told just now: what follows from it is done in this moment.
            while kept.talk.record.turn is None and kept.engine.phase is Phase.ENDING:  # noqa: ASYNC110 (a round of the loop or two)
                await asyncio.sleep(0)
            if is_working(kept.talk.record):
                raise WorkingError(kept.talk.record.title)

    async def _look(self, kept: Kept, step: Step) -> _Ground:
        past = await read_past(self._keeping.journal, step.conversation)
        cut = None if step.undoes else past.turns.cut_before(step.to)
        way, files_problem, conversation_problem = None, None, None
        if step.has_files:
            try:
                way = await self._snapshots.way_to(await self._snapshots.find(step.to))
            except NotRewindableError as error:
                files_problem = error.message
        if step.has_conversation and (kept.talk.record.terminal or kept.engine.is_held_elsewhere):
            held = HeldByTerminalError()
            conversation_problem = f"{held.message} {held.remedy}"
        return _Ground(
            kept=kept,
            past=past,
            cut=cut,
            way=way,
            files_problem=files_problem,
            conversation_problem=conversation_problem,
        )

    async def _branch(self, step: Step, ground: _Ground) -> Step:
        """Claude's process ends, and what stays of its past becomes a session of its own."""
        if not step.has_conversation:
            return step
        await ground.kept.engine.park()
        if ground.kept.engine.process is not None:
            raise WorkingError(ground.kept.talk.record.title)
        if ground.cut is None:
            return step
        try:
            session = await self._keeping.fork_claude(ground.kept.talk.record, ground.cut)
        except LookupError as error:
            raise NotRewindableError(FORGOTTEN) from error
        return msgspec.structs.replace(step, session=session)

    async def _carry(self, step: Step, ground: _Ground, *, recovered: bool = False) -> Failures:
        failures = {} if ground.way is None else await self._snapshots.go(ground.way)
        try:
            await self._save(step, ground, failures, recovered=recovered)
        except RemoteClaudeError:
            if ground.way is not None:  # what nobody is told of has not happened
                row = await self._snapshots.find(step.mark)
                await self._snapshots.go(await self._snapshots.way_to(row))
            raise
        return failures

    async def _save(
        self, step: Step, ground: _Ground, failures: Failures, *, recovered: bool
    ) -> None:
        talk, past, cut = ground.kept.talk, ground.past, ground.cut
        if cut is None:
            undone = RewindUndone(rewind=step.rewind, by=step.by)
            await talk.save(compose=to_undone(undone, past), recovered=recovered)
            return
        frame = Rewound(
            rewind=step.rewind,
            to=step.to,
            what=step.what,
            undone=[*cut.undone] if step.has_conversation else [],
            files=UNSET if ground.way is None else to_counts(ground.way, failures),
            by=step.by,
        )
        branch = None
        if step.has_conversation:
            size_bytes = self._size_of(step.session) if step.session else 0
            branch = Branch(session=step.session, size_bytes=size_bytes)
        await talk.save(compose=to_rewound(frame, past, cut, branch), recovered=recovered)

    async def _finish(self, step: Step) -> None:
        try:
            kept = self._keeping.find(step.conversation)
        except NotFoundError:
            return
        last = kept.talk.record.rewound
        is_told = (last is not None and last.rewind == step.rewind) is not step.undoes
        if is_told:
            return
        try:
            await self._carry(step, await self._look(kept, step), recovered=True)
        except RemoteClaudeError as error:
            message = UNFINISHED.format(why=error.message)
            notice = Notice(level="warning", code="rewind_unfinished", message=message)
            await kept.talk.save(notice)

    def _to_result(self, step: Step, ground: _Ground, failures: Failures | None) -> RewindResult:
        titles = {kept.talk.record.id: kept.talk.record.title for kept in self._keeping.all()}
        turns = len(ground.cut.undone) if ground.cut and step.has_conversation else 0
        result = to_result(step, ground.way, failures or {}, titles=titles, turns=turns)
        if failures is not None:
            return msgspec.structs.replace(result, rewind=step.rewind)
        return msgspec.structs.replace(
            result,
            files_problem=ground.files_problem,
            conversation_problem=ground.conversation_problem,
        )
