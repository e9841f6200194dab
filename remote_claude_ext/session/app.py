"""ExtensionApp: traits, then wiring; no logic."""

import os
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir
from jupyter_server.extension.application import ExtensionApp
from jupyter_server.serverapp import ServerApp
from traitlets import Float, Int, List, Unicode, default

from ..core.clock import SystemClock
from .chat import routes as chat_routes
from .chat import socket as chat_sockets
from .context import Context
from .settings import Settings
from .status import routes as status_routes
from .web import NothingHere

_PREFIX = r"/remote-claude/api/"


class RemoteClaude(ExtensionApp):
    """Conversations with Claude Code in this server."""

    name = "remote_claude"
    extension_url = "/remote-claude"
    load_other_extensions = True

    session = Unicode(help="Name of this session at the hub; empty without a hub.").tag(config=True)
    state = Unicode(help="Folder for the journal; never the workspace.").tag(config=True)
    workspace = Unicode(help="Folder Claude works in; empty: the server's root.").tag(config=True)
    gateway_url = Unicode(
        help="Address of the gateway, as ANTHROPIC_BASE_URL; empty: the person's own Claude login."
    ).tag(config=True)
    provider = Unicode("anthropic", help="`demo` where the scripted model answers.").tag(
        config=True
    )
    config_hint = Unicode(help="The YAML that turns the scripted model off.").tag(config=True)
    model = Unicode(help="Model to begin with; empty: Claude Code's default.").tag(config=True)
    models = List(Unicode(), help="Models that may be chosen; empty: all.").tag(config=True)
    max_prompt_bytes = Int(8 << 20, min=1, help="Largest prompt, in bytes.").tag(config=True)
    live_limit = Int(8, min=1, help="Most claude processes at once.").tag(config=True)
    park_after_seconds = Float(
        600.0, min=1.0, help="How long an idle claude process is kept, in seconds."
    ).tag(config=True)

    @default("session")
    def _session(self) -> str:
        return os.environ.get("REMOTE_CLAUDE_SESSION", "")

    @default("state")
    def _state(self) -> str:
        own = str(Path(jupyter_data_dir()) / "remote-claude")
        return os.environ.get("REMOTE_CLAUDE_STATE") or own

    @default("workspace")
    def _workspace(self) -> str:
        return os.environ.get("REMOTE_CLAUDE_WORKSPACE", "")

    @default("gateway_url")
    def _gateway_url(self) -> str:
        return os.environ.get("REMOTE_CLAUDE_GATEWAY_URL", "")

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

    @default("max_prompt_bytes")
    def _max_prompt_bytes(self) -> int:
        return int(os.environ.get("REMOTE_CLAUDE_MAX_PROMPT_BYTES") or 8 << 20)

    def initialize_handlers(self) -> None:
        """Build the services and their routes."""
        context = self.context = Context(self._settings())
        rest = [*chat_routes.routes(context.chat), *status_routes(context)]
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

    async def _start(self) -> None:
        await self.context.start(self._note_activity)

    def _note_activity(self) -> None:
        times = self._server.web_app.settings["last_activity_times"]
        times["remote_claude"] = SystemClock().now()

    def _settings(self) -> Settings:
        root = Path(self.workspace or self._server.root_dir).resolve()
        config_dir = os.environ.get("CLAUDE_CONFIG_DIR")
        return Settings(
            user=os.environ.get("REMOTE_CLAUDE_USER", ""),
            session=self.session or None,
            workspace=root,
            state=Path(self.state),
            gateway_url=self.gateway_url or None,
            provider=self.provider,
            config_hint=self.config_hint or None,
            model=self.model or None,
            models=tuple(self.models),
            max_prompt_bytes=self.max_prompt_bytes,
            live_limit=self.live_limit,
            park_after_seconds=self.park_after_seconds,
            claude_config_dir=Path(config_dir) if config_dir else None,
            token=os.environ.get("JUPYTERHUB_API_TOKEN"),
        )
