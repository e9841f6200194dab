"""From our settings and a conversation's wishes to the options of the Agent SDK."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from claude_agent_sdk import CanUseTool, ClaudeAgentOptions
from claude_agent_sdk.types import SystemPromptPreset

from ..._version import __version__
from ..chat.ports import Start
from . import policy
from .files import write_private
from .home import ClaudeHome
from .launcher import bundled_cli, write_panel_launcher
from .rules import Rules
from .token import token_command

MARK = "REMOTE_CLAUDE_PROCESS"
"""Set for each process to its Claude session, so that what it leaves behind can be found."""
_BUFFER_BYTES = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaudeSettings:
    """What the adapter has to know; the same for every conversation of a session.

    Without `gateway_url` nothing about the provider is overridden: the person's own login counts.
    `claude_config_dir` None is the person's `~/.claude`. `cli_path` None is the bundled program.
    """

    workspace: Path
    state: Path
    gateway_url: str | None = None
    model: str | None = None
    models: tuple[str, ...] = ()
    auto_mode: bool = False
    """Whether it may be chosen."""
    telemetry: tuple[str, ...] = ()
    """What Claude Code tells the gateway: any of metrics, logs, traces."""
    keep_transcripts: timedelta | None = None
    """How long it keeps its record of a conversation that nobody goes on with; None: for ever."""
    claude_config_dir: Path | None = None
    cli_path: Path | None = None
    token: str | None = field(default=None, repr=False)

    @property
    def home(self) -> ClaudeHome:
        """Claude Code's own folder."""
        return ClaudeHome.of(self.claude_config_dir)

    @property
    def cli(self) -> Path:
        """The `claude` program."""
        return self.cli_path or bundled_cli()

    @property
    def settings_file(self) -> Path:
        """What panel and terminal both pass as `--settings`."""
        return self.state / "claude-settings.json"


def write_settings(settings: ClaudeSettings) -> Path:
    """Write the file that is passed as `--settings`: gateway, token command and kept rules."""
    base: dict[str, object] = {}
    if settings.gateway_url is not None:
        command = token_command(settings.state)
        base = policy.gateway_settings(
            settings.gateway_url,
            command,
            os.environ,
            signals=settings.telemetry,
            keep_transcripts=settings.keep_transcripts,
        )
    merged = policy.with_rules(base, Rules(settings.state).read())
    write_private(settings.settings_file, json.dumps(merged, indent=1))
    return settings.settings_file


def environment(settings: ClaudeSettings, start: Start, *, trusted: bool) -> dict[str, str]:
    """Variables for the process; the launcher takes away what it must not have.

    Claude Code's own scrubbing needs bubblewrap and, where it finds it, puts empty files into
    the workspace; it is off, since nothing secret gets into the environment in the first place.
    """
    variables = {
        MARK: start.claude_session,
        "CLAUDE_CODE_EMIT_SESSION_STATE_EVENTS": "1",
        "CLAUDE_CODE_ENABLE_TODO_TOOLS": "1",
        "CLAUDE_CODE_SUBPROCESS_ENV_SCRUB": "0",
    }
    if settings.claude_config_dir is not None:
        variables["CLAUDE_CONFIG_DIR"] = str(settings.claude_config_dir)
    if not trusted:
        variables["CLAUDE_CODE_ADDITIONAL_DIRECTORIES_CLAUDE_MD"] = "1"
    if settings.gateway_url is not None:
        variables |= policy.QUIET | {"ANTHROPIC_BASE_URL": settings.gateway_url}
    return variables


def extra_arguments(settings: ClaudeSettings) -> dict[str, str | None]:
    """Flags that the SDK has no option for."""
    extra: dict[str, str | None] = {"replay-user-messages": None}
    if settings.gateway_url is not None:
        managed = policy.managed_settings(settings.models, auto_mode=settings.auto_mode)
        extra["managed-settings"] = json.dumps(managed)
    return extra


def to_options(
    settings: ClaudeSettings,
    start: Start,
    *,
    can_use_tool: CanUseTool,
    stderr: Callable[[str], None],
) -> ClaudeAgentOptions:
    """The options for one process. Writes the files that they name."""
    trusted = settings.home.is_trusted(settings.workspace)
    private = policy.private_names(os.environ, gateway=settings.gateway_url is not None)
    options = ClaudeAgentOptions(
        add_dirs=list(policy.folder_arguments(settings.workspace, trusted=trusted)),
        can_use_tool=can_use_tool,
        cli_path=write_panel_launcher(settings.state, settings.cli, private),
        client_app=f"remote-claude/{__version__}",
        cwd=settings.workspace,
        effort=start.effort,
        enable_file_checkpointing=True,
        env=environment(settings, start, trusted=trusted),
        extra_args=extra_arguments(settings),
        forward_subagent_text=True,
        include_partial_messages=True,
        max_buffer_size=_BUFFER_BYTES,
        model=start.model or settings.model,
        permission_mode=start.mode,
        setting_sources=policy.sources(trusted=trusted),  # type: ignore[arg-type]
        settings=str(write_settings(settings)),
        stderr=stderr,
        system_prompt=SystemPromptPreset(type="preset", preset="claude_code"),
    )
    if start.resume:
        options.resume = start.claude_session
    else:
        options.session_id = start.claude_session
    return options
