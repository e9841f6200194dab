"""A desk for tests: our adapter, the real CLI, a workspace, and somebody who answers."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from remote_claude_ext.session.chat.ports import (
    Answer,
    Emitted,
    Event,
    Exited,
    Process,
    Prompt,
    Question,
    Rest,
    Resting,
    Result,
    Start,
    Streamed,
)
from remote_claude_ext.session.claude.options import ClaudeSettings
from remote_claude_ext.session.claude.runtime import SdkClaude
from remote_claude_ext.session.claude.token import write_token
from remote_claude_ext.wire.chat import Mode
from remote_claude_ext.wire.frames import DurableBody, Text

TOKEN = "made-up-hub-token"


async def allow(question: Question) -> Answer:
    """Somebody who allows everything, once."""
    return Answer(allow=True)


async def deny(question: Question) -> Answer:
    """Somebody who allows nothing."""
    return Answer(allow=False)


async def wait_until(found: Callable[[], bool], seconds: float = 30) -> None:
    """Return as soon as something is so; fail when it is not in time."""
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, f"it did not happen in {seconds} s"
        await asyncio.sleep(0.02)


@dataclass
class Desk:
    """One conversation at a time; `events` and `asked` keep everything that came."""

    root: Path
    url: str | None
    answer: Callable[[Question], Awaitable[Answer]] = allow
    models: tuple[str, ...] = ()
    auto_mode: bool = False
    keep_transcripts: timedelta | None = None
    events: list[Event] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    withdrawn: list[Question] = field(default_factory=list)
    session: str = ""
    claude: SdkClaude = field(init=False)
    process: Process = field(init=False)

    def __post_init__(self) -> None:
        self.workspace.mkdir(parents=True, exist_ok=True)
        write_token(self.state, TOKEN)
        self.claude = SdkClaude(self.settings)

    @property
    def workspace(self) -> Path:
        return self.root / "workspace"

    @property
    def state(self) -> Path:
        return self.root / "state"

    @property
    def config(self) -> Path:
        return self.root / "claude"

    @property
    def settings(self) -> ClaudeSettings:
        return ClaudeSettings(
            workspace=self.workspace,
            state=self.state,
            claude_config_dir=self.config,
            gateway_url=self.url,
            models=self.models,
            auto_mode=self.auto_mode,
            keep_transcripts=self.keep_transcripts,
            token=TOKEN,
        )

    async def start(
        self,
        *,
        session: str | None = None,
        resume: str | None = None,
        mode: Mode = "default",
        model: str | None = None,
    ) -> Process:
        """Start (or resume) a conversation."""
        self.session = resume or session or str(uuid.uuid4())
        start = Start(
            conversation="c",
            claude_session=self.session,
            resume=resume is not None,
            mode=mode,
            model=model,
            effort=None,
        )
        self.process = await self.claude.start(start, listener=self.listen, asker=self.ask_person)
        return self.process

    async def listen(self, event: Event) -> None:
        self.events.append(event)

    async def ask_person(self, question: Question) -> Answer:
        self.asked.append(question)
        try:
            return await self.answer(question)
        except asyncio.CancelledError:
            self.withdrawn.append(question)
            raise

    async def send(self, text: str, *, now: bool = False, message: str | None = None) -> str:
        """Hand over a message and return at once; its id."""
        message = message or str(uuid.uuid4())
        await self.process.send(Prompt(message=message, text=text, now=now))
        return message

    async def say(self, text: str, *, seconds: float = 60) -> list[Event]:
        """Hand over a message and wait until Claude rests; what came meanwhile."""
        before = len(self.events)
        await self.send(text)
        await wait_until(lambda: self.has_rested(before), seconds)
        return self.events[before:]

    def has_rested(self, since: int = 0) -> bool:
        """Whether an answer ended and Claude is idle without background work."""
        seen = self.events[since:]
        states = [event for event in seen if isinstance(event, Resting)]
        ended = any(isinstance(event, Result) for event in seen)
        return ended and states[-1].rest is Rest.IDLE and states[-1].background == 0

    def bodies(self, kind: type | None = None) -> list[DurableBody]:
        """What would be in the journal."""
        found = [event.body for event in self.events if isinstance(event, Emitted)]
        return [body for body in found if kind is None or isinstance(body, kind)]

    def texts(self) -> list[str]:
        """What Claude said."""
        return [body.text for body in self.bodies(Text)]

    def streamed(self) -> str:
        """What was streamed so far."""
        return "".join(event.text for event in self.events if isinstance(event, Streamed))

    def results(self) -> list[Result]:
        """How the answers ended."""
        return [event for event in self.events if isinstance(event, Result)]

    def exits(self) -> list[Exited]:
        """How processes ended."""
        return [event for event in self.events if isinstance(event, Exited)]
