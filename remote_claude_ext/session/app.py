"""ExtensionApp: traits, then wiring; no logic."""

import hashlib
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

from jupyter_core.paths import jupyter_data_dir
from jupyter_server.extension.application import ExtensionApp
from jupyter_server.serverapp import ServerApp
from traitlets import CaselessStrEnum, Float, Int, List, Unicode, default

from ..core.clock import SystemClock
from ..core.disks import DISK, DISK_BOUND, DISK_SHARED, VOLUME
from ..core.languages import VARIABLE
from ..core.signals import SIGNALS
from ..wire.chat import Mode
from .changes import routes as changes_routes
from .chat import routes as chat_routes
from .chat import socket as chat_sockets
from .context import Context
from .history import routes as history_routes
from .kept import below
from .language import begin_in
from .listing import list_again
from .loading import show_loading
from .packed import serve_packed
from .rewind import routes as rewind_routes
from .settings import Settings
from .shared import share
from .status import routes as status_routes
from .terminals import routes as terminals_routes
from .web import NothingHere

_PREFIX = r"/remote-claude/api/"


class RemoteClaude(ExtensionApp):
    """Conversations with Claude Code in this server."""

    name = "remote_claude"
    extension_url = "/remote-claude"
    load_other_extensions = True

    session = Unicode(help="Name of this session at the hub; empty without a hub.").tag(config=True)
    title = Unicode(help="How people call this session; empty: by its name.").tag(config=True)
    state = Unicode(help="Folder for the journal; never the workspace.").tag(config=True)
    workspace = Unicode(help="Folder Claude works in; empty: the server's root.").tag(config=True)
    gateway_url = Unicode(
        help="Address of the gateway, as ANTHROPIC_BASE_URL; empty: the person's own Claude login."
    ).tag(config=True)
    hub_service_url = Unicode(
        help="Address of the hub service, where budgets are asked for; empty: nobody is asked."
    ).tag(config=True)
    provider = Unicode("anthropic", help="`demo` where the scripted model answers.").tag(
        config=True
    )
    config_hint = Unicode(help="The YAML that turns the scripted model off.").tag(config=True)
    model = Unicode(help="Model to begin with; empty: Claude Code's default.").tag(config=True)
    models = List(Unicode(), help="Models that may be chosen; empty: all.").tag(config=True)
    telemetry = List(
        CaselessStrEnum([*SIGNALS]),
        help="What Claude Code tells the gateway of its work; empty: nothing.",
    ).tag(config=True)
    modes = List(
        CaselessStrEnum(list(get_args(Mode))),
        help="Permission modes that may be chosen. `auto` needs a provider with its safety check.",
    ).tag(config=True)
    max_prompt_bytes = Int(8 << 20, min=1, help="Largest prompt, in bytes.").tag(config=True)
    keep_transcripts_seconds = Int(
        0,
        min=0,
        help="How long Claude Code keeps its record of a conversation, in seconds; 0: for ever.",
    ).tag(config=True)
    max_duration_seconds = Int(
        0, min=0, help="Age at which the hub stops this session, in seconds; 0: never."
    ).tag(config=True)
    extensions = Int(
        0, min=0, help="How often a session that has an age limit may be kept an hour longer."
    ).tag(config=True)
    live_limit = Int(8, min=1, help="Most claude processes at once.").tag(config=True)
    park_after_seconds = Float(
        600.0, min=1.0, help="How long an idle claude process is kept, in seconds."
    ).tag(config=True)

    @default("session")
    def _session(self) -> str:
        return os.environ.get("REMOTE_CLAUDE_SESSION", "")

    @default("title")
    def _title(self) -> str:
        return os.environ.get("REMOTE_CLAUDE_SESSION_TITLE", "")

    @default("state")
    def _state(self) -> str:
        given = os.environ.get("REMOTE_CLAUDE_STATE")
        return given or str(Path(jupyter_data_dir()) / "remote-claude" / _slug(self._root))

    @default("workspace")
    def _workspace(self) -> str:
        return os.environ.get("REMOTE_CLAUDE_WORKSPACE", "")

    @default("gateway_url")
    def _gateway_url(self) -> str:
        return os.environ.get("REMOTE_CLAUDE_GATEWAY_URL", "")

    @default("hub_service_url")
    def _hub_service_url(self) -> str:
        return os.environ.get("REMOTE_CLAUDE_HUB_SERVICE_URL", "")

    @default("provider")
    def _provider(self) -> str:
        return os.environ.get("REMOTE_CLAUDE_PROVIDER") or "anthropic"

    @default("config_hint")
    def _config_hint(self) -> str:
        return os.environ.get("REMOTE_CLAUDE_CONFIG_HINT", "")

    @default("model")
    def _model(self) -> str:
        return os.environ.get("REMOTE_CLAUDE_MODEL", "")

    @default("models")
    def _models(self) -> list[str]:
        return [name for name in os.environ.get("REMOTE_CLAUDE_MODELS", "").split(",") if name]

    @default("telemetry")
    def _telemetry(self) -> list[str]:
        return [name for name in os.environ.get("REMOTE_CLAUDE_TELEMETRY", "").split(",") if name]

    @default("modes")
    def _modes(self) -> list[Mode]:
        auto: list[Mode] = ["auto"] if os.environ.get("REMOTE_CLAUDE_AUTO_MODE") else []
        return ["default", "acceptEdits", "plan", *auto]

    @default("max_prompt_bytes")
    def _max_prompt_bytes(self) -> int:
        return int(os.environ.get("REMOTE_CLAUDE_MAX_PROMPT_BYTES") or 8 << 20)

    @default("keep_transcripts_seconds")
    def _keep_transcripts_seconds(self) -> int:
        return int(os.environ.get("REMOTE_CLAUDE_KEEP_TRANSCRIPTS_SECONDS") or 0)

    @default("max_duration_seconds")
    def _max_duration_seconds(self) -> int:
        return int(os.environ.get("REMOTE_CLAUDE_MAX_DURATION_SECONDS") or 0)

    @default("extensions")
    def _extensions(self) -> int:
        return int(os.environ.get("REMOTE_CLAUDE_EXTENSIONS") or 0)

    def initialize_handlers(self) -> None:
        """Build the services and their routes."""
        context = self.context = Context(self._settings(), names=self._terminals)
        rest = [
            *chat_routes.routes(context.chat),
            *changes_routes.routes(context.changes),
            *history_routes.routes(context.history),
            *rewind_routes.routes(context.rewind),
            *terminals_routes.routes(context.terminals),
            *status_routes(context),
        ]
        sockets = chat_sockets.routes(context.chat)
        for path, handler, arguments in (*sockets, *rest):
            self.handlers.append((_PREFIX + path, handler, arguments))
        self.handlers.append((r"/remote-claude(/.*)?", NothingHere))
        self._server.io_loop.add_callback(self._start)

    async def stop_extension(self) -> None:
        """End every claude process, truthfully."""
        await self.context.aclose()

    @property
    def _server(self) -> ServerApp:
        if self.serverapp is None:
            message = "the extension is not linked to a server"
            raise RuntimeError(message)
        return self.serverapp

    def _tell_page(self) -> None:
        """Let the page know how people call this session; what others tell it stays."""
        settings = self._server.web_app.settings
        others = settings.get("page_config_hook", lambda _handler, page_config: page_config)

        def hook(handler: object, page_config: dict[str, object]) -> object:
            return others(handler, {**page_config, "remoteClaudeTitle": self.title})

        settings["page_config_hook"] = hook

    def _keep_files(self) -> None:
        settings = self._server.web_app.settings
        kept = below(self._server.base_url, settings.get("static_immutable_cache", []))
        settings["static_immutable_cache"] = kept

    async def _start(self) -> None:
        settings = os.environ.get("JUPYTERLAB_SETTINGS_DIR")
        if settings:
            begin_in(os.environ.get(VARIABLE, ""), Path(settings))
        self._tell_page()
        show_loading(self._server.web_app.settings)
        self._keep_files()
        list_again(self._server.contents_manager)
        serve_packed(self._server.web_app)
        if self.hub_service_url:
            share(self._server.web_app, self.hub_service_url)
        self.context.start(self._note_activity)

    def _note_activity(self) -> None:
        times = self._server.web_app.settings["last_activity_times"]
        times["remote_claude"] = SystemClock().now()

    def _terminals(self) -> dict[int, str]:
        """What each terminal of this server is called, by the process that leads it."""
        manager = self._server.web_app.settings.get("terminal_manager")
        terminals = getattr(manager, "terminals", {})
        return {each.ptyproc.pid: name for name, each in terminals.items()}

    @property
    def _root(self) -> Path:
        return Path(self.workspace or self._server.root_dir).resolve()

    def _settings(self) -> Settings:
        config_dir, volume = os.environ.get("CLAUDE_CONFIG_DIR"), os.environ.get(VOLUME)
        return Settings(
            user=os.environ.get("REMOTE_CLAUDE_USER", ""),
            session=self.session or None,
            workspace=self._root,
            state=Path(self.state),
            gateway_url=self.gateway_url or None,
            hub_service_url=self.hub_service_url or None,
            provider=self.provider,
            config_hint=self.config_hint or None,
            model=self.model or None,
            models=tuple(self.models),
            modes=tuple(self.modes),
            telemetry=tuple(self.telemetry),
            max_prompt_bytes=self.max_prompt_bytes,
            keep_transcripts=timedelta(seconds=self.keep_transcripts_seconds) or None,
            stops_at=_after(self.max_duration_seconds),
            extensions=self.extensions,
            hub_api_url=os.environ.get("JUPYTERHUB_API_URL"),
            volume=Path(volume) if volume else None,
            disk_bytes=int(os.environ.get(DISK) or 0) or None,
            is_disk_bound=bool(os.environ.get(DISK_BOUND)),
            is_volume_shared=bool(os.environ.get(DISK_SHARED)),
            live_limit=self.live_limit,
            park_after_seconds=self.park_after_seconds,
            claude_config_dir=Path(config_dir) if config_dir else None,
            token=os.environ.get("JUPYTERHUB_API_TOKEN"),
        )


def _after(seconds: int) -> datetime | None:
    return SystemClock().now() + timedelta(seconds=seconds) if seconds else None


def _slug(workspace: Path) -> str:
    """A folder's name that tells its path apart from others: without a hub each has its own."""
    digest = hashlib.sha256(os.fsencode(workspace)).hexdigest()[:8]
    return f"{workspace.name or 'root'}-{digest}"
