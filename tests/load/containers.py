"""Figures of sessions in containers: `python -m tests.load.containers [start idle many]`.

They need an engine, root and the image `remote-claude-session` (or that which SESSION_IMAGE names).
"""

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
from tests.load.console import run
from tests.load.table import Figure
from tests.support.ask import ask
from tests.support.boxes import Boxes
from tests.support.hub import ADMIN, Installation

_MANY = 10
_START_SECONDS = 120
_SETTLED_SECONDS = 10
_IMAGE = os.environ.get("SESSION_IMAGE", "remote-claude-session")
_CONFIG = f"""
sessions: {{spawner: docker, maxPerUser: 50}}
containers: {{image: {_IMAGE}, network: 172.31.82.0/24}}
"""
_STOCK = "/user/admin/stock/"
_WITHOUT_US = "--ServerApp.jpserver_extensions=remote_claude_ext=False"


@contextmanager
def _installation(folder: Path) -> Iterator[tuple[Installation, Boxes]]:
    folder.mkdir()
    with closing(DockerClient.from_env()) as engine:
        up = Installation(folder / "data", config=_CONFIG)
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
    for place, (name, unit) in enumerate((("a session's start", "s"), ("its CPU", "s"))):
        yield Figure(
            name=name,
            value=statistics.median(each[place] for each in ours),
            unit=unit,
            base=statistics.median(each[place] for each in stock),
            than="`jupyterhub-singleuser` of the image as it comes, hardened alike, without us",
        )


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
        environment={
            "JUPYTERHUB_API_TOKEN": up.token(),
            "JUPYTERHUB_API_URL": up.run.hub_api_url,
            "JUPYTERHUB_BASE_URL": "/",
            "JUPYTERHUB_CLIENT_ID": f"jupyterhub-user-{ADMIN}-stock",
            "JUPYTERHUB_OAUTH_CALLBACK_URL": f"{_STOCK}oauth_callback",
            "JUPYTERHUB_SERVER_NAME": "stock",
            "JUPYTERHUB_SERVICE_PREFIX": _STOCK,
            "JUPYTERHUB_SERVICE_URL": f"http://0.0.0.0:8888{_STOCK}",
            "JUPYTERHUB_USER": ADMIN,
        },
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
    """Sessions that are started at once."""
    with _installation(folder / "many") as (up, boxes):
        one = _start_session(up, boxes)[0]
        made = [
            up.api("POST", f"/users/{ADMIN}/sessions", json={"title": f"Many {n}"}).json()["name"]
            for n in range(_MANY)
        ]
        began = time.monotonic()
        with ThreadPoolExecutor(_MANY) as several:
            list(several.map(up.start_server, made))
        taken = time.monotonic() - began
        usable = sum(up.call("GET", f"{up.session_path(name)}/lab").is_success for name in made)
        yield Figure(
            name=f"{usable} of {_MANY} sessions usable, started at once",
            value=taken,
            unit="s",
            base=one,
            than="one alone",
        )


if __name__ == "__main__":
    sys.exit(
        run("tests.load.containers", __doc__, {each.__name__: each for each in (start, idle, many)})
    )
