"""A plain `jupyter lab` with our two extensions and no hub, in an environment of its own."""

import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

START_SECONDS = 60


class Lab:
    """A running JupyterLab; `python` is an environment where our wheel is installed."""

    def __init__(self, python: Path, folder: Path) -> None:
        self._python = python
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self.workspace = folder / "billing-api"
        self.workspace.mkdir(parents=True, exist_ok=True)
        # Jupyter looks for what is enabled below its own prefix, which borrows its packages only.
        enabled = folder / ".jupyter" / "jupyter_server_config.d" / "terminals.json"
        enabled.parent.mkdir(parents=True)
        enabled.write_text(
            json.dumps({"ServerApp": {"jpserver_extensions": {"jupyter_server_terminals": True}}})
        )

    def url(self, layout: str) -> str:
        """The page with a layout that is remembered by this name, and the token that signs in."""
        return f"http://127.0.0.1:{self._port}/lab/workspaces/{layout}?token=made-up"

    @property
    def pid(self) -> int:
        """The process of the server."""
        assert self._process is not None, "it does not run"
        return self._process.pid

    def start(self) -> None:
        """Start, and come back when it answers; a second start takes the same port."""
        runtime = self._folder / "runtime"
        prefix = self._python.parent.parent
        command = [
            *(self._python, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            f"--LabApp.app_dir={Path(sys.prefix) / 'share' / 'jupyter' / 'lab'}",
            f"--LabApp.app_settings_dir={prefix / 'share/jupyter/lab/settings'}",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={self._port}",
            "--ServerApp.port_retries=0",
            "--IdentityProvider.token=made-up",
        ]
        environment = {
            "PATH": f"{self._python.parent}:/usr/bin:/bin",
            "HOME": str(self._folder),
            "LANG": "C.UTF-8",
            "SHELL": "/bin/bash",
            "JUPYTER_RUNTIME_DIR": str(runtime),
        }
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.workspace, env=environment, stdout=log, stderr=log
            )
        self._port = self._wait_for_port(runtime / f"jpserver-{self._process.pid}.json")

    def _wait_for_port(self, said: Path) -> int:
        deadline = time.monotonic() + START_SECONDS
        while True:
            assert self._process is not None
            assert self._process.poll() is None, (self._folder / "log").read_text()
            assert time.monotonic() < deadline, "JupyterLab did not start"
            # The server writes the file without a draft: half of it is not there yet.
            with suppress(OSError, ValueError):
                return int(json.loads(said.read_text())["port"])
            time.sleep(0.05)

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
