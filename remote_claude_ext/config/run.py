"""`DATA/run.json`: which ports and processes the running installation has."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

HUB_SERVICE_PREFIX = "/services/remote-claude/"
GATEWAY_PREFIX = "/services/claude-gateway/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """TCP ports. `demo` is 0 where no scripted model runs.

    The last two are 0 where sessions have no way out: the proxy by which they leave, and who tells
    it what they may.
    """

    public: int
    proxy_api: int
    hub: int
    hub_service: int
    gateway: int
    demo: int = 0
    egress: int = 0
    egress_rules: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A process by its id and what makes the id unique: its start time, as people read it.

    `birth` is the same as the kernel counts it, whatever the clock is set to; empty in notes of
    earlier versions, and where the kernel does not tell.
    """

    pid: int
    started_at: float
    birth: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The running installation. `host` is what the public address binds to."""

    pid: int
    started_at: float
    host: str
    ports: Ports
    birth: str = ""
    inner: str = "127.0.0.1"
    """The address of hub, hub service and gateway, at which sessions find them."""
    children: dict[str, Child] = field(default_factory=dict)

    @property
    def up(self) -> Child:
        """The process that started it."""
        return Child(pid=self.pid, started_at=self.started_at, birth=self.birth)

    @property
    def public_url(self) -> str:
        """Where browsers go."""
        return f"http://{self.host}:{self.ports.public}/"

    @property
    def hub_api_url(self) -> str:
        """JupyterHub's REST API, past the proxy."""
        return f"http://{self.inner}:{self.ports.hub}/hub/api"

    @property
    def gateway_url(self) -> str:
        """`ANTHROPIC_BASE_URL` of sessions."""
        return f"http://{self.inner}:{self.ports.gateway}{GATEWAY_PREFIX.rstrip('/')}"

    @property
    def hub_service_url(self) -> str:
        """The hub service, past the proxy."""
        return f"http://{self.inner}:{self.ports.hub_service}{HUB_SERVICE_PREFIX.rstrip('/')}"

    @property
    def demo_url(self) -> str:
        """The scripted model, as a provider's base URL (without /v1)."""
        return f"http://127.0.0.1:{self.ports.demo}"


def read_run(path: Path) -> Run | None:
    """The last written run, or None where there is none that can be read."""
    try:
        data = json.loads(path.read_bytes())
        return Run(
            pid=data["pid"],
            started_at=data["started_at"],
            host=data["host"],
            ports=Ports(**data["ports"]),
            birth=data.get("birth", ""),
            inner=data.get("inner", "127.0.0.1"),
            children={name: Child(**child) for name, child in data["children"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_run(path: Path, run: Run) -> None:
    """Replace the file in one step, so that a reader never sees half of it."""
    draft = path.with_suffix(".new")
    with draft.open("w") as file:
        json.dump(asdict(run), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
