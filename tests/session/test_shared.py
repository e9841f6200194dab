"""A page loads from the hub service what both have, and everything from here where in doubt."""

import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest
from jupyter_core.paths import ENV_JUPYTER_PATH

from remote_claude_ext.core.parts import LAB, Part, read_part, read_parts, to_path
from remote_claude_ext.session.shared import find_served, to_shared
from tests.support.model import ScriptedModel
from tests.support.page_config import load_of, page_config
from tests.support.session import TOKEN, SessionServer, session_server

HUB = "/services/remote-claude/lab"
OURS = "@remote-claude/lab"
AS_AT_A_HUB = (
    "--ServerApp.jpserver_extensions=jupyterlab=True",
    "--ServerApp.base_url=/user/ada/work/",
)
TOLD: dict[str, Any] = {
    "fullStaticUrl": "/user/ada/work/static/lab",
    "fullLabextensionsUrl": "/user/ada/work/lab/extensions",
    "federated_extensions": [
        {"name": "@x/lab", "load": "static/remoteEntry.3.js", "style": "./style"},
        {"name": "lone", "load": "static/remoteEntry.2.js"},
    ],
}


class HubService(HTTPServer):
    """Says what it has, or whatever else it is told to say."""

    said = b""
    status = HTTPStatus.OK
    asked = 0

    @property
    def url(self) -> str:
        """Its address, as sessions are told it."""
        return f"http://127.0.0.1:{self.server_port}/services/remote-claude"


class _Handler(BaseHTTPRequestHandler):
    server: HubService

    def do_GET(self) -> None:
        self.server.asked += self.path == HUB
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.said)))
        self.end_headers()
        self.wfile.write(self.server.said)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def hub() -> Iterator[HubService]:
    with HubService(("127.0.0.1", 0), _Handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield serving
        serving.shutdown()


@pytest.fixture(scope="module")
def page(
    hub: HubService, module_model: ScriptedModel, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SessionServer]:
    extra = (f"--RemoteClaude.hub_service_url={hub.url}", *AS_AT_A_HUB)
    root = tmp_path_factory.mktemp("shared")
    with session_server(root, gateway_url=module_model.url, extra=extra) as server:
        yield server


def digests() -> dict[str, str]:
    return {part.path: part.digest for part in read_parts(Path(ENV_JUPYTER_PATH[0]))}


def say(hub: HubService, *items: str) -> None:
    hub.status, hub.said = HTTPStatus.OK, f'{{"items": {list(items)}}}'.replace("'", '"').encode()


def load(server: SessionServer) -> dict[str, Any]:
    headers = {"Authorization": f"token {TOKEN}"}
    with httpx.Client(trust_env=False, timeout=60, headers=headers) as http:
        return page_config(http.get(f"{server.url}/user/ada/work/lab").raise_for_status().text)


def test_a_page_loads_from_the_hub_what_that_has(hub: HubService, page: SessionServer) -> None:
    own = digests()
    say(hub, *own.values())
    told = load(page)
    assert told["fullStaticUrl"] == f"{HUB}/{own[LAB]}/static/lab"
    assert told["fullLabextensionsUrl"] == "/user/ada/work/lab/extensions"
    address = f"http://hub.test{told['fullLabextensionsUrl']}/{OURS}/{load_of(told, OURS)}"
    there = urljoin(address, ".")
    assert there == f"http://hub.test{HUB}/{own[to_path(OURS)]}/{to_path(OURS)}/"


def test_each_part_is_held_against_the_hubs_by_itself(hub: HubService, page: SessionServer) -> None:
    own = digests()
    say(hub, own[to_path(OURS)], "0" * 20)
    told = load(page)
    assert told["fullStaticUrl"] == "/user/ada/work/static/lab"
    assert own[to_path(OURS)] in load_of(told, OURS)
    say(hub, own[LAB])
    told = load(page)
    assert own[LAB] in told["fullStaticUrl"]
    assert load_of(told, OURS).startswith("static/remoteEntry.")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (HTTPStatus.OK, b'{"items": ["00000000000000000000"]}'),
        (HTTPStatus.OK, b'{"items": []}'),
        (HTTPStatus.OK, b"<html>"),
        (HTTPStatus.OK, b'{"items": 1}'),
        (HTTPStatus.NOT_FOUND, b'{"error": {}}'),
        (HTTPStatus.FOUND, b""),
        (HTTPStatus.INTERNAL_SERVER_ERROR, b""),
    ],
)
def test_a_hub_of_another_version_changes_nothing(
    hub: HubService, page: SessionServer, status: HTTPStatus, said: bytes
) -> None:
    before = hub.asked
    hub.status, hub.said = status, said
    told = load(page)
    assert hub.asked == before + 1
    assert told["fullStaticUrl"] == "/user/ada/work/static/lab"
    assert all(each["load"].startswith("static/") for each in told["federated_extensions"])


def test_without_a_hub_service_the_page_is_as_jupyterlab_has_it(
    own_session: SessionServer,
) -> None:
    headers = {"Authorization": f"token {TOKEN}"}
    with httpx.Client(trust_env=False, timeout=60, headers=headers) as http:
        answer = http.get(f"{own_session.url}/lab")
    assert page_config(answer.raise_for_status().text)["fullStaticUrl"] == "/static/lab"


def test_a_hub_service_that_is_away_changes_nothing(
    module_model: ScriptedModel, tmp_path: Path
) -> None:
    away = (
        "--RemoteClaude.hub_service_url=http://127.0.0.1:9/services/remote-claude",
        *AS_AT_A_HUB,
    )
    with session_server(tmp_path, gateway_url=module_model.url, extra=away) as server:
        told = load(server)
    assert told["fullStaticUrl"] == "/user/ada/work/static/lab"


def test_who_is_not_signed_in_makes_nobody_ask(hub: HubService, page: SessionServer) -> None:
    before = hub.asked
    with httpx.Client(trust_env=False, timeout=60) as http:
        assert http.get(f"{page.url}/user/ada/work/lab").is_redirect
    assert hub.asked == before


def part(tmp_path: Path, path: str, *names: str) -> Part:
    for name in names:
        (tmp_path / name).write_text(name)
    return read_part(path, tmp_path)


def test_what_is_not_among_the_files_of_a_part_is_not_looked_for_there(tmp_path: Path) -> None:
    older = part(tmp_path, to_path("@x/lab"), "remoteEntry.1.js")
    assert to_shared(TOLD, {older.path: older}, HUB) == TOLD
    newer = part(tmp_path, to_path("@x/lab"), "remoteEntry.3.js")
    told = to_shared(TOLD, {newer.path: newer}, HUB)
    first, second = told["federated_extensions"]
    assert second == TOLD["federated_extensions"][1]
    assert first["style"] == "./style"
    path = f"{told['fullLabextensionsUrl']}/@x/lab/{first['load']}"
    assert urljoin("http://hub.test", path) == (
        f"http://hub.test{HUB}/{newer.digest}/lab/extensions/@x/lab/static/remoteEntry.3.js"
    )
    assert TOLD["federated_extensions"][0]["load"] == "static/remoteEntry.3.js"


def test_an_extension_of_the_persons_own_is_served_before_the_installed_one(
    tmp_path: Path,
) -> None:
    own, installed = tmp_path / "own", tmp_path / "installed"
    for folder in (installed / "@x/lab/static", installed / "lone/static", own / "lone/static"):
        folder.mkdir(parents=True)
    assert find_served(["@x/lab", "lone", "gone"], [own, installed]) == {
        to_path("@x/lab"): installed / "@x/lab/static",
        to_path("lone"): own / "lone/static",
    }
