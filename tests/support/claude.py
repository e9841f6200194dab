"""The real Claude Code CLI in a clean environment, pointed at a base URL."""

import asyncio
import json
import os
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import claude_agent_sdk
from claude_agent_sdk import CanUseTool, ClaudeAgentOptions

CLI = Path(claude_agent_sdk.__file__).parent / "_bundled" / "claude"
TOKEN = "sk-made-up-for-tests"


@dataclass(frozen=True)
class Claude:
    """A place of its own for the CLI: home, configuration, workspace; and where it asks."""

    root: Path
    base_url: str
    token: str = TOKEN
    extra: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.workspace.mkdir(exist_ok=True)

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def workspace(self) -> Path:
        return self.root / "workspace"

    @property
    def environment(self) -> dict[str, str]:
        """Everything that the CLI sees; nothing of the machine's own Claude Code."""
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(self.home),
            "CLAUDE_CONFIG_DIR": str(self.home / ".claude"),
            "ANTHROPIC_BASE_URL": self.base_url,
            "ANTHROPIC_AUTH_TOKEN": self.token,
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "DISABLE_AUTOUPDATER": "1",
            **self.extra,
        }

    def command(self, prompt: str, *arguments: str) -> list[str]:
        """`claude -p`, ready to run."""
        return [str(CLI), "-p", prompt, *arguments]

    def ask(
        self, prompt: str, *arguments: str, seconds: float = 90
    ) -> subprocess.CompletedProcess[str]:
        """Run `claude -p` to its end."""
        return subprocess.run(
            self.command(prompt, *arguments),
            cwd=self.workspace,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def options(self, can_use_tool: CanUseTool | None = None, **more: Any) -> ClaudeAgentOptions:
        """Options for the SDK, as the product uses it.

        The SDK merges its variables over those of this process; what the clean environment
        does not have is emptied.
        """
        emptied = {
            name: ""
            for name in os.environ
            if name.startswith(("ANTHROPIC_", "CLAUDE")) or name.lower().endswith("_proxy")
        }
        settings: dict[str, Any] = {
            "cli_path": CLI,
            "cwd": self.workspace,
            "env": {**emptied, **self.environment},
            "can_use_tool": can_use_tool,
            "include_partial_messages": True,
            "system_prompt": {"type": "preset", "preset": "claude_code"},
            "max_buffer_size": 64 << 20,
        }
        return ClaudeAgentOptions(**{**settings, **more})


@dataclass(frozen=True)
class Deltas:
    """When the text deltas of one answer arrived, in seconds after the CLI was started."""

    started: float
    """When the answer began (`message_start`)."""
    arrived: tuple[float, ...]
    text: str
    begun: float = 0.0
    """When the CLI was started, on the monotonic clock."""

    @property
    def first(self) -> float:
        """Seconds from the beginning of the answer to its first delta."""
        return self.arrived[0] - self.started

    @property
    def last(self) -> float:
        """Seconds from the beginning of the answer to its last delta."""
        return self.arrived[-1] - self.started


async def time_deltas(claude: Claude, prompt: str, *, seconds: float = 120) -> Deltas:
    """Ask the bare CLI and note when each text delta is on its standard output."""
    command = claude.command(
        prompt, "--output-format", "stream-json", "--include-partial-messages", "--verbose"
    )
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=claude.workspace,
        env=claude.environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        limit=64 << 20,
    )
    begun = time.monotonic()
    try:
        async with asyncio.timeout(seconds):
            assert process.stdout
            seen = [(time.monotonic() - begun, json.loads(line)) async for line in process.stdout]
            await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return replace(to_deltas(seen), begun=begun)


def to_deltas(seen: Iterable[tuple[float, dict[str, Any]]]) -> Deltas:
    """The deltas among timed lines of `stream-json`."""
    events = [(at, line["event"]) for at, line in seen if line.get("type") == "stream_event"]
    started = next(at for at, event in events if event["type"] == "message_start")
    texts = [
        (at, event["delta"]["text"])
        for at, event in events
        if event["type"] == "content_block_delta" and event["delta"]["type"] == "text_delta"
    ]
    return Deltas(started, tuple(at for at, _ in texts), "".join(text for _, text in texts))
