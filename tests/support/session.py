"""A session's server as a process of its own: the real Jupyter Server with the extension."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import psutil

from tests.support.stream import SessionClient

TOKEN = "a-made-up-session-token"
START_SECONDS = 60
_LAUNCH = (
    "import sys; sys.modules.setdefault('rfc3987_syntax', None);"
    "from jupyter_server.serverapp import main; main()"
)


class SessionServer:
    """Starts, kills and starts again on one folder; `client()` talks to it."""

    def __init__(self, root: Path, *, gateway_url: str, extra: tuple[str, ...] = ()) -> None:
        self.root = root
        self.workspace = root / "workspace"
        self.state = root / "state"
        self.home = root / "home"
        for folder in (self.workspace, self.state, self.home):
            folder.mkdir(parents=True, exist_ok=True)
        self._gateway_url = gateway_url
        self._extra = extra
        self.port = _free_port()

    @property
    def url(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server and wait until the extension answers."""
        with (self.root / "server.log").open("ab") as log:
            self._launch(log)
        deadline = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            assert self.process.poll() is None, (self.root / "server.log").read_text()[-3000:]
            assert time.monotonic() < deadline, "the session's server did not start"
            time.sleep(0.05)

    def _launch(self, log: BinaryIO) -> None:
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                _LAUNCH,
                f"--ServerApp.port={self.port}",
                "--ServerApp.port_retries=0",
                "--ServerApp.ip=127.0.0.1",
                "--ServerApp.open_browser=False",
                "--ServerApp.allow_root=True",
                f"--IdentityProvider.token={TOKEN}",
                f"--ServerApp.root_dir={self.workspace}",
                "--ServerApp.jpserver_extensions=remote_claude_ext=True",
                *self._extra,
            ],
            env=self._environment(),
            cwd=self.workspace,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def kill(self) -> None:
        """Kill -9: nothing can be said or saved any more."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it as the hub does, and whatever of it is left."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
        for left in self.claudes():
            left.kill()
        if self.process.poll() is None:
            self.kill()

    def claudes(self) -> list[psutil.Process]:
        """The `claude` processes that belong to this session."""
        found = []
        for process in psutil.process_iter(["name", "environ"]):
            environ = process.info["environ"] or {}
            is_ours = environ.get("CLAUDE_CONFIG_DIR") == str(self.home / ".claude")
            if is_ours and process.info["name"] == "claude":
                found.append(process)
        return found

    def wait_for_written(self, answer: str) -> None:
        """Return once this is in a transcript: Claude Code shows an answer a moment earlier."""
        transcripts, deadline = self.home / ".claude" / "projects", time.monotonic() + 30
        while not any(f'"{answer}"' in path.read_text() for path in transcripts.rglob("*.jsonl")):
            assert time.monotonic() < deadline, f"never written: {answer}"
            time.sleep(0.05)

    def wait_for_no_claude(self) -> None:
        """Return once no `claude` of this session runs."""
        deadline = time.monotonic() + START_SECONDS
        while self.claudes():
            assert time.monotonic() < deadline, "a claude is still there"
            time.sleep(0.1)

    def client(self, *, token: str | None = TOKEN) -> SessionClient:
        """A client with the session's token; use it with `async with`."""
        return SessionClient(f"{self.url}/remote-claude/api/", token=token)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "LANG": "C.UTF-8",
            "HOME": str(self.home),
            "CLAUDE_CONFIG_DIR": str(self.home / ".claude"),
            "JUPYTER_CONFIG_DIR": str(self.root / "jupyter"),
            "JUPYTER_DATA_DIR": str(self.root / "jupyter"),
            "JUPYTER_RUNTIME_DIR": str(self.root / "jupyter"),
            "REMOTE_CLAUDE_USER": "ada",
            "REMOTE_CLAUDE_STATE": str(self.state),
            "REMOTE_CLAUDE_WORKSPACE": str(self.workspace),
            "REMOTE_CLAUDE_GATEWAY_URL": self._gateway_url,
            "JUPYTERHUB_API_TOKEN": TOKEN,
        }


@contextmanager
def session_server(
    root: Path, *, gateway_url: str, extra: tuple[str, ...] = ()
) -> Iterator[SessionServer]:
    """A running session."""
    server = SessionServer(root, gateway_url=gateway_url, extra=extra)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
