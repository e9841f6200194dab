"""What every kind of session has: a checked name, steps of its start, failures that are told."""

# mypy: disallow-untyped-calls=False
# JupyterHub has no types.

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from jupyterhub.spawner import SpawnException
from msgspec import to_builtins
from traitlets import HasTraits, Integer, Unicode

from ..core.clock import SystemClock, to_rfc3339
from ..core.errors import ConflictError, MalformedError
from ..core.names import is_session_name, is_user_name
from ..core.repositories import CLONE_SECONDS
from ..wire.audit import AuditKind
from ..wire.sessions import Cloning, Lifetime
from .deeds import BY_ITSELF, Deeds
from .extensions import read_count, to_rest, write_count
from .login import LocalAuthenticator
from .places import Places
from .repositories import forget_token, note_cloned, read_owed
from .speaking import language_of
from .startlog import Failure, write_failure
from .trash import Trash

START_SECONDS = 120
"""Longest that the hub waits for a start."""
_LOOK_SECONDS = 0.05
_CONNECT_SECONDS = 2.0
"""Who ended while somebody connected says nothing any more, for half a minute."""
_ANEW = "For another address, branch, folder or token, make a new session"
_REMEDY = "Stop it when it suits you, and start it again: files and conversations stay."


class SessionSpawner(HasTraits):
    """The part of a spawner that does not depend on what a session is made of."""

    # What JupyterHub's own class has, which comes behind this one.
    user: Any
    name: str
    orm_spawner: Any
    authenticator: Any
    server: Any
    handler: Any
    start_timeout: int

    data = Unicode(help="The data folder of the installation.").tag(config=True)
    ready_seconds = Integer(
        60, min=5, help="Longest that a session's server may take until it answers."
    ).tag(config=True)

    max_seconds = Integer(
        0, min=0, help="How long a session runs in any case, in seconds; 0: for ever."
    ).tag(config=True)
    extensions = Integer(
        0, min=0, help="How often its owner may keep it an hour longer than that."
    ).tag(config=True)

    cloning: Cloning | None = None
    """How far the clone of a start is."""

    _steps: list[str]
    _clock = SystemClock()

    @property
    def _places(self) -> Places:
        return Places(Path(self.data))

    @property
    def _deeds(self) -> Deeds:
        return Deeds(self._places)

    def _tell_end(self, why: str) -> None:
        """Put down that the hub ends the session, and why."""
        given = {"by": BY_ITSELF, "user": self.user.name, "session": self.name}
        self._deeds.tell(AuditKind.SESSION_STOPPED, **given, said={"reason": why})

    @property
    def _folder(self) -> Path:
        return self._places.session(self.user.name, self.name)

    @property
    def _state(self) -> Path:
        return self._places.session_state(self.user.name, self.name)

    @property
    def _title(self) -> str:
        return str(self.orm_spawner.display_name or self.name)

    @property
    def _language(self) -> str:
        """In which language who starts it reads our pages; empty where the hub itself does."""
        return language_of(self.handler) if self.handler else ""

    def run_pre_spawn_hook(self) -> Any:
        """A clone may take its time."""
        self.start_timeout = START_SECONDS + (CLONE_SECONDS if self._is_owed() else 0)
        with suppress(OSError):  # on a full disk the start says so itself
            note_cloned(self._folder, "")
        who = getattr(self.handler, "current_user", None)
        by = BY_ITSELF if who is None else who.name
        self._deeds.tell(AuditKind.SESSION_STARTED, by=by, user=self.user.name, session=self.name)
        return super().run_pre_spawn_hook()  # type: ignore[misc]

    async def progress(self) -> AsyncIterator[dict[str, Any]]:
        """The steps of a start as they happen."""
        shown, told = 0, None
        while True:
            steps = getattr(self, "_steps", [])
            for step in steps[shown:]:
                shown += 1
                yield {"progress": min(20 * shown, 99), "step": step, "message": step}
            if steps[-1:] == ["repository"] and self.cloning not in (None, told):
                told = self.cloning
                yield {"progress": 20 * shown, "cloning": to_builtins(told), "message": steps[-1]}
            await asyncio.sleep(0.1)

    def require_size(self, name: str) -> None:
        """Return if sessions may have this size; else a MalformedError with those there are."""
        raise MalformedError(f"There is no size {name!r} of sessions: here they have none.")

    def _check_names(self) -> None:
        if not self.name:
            raise SpawnException(
                "A session needs a name: make one on the home page.", reason="no_default_server"
            )
        if not is_session_name(self.name) or not is_user_name(self.user.name):
            raise SpawnException(
                "This name cannot be a session's: a lower-case letter, then at most 29 lower-case"
                " letters, digits and hyphens.",
                reason="name",
            )

    def keep_longer(self) -> Lifetime:
        """Let the session run one hour more; ConflictError where it may not."""
        started = self.orm_spawner.started
        if not self.max_seconds or started is None:
            raise ConflictError("This session runs until somebody stops it.")
        count = read_count(self._folder, started)
        if count >= self.extensions:
            raise ConflictError("This session cannot be kept any longer.", remedy=_REMEDY)
        write_count(self._folder, started, count + 1)
        return Lifetime(
            stops_in_seconds=round(self._rest().total_seconds()),
            extensions_left=self.extensions - count - 1,
        )

    def _rest(self) -> timedelta:
        """How long the session still runs in any case."""
        started = self.orm_spawner.started
        if not self.max_seconds or started is None:
            return timedelta.max
        count = read_count(self._folder, started)
        now = self._clock.now()
        return to_rest(started, now, most_seconds=self.max_seconds, count=count)

    def _why_to_end(self) -> str:
        """Why the session ends although nobody has stopped it; empty while it goes on."""
        if self._is_user_gone():
            return "its user was removed"
        return "it has run as long as it may" if self._rest() <= timedelta(0) else ""

    def _is_owed(self) -> bool:
        """Whether a repository is to be cloned yet."""
        return read_owed(self._folder) is not None

    async def _until_ready(
        self, host: str, port: int, is_over: Callable[[], Awaitable[bool]]
    ) -> None:
        """Return once the server answers, behind the clone of a repository where one is owed.

        TimeoutError, and ChildProcessError where it ended before, both as sentences.
        """
        is_cloning, self.cloning = self._is_owed(), None
        self._steps.append("repository" if is_cloning else "answer")
        seconds = self.ready_seconds + (CLONE_SECONDS if is_cloning else 0)

        async def look() -> bool:
            if self._steps[-1] == "repository" and not self._is_owed():
                self._steps.append("answer")
            return await is_over()

        try:
            answered = until_answered(host, port, f"{self.server.base_url}api", look)
            await asyncio.wait_for(answered, seconds)
        except TimeoutError:
            raise TimeoutError(f"It did not answer within {seconds} seconds") from None
        except ChildProcessError:
            owed = read_owed(self._folder)
            if owed is None or not owed.error:
                raise
            why = f"Its repository {owed.url} could not be cloned. {owed.error}"
            raise ChildProcessError(f"{why} {_ANEW}") from None

    def _to_refusal(self, message: str, lines: str) -> SpawnException:
        """What went wrong, kept for the page, as what JupyterHub shows."""
        whole = f"The session could not start. {message}"
        step = self._steps[-1]
        self._remember(Failure(message=whole, at=self._now(), log=lines, step=step))
        shown = f"{whole} Its log ends:\n{lines}" if lines else whole
        return SpawnException(shown, reason="start", status_code=500)

    def _remember(self, failure: Failure) -> None:
        """Keep for the page why the session does not run."""
        if self._state.is_dir():
            with suppress(OSError):  # on a full disk it is told, and forgotten
                write_failure(self._state, failure)

    def _now(self) -> str:
        return to_rfc3339(self._clock.now())

    def _throw_away(self) -> None:
        """Move a deleted session to the trash, where it stays for seven days."""
        forget_token(self._folder)
        Trash(self._places).put(self.user.name, self.name, title=self._title, at=self._clock.now())

    def _is_user_gone(self) -> bool:
        accounts = self.authenticator
        return isinstance(accounts, LocalAuthenticator) and not accounts.has_user(self.user.name)


async def until_answered(
    host: str,
    port: int,
    path: str,
    is_over: Callable[[], Awaitable[bool]],
    *,
    every_seconds: float = _LOOK_SECONDS,
) -> None:
    """Return once a server answers; ChildProcessError where it has ended before."""
    while not await _is_answering(host, port, path):
        if await is_over():
            raise ChildProcessError("Its server ended while it was starting")
        await asyncio.sleep(every_seconds)


async def _is_answering(host: str, port: int, path: str) -> bool:
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    try:
        writer.write(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        await writer.drain()
        return (await reader.readline()).startswith(b"HTTP/")
    except OSError:
        return False
    finally:
        writer.close()
