"""An installation with Docker Compose, as an operator starts it, for tests."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from remote_claude_ext.config.docker_names import to_installation
from remote_claude_ext.config.places import Places
from tests.support.hub import Installation
from tests.support.missing import missing
from tests.support.programs import ROOT

FILE = ROOT / "deploy" / "compose.yaml"
START_SECONDS = 150
_LOOK_SECONDS = 0.5


def find_compose() -> list[str]:
    """The words that begin a command of Compose: `COMPOSE`, or the engine's plugin, or Debian's."""
    if os.environ.get("COMPOSE"):
        return os.environ["COMPOSE"].split()
    asked = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    if asked.returncode == 0:
        return ["docker", "compose"]
    if shutil.which("docker-compose") is None:
        missing("no Docker Compose: install docker-compose")
    return ["docker-compose"]


class Composed(Installation):
    """The four services; `values` are those of `.env`, whose file is made in `folder`."""

    def __init__(self, folder: Path, project: str, values: Mapping[str, str]) -> None:
        self.name = values["REMOTE_CLAUDE_NAME"]
        super().__init__(Path("/data") / self.name)  # as it is called in the containers
        self._project = project
        self.values = dict(values)
        self._folder = folder
        self.installation = to_installation(self.data)

    def start(self) -> "Composed":
        """`up`, and return once every service is healthy."""
        self.compose("up", "-d")
        self.wait_for(self.is_healthy, START_SECONDS)
        volume = self._engine("volume", "inspect", f"{self._project}_data")
        self.places = Places(Path(json.loads(volume)[0]["Mountpoint"]) / self.name)
        return self

    @property
    def config(self) -> str:
        """What the operator has written into the configuration; what is put there counts later."""
        return Path(self.values["REMOTE_CLAUDE_CONFIG"]).read_text()

    @config.setter
    def config(self, text: str) -> None:
        Path(self.values["REMOTE_CLAUDE_CONFIG"]).write_text(text)

    def change(self, before: str, after: str) -> None:
        """Change the configuration as the guide says, unless it is so already."""
        if after not in self.config:
            self.config = self.config.replace(before, after)
            self.restart("socket-proxy", "hub")

    def restart(self, *services: str) -> None:
        """Restart services, and return once every one is healthy."""
        self.compose("restart", *services)
        self.wait_for(self.is_healthy, START_SECONDS)

    @property
    def url(self) -> str:
        """Where browsers go: encrypted."""
        return f"https://127.0.0.1:{self.values['REMOTE_CLAUDE_HTTPS_PORT']}"

    def compose(self, *words: str) -> str:
        """A command of Compose; what it printed."""
        done = self.tried(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def tried(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The same, whatever its end."""
        file = self._folder / "env"
        file.write_text("".join(f"{key}={value}\n" for key, value in self.values.items()))
        place = ["-f", str(FILE), "--env-file", str(file), "-p", self._project]
        return subprocess.run(
            [*find_compose(), *place, *words],
            env={k: v for k, v in os.environ.items() if not k.startswith("REMOTE_CLAUDE")},
            capture_output=True,
            text=True,
            check=False,
        )

    def container(self, service: str) -> str:
        """The id of a service's container."""
        return self.compose("ps", "-q", service).strip()

    def inspect(self, service: str) -> dict[str, object]:
        """What the engine tells of a service's container."""
        told: list[dict[str, object]] = json.loads(self._engine("inspect", self.container(service)))
        return told[0]

    def is_healthy(self) -> bool:
        """Whether each service says so of itself."""
        ids = [self.container(each) for each in ("tls", "hub", "socket-proxy", "db")]
        if not all(ids):
            return False
        said = self._engine("inspect", "--format", "{{.State.Health.Status}}", *ids)
        return said.split() == ["healthy"] * len(ids)

    def wait_for(self, found: Callable[[], object], seconds: float) -> None:
        """Wait until something is so; fails, with the logs, when it takes too long."""
        deadline = time.monotonic() + seconds
        while not found():
            assert time.monotonic() < deadline, self.tried("logs", "--tail=40").stdout
            time.sleep(_LOOK_SECONDS)

    def tail(self, child: str, lines: int = 40) -> str:
        """The end of a program's log."""
        return self.compose("logs", f"--tail={lines}", "hub") if child else ""

    def end_all(self) -> None:
        """Remove whatever the project and its sessions made."""
        self.forget_people()
        self.tried("down", "--volumes", "--timeout", "30")
        label = f"label=remote-claude.installation={self.installation}"
        for sessions in self._engine("ps", "-aq", "--filter", label).split():
            self._engine("rm", "-f", sessions)
        begin = f"rc-{self.installation}."
        for volume in self._engine("volume", "ls", "-q").split():
            if volume.startswith(begin):
                self._engine("volume", "rm", volume)
        for network in self._engine("network", "ls", "-q", "--filter", label).split():
            self._engine("network", "rm", network)
        table = f"remote_claude_{self.installation}"
        subprocess.run(["nft", "delete", "table", "inet", table], capture_output=True, check=False)

    def _engine(self, *words: str) -> str:
        done = subprocess.run(["docker", *words], capture_output=True, text=True, check=True)
        return done.stdout
