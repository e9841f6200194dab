"""What a request can pass on its way to a provider: nothing, nginx, our gateway."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.support.hub import Installation

_NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 2048; }}
http {{
  access_log off; client_max_body_size 64m; client_body_buffer_size 1m;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy; keepalive_requests 1000000;
  upstream provider {{ server {address}; keepalive 512; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://provider; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_buffering off; proxy_read_timeout 3600s;
    }}
  }}
}}
"""
_CONFIG = """
claude:
  provider: anthropic
  baseUrl: {url}
  apiKey: sk-made-up-for-figures
  models: [claude-sonnet-5-5]
budgets:
  limits:
    - {{user: "*", usd: 100000, per: day}}
    - {{everyone: true, usd: 1000000, per: month}}
"""
_LITELLM = """
model_list:
  - model_name: claude-sonnet-5-5
    litellm_params: {{model: anthropic/claude-sonnet-5-5, api_base: {url}, api_key: sk-made-up}}
litellm_settings: {{telemetry: false}}
"""
_LITELLM_PLACE, _LITELLM_KEY = "LITELLM_VENV", "sk-made-up-for-figures-0123456789"
_START_SECONDS = 120


@dataclass(frozen=True)
class Relay:
    """Where requests go, with which headers, and the processes that pass them on."""

    name: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    processes: tuple[psutil.Process, ...] = ()

    def call(self, **given: Any) -> dict[str, Any]:
        """Let callers ask in a process of their own; what they saw."""
        done = subprocess.run(
            self._command(given), check=True, stdout=subprocess.PIPE, text=True, timeout=300
        )
        said: dict[str, Any] = json.loads(done.stdout)
        return said

    @contextmanager
    def hold(self, **given: Any) -> Iterator[None]:
        """Answers that have begun, and stay open while the block lasts."""
        with subprocess.Popen(
            self._command({**given, "hold": True}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield
            process.communicate("\n")

    def seconds(self) -> float:
        """The CPU time of its processes so far, to the microsecond: ticks are 10 ms."""
        tasks = [Path(f"/proc/{process.pid}/task") for process in self.processes]
        spent = [file.read_text().split()[0] for task in tasks for file in task.glob("*/schedstat")]
        return sum(map(int, spent)) / 1e9

    def memory(self) -> int:
        """The bytes of memory of its processes."""
        return sum(process.memory_info().rss for process in self.processes)

    def _command(self, given: Mapping[str, Any]) -> list[str]:
        words = {
            "requests": 1,
            "streams": 1,
            "query": "",
            **given,
            "url": self.url,
            "headers": self.headers,
        }
        return [*_on(-1), sys.executable, "-m", "tests.load.caller", json.dumps(words)]


@contextmanager
def relays(folder: Path, *, litellm: bool = False) -> Iterator[tuple[str, list[Relay]]]:
    """The provider's address; the direct way, nginx where it is installed, our gateway.

    With `litellm` also LiteLLM, of the virtual environment that LITELLM_VENV names; it passes no
    query on, so that it is compared by what the provider answers to none.
    """
    with ExitStack() as stack:
        port = free_port()
        upstream = [*_on(-1), sys.executable, "-m", "tests.load.upstream", str(port)]
        stack.enter_context(_program(upstream, port))
        address = f"127.0.0.1:{port}"
        found = [Relay("direct", f"http://{address}")]
        if program := shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"):
            found.append(stack.enter_context(_nginx(program, folder, address)))
        found.append(stack.enter_context(_gateway(folder, address)))
        if litellm and (place := os.environ.get(_LITELLM_PLACE)):
            found.append(stack.enter_context(_litellm(Path(place), folder, address)))
        elif litellm:
            print(f"LiteLLM is not measured: {_LITELLM_PLACE} is not set", file=sys.stderr)  # noqa: T201
        yield f"http://{address}", found


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _nginx(program: str, folder: Path, address: str) -> Iterator[Relay]:
    port, place = free_port(), folder / "nginx"
    place.mkdir()
    config = place / "nginx.conf"
    config.write_text(_NGINX.format(folder=place, address=address, port=port))
    with _program([*_on(0), program, "-e", f"{place}/error.log", "-c", str(config)], port) as main:
        workers = tuple(main.children())
        yield Relay("nginx", f"http://127.0.0.1:{port}", processes=workers)


@contextmanager
def _gateway(folder: Path, address: str) -> Iterator[Relay]:
    config = _CONFIG.format(url=f"http://{address}")
    with Installation(folder / "data", config=config) as running:
        process = psutil.Process(running.pid("gateway"))
        process.cpu_affinity(_cores(0))
        port = running.run.ports.gateway
        yield Relay(
            "our gateway",
            f"http://127.0.0.1:{port}/services/claude-gateway",
            {"Authorization": f"Bearer {running.token()}", "anthropic-version": "2023-06-01"},
            (process,),
        )


@contextmanager
def _litellm(place: Path, folder: Path, address: str) -> Iterator[Relay]:
    port, config = free_port(), folder / "litellm.yaml"
    config.write_text(_LITELLM.format(url=f"http://{address}"))
    words = ["--config", str(config), "--host", "127.0.0.1", "--port", str(port)]
    environ = {
        "PATH": f"{place}/bin:/usr/bin:/bin",
        "HOME": str(folder),
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_MASTER_KEY": _LITELLM_KEY,
    }
    with _program([*_on(0), f"{place}/bin/litellm", *words], port, environ) as main:
        headers = {"Authorization": f"Bearer {_LITELLM_KEY}", "anthropic-version": "2023-06-01"}
        processes = (main, *main.children())
        yield Relay("LiteLLM", f"http://127.0.0.1:{port}", headers, processes)


@contextmanager
def _program(
    command: list[str], port: int, environ: Mapping[str, str] | None = None
) -> Iterator[psutil.Process]:
    output = None if environ is None else subprocess.DEVNULL
    with subprocess.Popen(command, env=environ, stdout=output, stderr=output) as process:
        try:
            deadline = time.monotonic() + _START_SECONDS
            while not _listens(port):
                assert time.monotonic() < deadline, command
                time.sleep(0.05)
            yield psutil.Process(process.pid)
        finally:
            process.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _cores(which: int) -> list[int]:
    return [sorted(os.sched_getaffinity(0))[which]]


def _on(which: int) -> list[str]:
    """A command's beginning that keeps it on the first core (relays) or the last (all others)."""
    return ["taskset", "--cpu-list", str(_cores(which)[0])]
