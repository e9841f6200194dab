"""Takes snapshots around turns, says what a rewind would change, and carries it out."""

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from ...core.clock import Clock
from ...core.errors import NotRewindableError
from . import rules
from .catalogue import Catalogue, Moment, Row
from .git import GitError
from .model import Plan, to_plan
from .restore import Failures, apply
from .rules import TooMuchError
from .store import Store, Taken

T = TypeVar("T")
logger = logging.getLogger(__name__)
_FAILURES = (GitError, OSError, sqlite3.Error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The way back to a snapshot, seen from now."""

    plan: Plan
    now: Taken
    since: Sequence[Row] = ()
    """The snapshots after it."""
    by_hand: frozenset[bytes] = field(default_factory=frozenset)
    """What was changed while Claude rested: by the person, or a program of theirs."""


class SnapshotService:
    """One for a workspace. `alive` are the conversations whose snapshots are wanted."""

    def __init__(
        self, workspace: Path, folder: Path, *, alive: Callable[[], set[str]], clock: Clock
    ) -> None:
        self._folder = folder
        self._store = Store(workspace, folder)
        self._catalogue = Catalogue(folder / "catalogue.sqlite")
        self._alive = alive
        self._clock = clock
        self._taking = asyncio.Lock()
        self._gate = asyncio.Lock()
        """Closed while files are put back: no turn begins meanwhile."""
        self._settled = asyncio.Event()
        """Set once nothing is left that a killed server had begun to put back."""
        self._is_late = False
        self._tidying = asyncio.Lock()
        self._is_owed = False
        """Whether there is room to be given back."""
        self._is_full = False
        self._tasks: set[asyncio.Task[None]] = set()

    def before(self, conversation: str, turn: str) -> "asyncio.Future[None]":
        """Done when Claude may begin with the turn; a snapshot that fails is told to nobody yet."""
        return asyncio.shield(self._begin(self._before(conversation, turn)))

    def after(self, conversation: str, turn: str) -> None:
        """The turn has ended; a snapshot tells later what was changed since."""
        _ = self._begin(self._after(conversation, turn))

    @asynccontextmanager
    async def still(self) -> AsyncIterator[None]:
        """Nobody takes a snapshot and no turn begins inside."""
        async with self._gate, self._taking:
            yield

    async def find(self, turn: str) -> Row:
        """The snapshot from before a turn. NotRewindableError says why there is none."""
        row = await self._run(self._catalogue.find, turn)
        if row is None or row.name is None:
            raise NotRewindableError((row and row.problem) or rules.UNKNOWN)
        return row

    async def way_to(self, row: Row) -> Way:
        """What would change; only while it is `still`. NotRewindableError."""
        return await self._run(self._find_way, row)

    async def note(self, conversation: str, turn: str, taken: Taken) -> None:
        """Keep a snapshot under a name of its own; it can be gone back to like to a turn."""
        await self._run(self._note, conversation, turn, "before", taken.commit, None)

    async def go(self, way: Way) -> Failures:
        """Carry it out; what could not be done. NotRewindableError: nothing was changed."""
        return await self._run(self._go, way)

    async def begin(self, ident: str, wish: bytes) -> None:
        """From now on this rewind is finished, also where the server is killed."""
        await self._run(self._catalogue.begin, ident, wish)

    async def done(self, ident: str) -> None:
        """It is."""
        await self._run(self._catalogue.done, ident)

    async def doing(self) -> Sequence[bytes]:
        """What a killed server has left to be finished."""
        if not (self._folder / "catalogue.sqlite").exists():
            return []
        return await self._run(self._catalogue.doing)

    def settle(self) -> None:
        """Nothing is left to be finished: turns may begin."""
        self._settled.set()

    async def aclose(self) -> None:
        """Wait for what is being written, then let go of the files."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=rules.WAIT_SECONDS)
        self._catalogue.close()

    def _begin(self, work: Coroutine[None, None, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _before(self, conversation: str, turn: str) -> None:
        await self._settled.wait()
        async with self._gate:
            pass
        if self._is_late:
            await self._note_problem(conversation, turn, rules.too_slow())
            return
        late = asyncio.Event()
        taking = self._begin(self._take(conversation, turn, "before", late))
        await asyncio.wait({taking}, timeout=rules.WAIT_SECONDS)
        if not taking.done():
            # It goes on, so that what it has read so far is known to the next one.
            late.set()
            self._is_late = True

    async def _after(self, conversation: str, turn: str) -> None:
        if not self._is_late:
            await self._take(conversation, turn, "after", asyncio.Event())
            await self._sweep()

    async def _take(
        self, conversation: str, turn: str, moment: Moment, late: asyncio.Event
    ) -> None:
        name, problem = None, None
        async with self._taking:
            try:
                taken = await asyncio.to_thread(self._take_now)
                name, problem = (None, rules.too_slow()) if late.is_set() else (taken.commit, None)
            except TooMuchError as error:
                problem = str(error)
            except _FAILURES as error:
                problem = _explain(error)
                logger.warning("no snapshot was taken: %s", error)
            except Exception:
                problem = rules.failed("the log of the session says why")
                logger.exception("no snapshot was taken")
            self._is_late = False
            if name is not None or moment == "before":
                await self._try(self._note, conversation, turn, moment, name, problem)

    def _take_now(self) -> Taken:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._store.take()

    async def _note_problem(self, conversation: str, turn: str, problem: str) -> None:
        await self._try(self._note, conversation, turn, "before", None, problem)

    def _note(
        self, conversation: str, turn: str, moment: Moment, name: str | None, problem: str | None
    ) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        at = self._clock.now()
        self._catalogue.note(conversation, turn, moment, name=name, problem=problem, at=at)

    def _find_way(self, row: Row) -> Way:
        target = self._store.read(row.name or "")
        now = self._take_now()
        since = self._catalogue.since(row.number)
        return Way(
            plan=to_plan(now.manifest, target),
            now=now,
            since=since,
            by_hand=frozenset(self._find_by_hand(since, now.commit)),
        )

    def _find_by_hand(self, since: Sequence[Row], now: str) -> set[bytes]:
        """What differs between the end of the last turn that ran and the beginning of the next."""
        running: set[str] = set()
        left: str | None = None
        found: set[bytes] = set()
        for row in since:
            if row.moment == "before":
                if not running and left and row.name and row.name != left:
                    found |= self._store.differing(left, row.name)
                running.add(row.turn)
            else:
                running.discard(row.turn)
            left = row.name if row.moment == "after" and not running else None
        if left and left != now:
            found |= self._store.differing(left, now)
        return found

    def _go(self, way: Way) -> Failures:
        contents = self._store.contents([*way.plan.write.values()])
        with self._store.root() as root:
            return apply(root, way.plan, looked=way.now.looked, contents=contents)

    async def _sweep(self) -> None:
        if self._tidying.locked():
            return
        async with self._tidying:
            async with self._taking:
                await self._try(self._expire)
            await self._try(self._tidy)
            if self._is_full:
                async with self._taking:
                    await self._try(self._expire_half)
                await self._try(self._tidy)

    def _expire(self) -> None:
        gone = self._catalogue.expire(self._alive(), now=self._clock.now())
        if gone:
            self._store.forget_all_but(self._catalogue.names())
        self._is_owed = self._is_owed or gone > 0

    def _expire_half(self) -> None:
        self._catalogue.expire_half()
        self._store.forget_all_but(self._catalogue.names())
        self._is_owed = True

    def _tidy(self) -> None:
        if self._is_owed or self._store.is_untidy:
            self._store.tidy()
            self._is_owed = False
            self._is_full = self._store.size_bytes() > rules.MOST_STORE_BYTES

    async def _try(self, act: Callable[..., object], *values: object) -> None:
        try:
            await asyncio.to_thread(act, *values)
        except _FAILURES as error:
            logger.warning("snapshots could not be written down: %s", error)

    async def _run(self, act: Callable[..., T], *values: object) -> T:
        try:
            return await asyncio.to_thread(act, *values)
        except TooMuchError as error:
            raise NotRewindableError(str(error)) from error
        except _FAILURES as error:
            raise NotRewindableError(_explain(error)) from error


def _explain(error: Exception) -> str:
    if isinstance(error, FileNotFoundError) and shutil.which("git") is None:
        return rules.NO_GIT
    return rules.failed((isinstance(error, OSError) and error.strerror) or str(error))
