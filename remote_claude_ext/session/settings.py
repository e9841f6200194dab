"""Traits frozen into one Settings value that the features take."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from ..wire.chat import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the session extension was told.

    Without `gateway_url` it runs on its own: no hub, no gateway, the person's own Claude login.
    """

    user: str
    session: str | None
    workspace: Path
    state: Path
    gateway_url: str | None
    provider: str
    config_hint: str | None
    model: str | None
    models: tuple[str, ...]
    modes: tuple[Mode, ...]
    max_prompt_bytes: int
    keep_transcripts: timedelta | None
    """How long Claude Code keeps its own records; None: for ever."""
    live_limit: int
    park_after_seconds: float
    claude_config_dir: Path | None
    stops_at: datetime | None = None
    """When the hub stops this session whatever runs in it, unless it is kept longer."""
    extensions: int = 0
    """How often it may be kept an hour longer."""
    hub_api_url: str | None = None
    """Where that is asked for."""
    hub_service_url: str | None = None
    """Where the budgets are asked for."""
    volume: Path | None = None
    """All files of the session, where it is a container."""
    disk_bytes: int | None = None
    """How much its files may take, where that is said."""
    is_disk_bound: bool = False
    """Whether the container engine holds them to it."""
    is_volume_shared: bool = False
    """Whether the volume is that of all sessions of the user."""
    telemetry: tuple[str, ...] = ()
    """Which signals Claude Code sends to the gateway."""
    token: str | None = field(default=None, repr=False)
