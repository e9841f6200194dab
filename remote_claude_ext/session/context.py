"""Builds every service once and closes them in reverse."""

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from ..core.backoff import delays
from ..core.clock import SystemClock
from ..core.errors import RemoteClaudeError
from .audit.event import Teller
from .audit.sender import Sender
from .changes.service import ChangesService
from .chat.service import ChatService, ChatSettings
from .claim import Claim
from .claude.options import ClaudeSettings
from .claude.runtime import SdkClaude
from .claude.terminal import TrustLevel, bin_folder, install_launcher
from .claude.token import write_token
from .claude.tool_results import read_results
from .history.service import HistoryService
from .hub import HubService
from .inbox.rules import Asked
from .inbox.service import InboxService, Listeners
from .journal.reports import Reports
from .lifetime import Lifetime
from .resources.service import Place, ResourcesService
from .rewind.service import RewindService
from .settings import Settings
from .snapshots.service import SnapshotService
from .terminals.service import Names, Terminals

logger = logging.getLogger(__name__)
_ACTIVITY_SECONDS = 5.0
_FRAMES = 5000


class Context:
    """The services of one session."""

    def __init__(self, settings: Settings, *, names: Names) -> None:
        self.settings = settings
        claude = ClaudeSettings(
            workspace=settings.workspace,
            state=settings.state,
            gateway_url=settings.gateway_url,
            model=settings.model,
            models=settings.models,
            auto_mode="auto" in settings.modes,
            telemetry=settings.telemetry,
            keep_transcripts=settings.keep_transcripts,
            claude_config_dir=settings.claude_config_dir,
            token=settings.token,
        )
        settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        if settings.token is not None:
            write_token(settings.state, settings.token)
        self.trust: TrustLevel = install_launcher(claude)
        _put_first_in_path(bin_folder(settings.state))
        self.snapshots = SnapshotService(
            settings.workspace,
            settings.state / "snapshots",
            alive=self._find_wanted,
            clock=SystemClock(),
        )
        self.chat = ChatService(
            ChatSettings(
                state=settings.state,
                max_prompt_bytes=settings.max_prompt_bytes,
                live_limit=settings.live_limit,
                park_after_seconds=settings.park_after_seconds,
                modes=settings.modes,
                models=settings.models,
                report=Teller().to_report if settings.hub_service_url and settings.token else None,
            ),
            claude=SdkClaude(claude),
            clock=SystemClock(),
            witness=self.snapshots,
        )
        chat = self.chat
        self.rewind = RewindService(
            chat.keeping, self.snapshots, size_of=lambda session: _size_of(claude, session)
        )
        self.changes = ChangesService(
            workspace=settings.workspace,
            state=settings.state,
            frames=lambda ident, after: chat.frames(ident, after=after, limit=_FRAMES),
            results=lambda ident, uses: read_results(claude, chat.sessions(ident), uses),
        )
        self.history = HistoryService(
            journal=lambda: chat.keeping.journal,
            titles=lambda: {each.id: each.title for each in chat.keeping.records()},
        )
        self.terminals = Terminals(
            chat.keeping,
            home=claude.home,
            workspace=settings.workspace,
            names=names,
            by=settings.user or "terminal",
            clock=SystemClock(),
        )
        self.lifetime = Lifetime(settings, SystemClock())
        self.hub: HubService | None = None
        self.resources: ResourcesService | None = None
        self.inbox: InboxService | None = None
        self.sender: Sender | None = None
        if settings.hub_service_url and settings.token:
            self.hub = HubService(settings.hub_service_url, settings.token, SystemClock())
            self.resources = ResourcesService(
                _to_place(settings), settings.hub_service_url, settings.token, SystemClock()
            )
            listeners = _to_listeners(settings, settings.hub_service_url, settings.token)
            self.inbox = InboxService(listeners, self._find_asked, SystemClock())
            chat.feed.watch(self.inbox.wake)
            reports = Reports(lambda: chat.keeping.journal)
            self.sender = Sender(reports, settings.hub_service_url, settings.token)
            chat.feed.watch(self.sender.wake)
        self._claim = Claim(settings.state / "lock")
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, on_activity: Callable[[], None]) -> None:
        """Load conversations; from now on a working Claude counts as activity.

        Where they cannot be had, everybody is told why and it is tried until they can.
        """
        if not self._open():
            self._tasks.append(asyncio.create_task(self._insist(), name="open-journal"))
        self.terminals.start()
        if self.inbox:
            self.inbox.start()
        if self.sender:
            self.sender.start()
        report = self._report(on_activity)
        self._tasks.append(asyncio.create_task(report, name="claude-activity"))

    async def aclose(self) -> None:
        """End every process and close the journal."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.resources:
            await self.resources.aclose()
        if self.inbox:
            await self.inbox.aclose()
        if self.sender:
            await self.sender.aclose()
        await self.terminals.aclose()
        await self.chat.aclose()
        await self.snapshots.aclose()
        self._claim.release()

    def _find_wanted(self) -> set[str]:
        """The conversations whose snapshots are kept."""
        return self.chat.keeping.wanted()

    def _find_asked(self) -> list[Asked]:
        """What waits for a person in any conversation; nothing of one that was put aside."""
        records = [kept.talk.record for kept in self.chat.keeping.all()]
        return [
            Asked(approval, record.id, record.title, lost)
            for record in records
            for lost, asked in ((False, record.approvals), (True, record.unanswered))
            for approval in asked
            if not (lost and record.archived)
        ]

    def _open(self) -> bool:
        try:
            self._claim.take()
            self.chat.start()
        except RemoteClaudeError as problem:
            logger.warning("%s %s", problem, problem.remedy or "")
            self.chat.fail(problem)
            return False
        self._tasks.append(asyncio.create_task(self.rewind.finish(), name="finish-rewinds"))
        return True

    async def _insist(self) -> None:
        for delay_seconds in delays(first_seconds=0.2, most_seconds=3.0):
            await asyncio.sleep(delay_seconds)
            if self._open():
                return

    async def _report(self, on_activity: Callable[[], None]) -> None:
        while True:
            if self.chat.is_working:
                on_activity()
            if self.resources:
                self.resources.tick()
            await asyncio.sleep(_ACTIVITY_SECONDS)


def _put_first_in_path(folder: Path) -> None:
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"


def _size_of(claude: ClaudeSettings, session: str) -> int:
    path = claude.home.find_transcript(claude.workspace, session)
    return 0 if path is None else path.stat().st_size


def _to_listeners(settings: Settings, hub_service: str, token: str) -> Listeners:
    own = f"{settings.hub_api_url}/users/{quote(settings.user)}/sessions/{settings.session}/waiting"
    has_hub = settings.hub_api_url is not None and settings.session is not None
    return Listeners(
        hub_service=f"{hub_service.rstrip('/')}/api/v1/approvals",
        hub=own if has_hub else None,
        token=token,
    )


def _to_place(settings: Settings) -> Place:
    return Place(
        folder=settings.volume or settings.state.parent,
        is_container=settings.volume is not None,
        limit_bytes=settings.disk_bytes,
        is_bound=settings.is_disk_bound,
        is_shared=settings.is_volume_shared,
    )
