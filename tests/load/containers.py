"""Figures of sessions in containers: `python -m tests.load.containers [start warm click ...]`.

They need an engine, root and the image `remote-claude-session` (or that which SESSION_IMAGE names).
"""

import asyncio
import http.client
import os
import statistics
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from docker.client import DockerClient

from remote_claude_ext.config.docker_names import network_name
from remote_claude_ext.config.places import Places
from remote_claude_ext.config.session_environment import session_environment
from remote_claude_ext.config.spawn_warm import hand_over
from remote_claude_ext.config.waiting import READY, find_waiting, forget, take
from remote_claude_ext.wire.handover import PORT
from tests.load.clicks import click
from tests.load.console import run
from tests.load.table import Figure
from tests.support.ask import ask
from tests.support.boxes import Boxes
from tests.support.hub import ADMIN, Installation

_MANY = 10
_START_SECONDS = 120
_SETTLED_SECONDS = 10
_IMAGE = os.environ.get("SESSION_IMAGE", "remote-claude-session")
_CONFIG = """
sessions: {{spawner: docker, maxPerUser: 50}}
containers: {{image: {image}, network: 172.31.82.0/24, warm: {warm}}}
"""
_STOCK = "/user/admin/stock/"
_WITHOUT_US = "--ServerApp.jpserver_extensions=remote_claude_ext=False"


@contextmanager
def _installation(folder: Path, warm: int = 0) -> Iterator[tuple[Installation, Boxes]]:
    folder.mkdir()
    with closing(DockerClient.from_env()) as engine:
        up = Installation(folder / "data", config=_CONFIG.format(image=_IMAGE, warm=warm))
        boxes = Boxes(up, engine)
        try:
            with up:
                yield up, boxes
        finally:
            boxes.remove_all()


def start(folder: Path, rounds: int) -> Iterator[Figure]:
    """From the request to a server that answers, beside JupyterHub's own in the same image."""
    with _installation(folder / "start") as (up, boxes), closing(DockerClient.from_env()) as engine:
        ours, stock = [], []
        for _ in range(rounds):
            ours.append(_start_session(up, boxes))
            stock.append(_start_stock(up, boxes, engine))
    yield _beside("a session's start", [took for took, _ in ours], [took for took, _ in stock])
    yield _beside("its CPU", [spent for _, spent in ours], [spent for _, spent in stock])


def warm(folder: Path, rounds: int) -> Iterator[Figure]:
    """The same where a container waits; and that alone, without the hub: told, then answering."""
    with (
        _installation(folder / "warm", 1) as (up, boxes),
        closing(DockerClient.from_env()) as engine,
    ):
        ours, alone, stock = [], [], []
        for _ in range(rounds):
            _until_one_waits(up)
            ours.append(_start_session(up, boxes)[0])
            _until_one_waits(up)
            alone.append(_take(up, engine))
            stock.append(_start_stock(up, boxes, engine)[0])
    yield _beside("a session's start, in a container that waited", ours, stock)
    yield _beside("its taking over, without the hub", alone, stock)


def _beside(name: str, ours: list[float], stock: list[float]) -> Figure:
    return Figure(
        name=name,
        value=statistics.median(ours),
        unit="s",
        base=statistics.median(stock),
        than="`jupyterhub-singleuser` of the image as it comes, hardened alike, without us",
    )


def _until_one_waits(up: Installation) -> None:
    up.wait_for(lambda: any(find_waiting(up.places, READY)), _START_SECONDS)
    time.sleep(_SETTLED_SECONDS / 2)


def _take(up: Installation, engine: DockerClient) -> float:
    waiting = take(up.places)
    assert waiting is not None
    environment = {
        **session_environment(Places(Path("/data")), ADMIN, "stock"),
        **_stock_environment(up),
        "REMOTE_CLAUDE_GATEWAY_URL": up.run.gateway_url,
        "REMOTE_CLAUDE_HUB_SERVICE_URL": up.run.hub_service_url,
    }
    began = time.monotonic()
    asyncio.run(hand_over(waiting.host, PORT, waiting.secret, environment))
    while not _answers(waiting.host):
        time.sleep(0.01)
    taken = time.monotonic() - began
    engine.containers.get(waiting.container).remove(force=True)
    engine.volumes.get(waiting.volume).remove()
    forget(up.places, waiting)
    return taken


def _stock_environment(up: Installation) -> dict[str, str]:
    return {
        "JUPYTERHUB_API_TOKEN": up.token(),
        "JUPYTERHUB_API_URL": up.run.hub_api_url,
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_CLIENT_ID": f"jupyterhub-user-{ADMIN}-stock",
        "JUPYTERHUB_OAUTH_CALLBACK_URL": f"{_STOCK}oauth_callback",
        "JUPYTERHUB_SERVER_NAME": "stock",
        "JUPYTERHUB_SERVICE_PREFIX": _STOCK,
        "JUPYTERHUB_SERVICE_URL": f"http://0.0.0.0:8888{_STOCK}",
        "JUPYTERHUB_USER": ADMIN,
    }


def _start_session(up: Installation, boxes: Boxes) -> tuple[float, float]:
    made = up.api("POST", f"/users/{ADMIN}/sessions", json={"title": "Figure"}).json()["name"]
    began = time.monotonic()
    up.start_server(made)
    taken = time.monotonic() - began
    spent = _seconds(boxes.find(made))
    up.api("DELETE", f"/users/{ADMIN}/servers/{made}").raise_for_status()
    return taken, spent


def _start_stock(up: Installation, boxes: Boxes, engine: DockerClient) -> tuple[float, float]:
    began = time.monotonic()
    container: Any = engine.containers.run(
        _IMAGE,
        ["jupyterhub-singleuser", _WITHOUT_US],
        detach=True,
        init=True,
        network=network_name(boxes.installation),
        cap_drop=["ALL"],
        security_opt=["no-new-privileges:true"],
        read_only=True,
        tmpfs={"/tmp": "", "/run": "", "/data": "uid=1000", "/home/claude": "uid=1000"},  # noqa: S108
        environment=_stock_environment(up),
    )
    try:
        container.reload()
        (network,) = container.attrs["NetworkSettings"]["Networks"].values()
        while not _answers(network["IPAddress"]):
            if time.monotonic() - began > _START_SECONDS:
                raise TimeoutError(container.logs().decode())
            time.sleep(0.05)
        return time.monotonic() - began, _seconds(container)
    finally:
        container.remove(force=True)


def _answers(host: str) -> bool:
    asked = http.client.HTTPConnection(host, 8888, timeout=5)
    with closing(asked), suppress(OSError, http.client.HTTPException):
        asked.request("GET", f"{_STOCK}api")
        return asked.getresponse().status == http.client.OK
    return False


def _seconds(container: Any) -> float:
    used: int = container.stats(stream=False)["cpu_stats"]["cpu_usage"]["total_usage"]
    return used / 1e9


def idle(folder: Path, rounds: int) -> Iterator[Figure]:
    """What a session takes that has been opened, and with a Claude that has answered once."""
    with _installation(folder / "idle") as (up, boxes):
        name = up.start_session("Idle")
        up.call("GET", f"{up.session_path(name)}/lab").raise_for_status()
        time.sleep(_SETTLED_SECONDS)
        yield Figure(name="an idle session", value=_memory(boxes, name), unit="MiB")
        ask(up, name, "help")
        time.sleep(_SETTLED_SECONDS)
        yield Figure(name="one whose Claude waits", value=_memory(boxes, name), unit="MiB")


def _memory(boxes: Boxes, name: str) -> float:
    """What its processes have for themselves, added up; the cache of files is the machine's."""
    text = boxes.said(name, "cat /proc/[0-9]*/smaps_rollup 2>/dev/null | grep ^Pss: || true")
    return sum(int(line.split()[1]) for line in text.splitlines()) / 1024


def many(folder: Path, rounds: int) -> Iterator[Figure]:
    """Sessions that are started at once, and twice as many that idle side by side."""
    with _installation(folder / "many") as (up, boxes):
        one = _start_session(up, boxes)[0]
        began = time.monotonic()
        made = _start_at_once(up)
        taken = time.monotonic() - began
        yield Figure(
            name=f"{_usable(up, made)} of {len(made)} sessions usable, started at once",
            value=taken,
            unit="s",
            base=one,
            than="one alone",
        )
        made += _start_at_once(up)
        time.sleep(_SETTLED_SECONDS)
        yield Figure(
            name=f"{_usable(up, made)} of {len(made)} idle sessions usable; one of them takes",
            value=statistics.median(_memory(boxes, name) for name in made),
            unit="MiB",
        )


def _start_at_once(up: Installation) -> list[str]:
    made = [
        up.api("POST", f"/users/{ADMIN}/sessions", json={"title": f"Many {n}"}).json()["name"]
        for n in range(_MANY)
    ]
    with ThreadPoolExecutor(_MANY) as several:
        list(several.map(up.start_server, made))
    return made


def _usable(up: Installation, names: list[str]) -> int:
    return sum(up.call("GET", f"{up.session_path(name)}/lab").is_success for name in names)


if __name__ == "__main__":
    sys.exit(
        run(
            "tests.load.containers",
            __doc__,
            {each.__name__: each for each in (start, warm, click, idle, many)},
        )
    )
