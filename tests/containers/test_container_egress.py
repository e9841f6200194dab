"""A session leaves by name alone, as itself alone, and it is written down."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.containers.conftest import to_config
from tests.support.ask import ask
from tests.support.boxes import Boxes
from tests.support.hub import ADMIN, Installation
from tests.support.model import ScriptedModel
from tests.support.outside import GREETING, NAME_SERVER, Outside

pytestmark = pytest.mark.containers
SECONDS = 30
_REMEMBERED_SECONDS = 7
"""Squid remembers an answer for five."""
EGRESS = """
egress:
  nameServers: [{server}]
  allow:
    - everyone: true
      hosts:
        - packages.example.org
        - packages.example.org:8080
        - git.example.org:8081
        - .example.net
        - metadata.example.org
        - private.example.org
        - home.example.org
        - machine.example.org
        - both.example.org
        - mapped.example.org
        - six.example.org
        - nobody.example.org
    - {{size: large, hosts: [large.example.org]}}
    - {{group: research, hosts: [group.example.org]}}
"""
GET = """python3 - <<'END'
import base64, http.client, os, urllib.parse
proxy = urllib.parse.urlsplit({proxy})
way = http.client.HTTPConnection(proxy.hostname, proxy.port, timeout=20)
pair = f"{{proxy.username or ''}}:{{proxy.password or ''}}".encode()
proof = {{"Proxy-Authorization": "Basic " + base64.b64encode(pair).decode()}}
way.set_tunnel("{host}", {port}, headers=proof if proxy.username else {{}})
try:
    way.request("GET", "/")
    print(way.getresponse().read().decode())
except OSError as error:
    print(error)
END"""
OWN = 'os.environ["HTTPS_PROXY"]'


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """Stand-ins for what is outside."""
    with Outside(tmp_path_factory.mktemp("outside")) as standing:
        yield standing


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory,
    model: ScriptedModel,
    session_image: str,
    outside: Outside,
) -> Iterator[Installation]:
    """One whose sessions may reach something."""
    assert outside
    config = to_config("172.31.81.0/24", image=session_image, model=model.url)
    config += EGRESS.format(server=NAME_SERVER)
    with Installation(tmp_path_factory.mktemp("egress") / "data", config=config) as running:
        yield running


@pytest.fixture(scope="module")
def session(installation: Installation) -> str:
    """A session that runs."""
    return installation.start_session("Leaves")


def records(installation: Installation) -> list[dict[str, Any]]:
    file = installation.places.logs / "egress.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def told(installation: Installation, host: str) -> dict[str, Any]:
    """The last record about a host, once there is one."""

    def found() -> list[dict[str, Any]]:
        return [each for each in records(installation) if each["host"] == host]

    installation.wait_for(found, SECONDS)
    return found()[-1]


def get(boxes: Boxes, session: str, host: str, port: int = 443, proxy: str = OWN) -> str:
    return boxes.run(session, GET.format(host=host, port=port, proxy=proxy))[1]


@pytest.mark.parametrize(
    ("host", "port"),
    [("packages.example.org", 443), ("packages.example.org", 8080), ("below.example.net", 443)],
)
def test_what_is_listed_is_reached_and_written_down(
    installation: Installation, session: str, boxes: Boxes, host: str, port: int
) -> None:
    assert GREETING in get(boxes, session, host, port)
    installation.wait_for(lambda: told(installation, host)["port"] == port, SECONDS)
    found = told(installation, host)
    assert (found["user"], found["session"], found["outcome"]) == (ADMIN, session, "allowed")
    assert (found["method"], found["port"], found["why"]) == ("CONNECT", port, "listed")


@pytest.mark.parametrize(
    ("host", "port", "why"),
    [
        ("secret.example.org", 443, "not_listed"),
        ("provider.example.org", 443, "not_listed"),
        ("large.example.org", 443, "not_listed"),
        ("group.example.org", 443, "not_listed"),
        ("packages.example.org", 80, "not_listed"),
        ("packages.example.org.evil.example.com", 443, "not_listed"),
        ("198.51.100.10", 443, "not_listed"),
        ("169.254.169.254", 80, "not_listed"),
        ("metadata.example.org", 443, "private_address"),
        ("private.example.org", 443, "private_address"),
        ("home.example.org", 443, "private_address"),
        ("machine.example.org", 443, "private_address"),
        ("both.example.org", 443, "private_address"),
        ("mapped.example.org", 443, "private_address"),
        ("six.example.org", 443, "private_address"),
    ],
)
def test_what_is_not_is_refused_and_written_down_with_the_reason(
    installation: Installation, session: str, boxes: Boxes, host: str, port: int, why: str
) -> None:
    said = get(boxes, session, host, port)
    assert "Tunnel connection failed: 403" in said, said
    found = told(installation, host)
    assert (found["outcome"], found["why"], found["session"]) == ("refused", why, session)


def test_nobody_leaves_as_somebody_else(
    installation: Installation, session: str, boxes: Boxes
) -> None:
    other = installation.start_session("Neighbour")
    address = f"{installation.run.inner}:{installation.run.ports.egress}"
    token = boxes.said(session, "echo $JUPYTERHUB_API_TOKEN")
    host = "packages.example.org"
    for pair in (f"{ADMIN}.{other}:{token}", f"{ADMIN}.{session}:made-up", "", f"{token}:{token}"):
        proxy = f'"http://{pair}@{address}"' if pair else f'"http://{address}"'
        assert "407" in get(boxes, session, host, proxy=proxy), pair
    laptop = f'"http://{ADMIN}.{session}:{installation.token()}@{address}"'
    assert "407" in get(boxes, session, host, proxy=laptop)


def test_a_token_that_was_revoked_leaves_no_more(installation: Installation, boxes: Boxes) -> None:
    session = installation.start_session("Revoked")
    assert GREETING in get(boxes, session, "packages.example.org")
    tokens = installation.api("GET", f"/users/{ADMIN}/tokens").json()["api_tokens"]
    (mine,) = [t for t in tokens if f"access:servers!server={ADMIN}/{session}" in t["scopes"]]
    installation.api("DELETE", f"/users/{ADMIN}/tokens/{mine['id']}").raise_for_status()
    installation.wait_for(lambda: "407" in get(boxes, session, "packages.example.org"), SECONDS)


def test_no_name_leaves_but_by_the_proxy(session: str, boxes: Boxes, outside: Outside) -> None:
    ask = "python3 -c 'import socket; socket.gethostbyname(\"leak.secret.example.org\")'"
    assert boxes.run(session, ask)[0] != 0
    direct = f"timeout 3 bash -c 'echo leak > /dev/udp/{NAME_SERVER}/53; sleep 1'"
    boxes.run(session, direct)
    assert "Tunnel connection failed" in get(boxes, session, "data.secret.example.org")
    assert [name for name in outside.asked() if "secret" in name] == []


@pytest.mark.parametrize("host", ["198.51.100.10", "169.254.169.254", "10.99.7.5"])
def test_nothing_is_reached_past_the_proxy(session: str, boxes: Boxes, host: str) -> None:
    reach = f"timeout 3 bash -c 'exec 3<>/dev/tcp/{host}/443'"
    assert boxes.run(session, reach)[0] != 0


def test_a_size_and_a_group_have_their_own(installation: Installation, boxes: Boxes) -> None:
    session = installation.start_session("Of research")
    (installation.places.session(ADMIN, session) / "size").write_text("large")
    installation.api("POST", "/groups/research").raise_for_status()
    users = {"users": [ADMIN]}
    installation.api("POST", "/groups/research/users", json=users).raise_for_status()
    for host in ("large.example.org", "group.example.org"):
        installation.wait_for(lambda host=host: GREETING in get(boxes, session, host), SECONDS)  # type: ignore[misc]
    installation.api("DELETE", "/groups/research").raise_for_status()


def test_programs_find_the_way_and_tell_nobody_who_went(session: str, boxes: Boxes) -> None:
    plain = "python3 -c 'import urllib.request as r; print(r.urlopen(\"{}\").read().decode())'"
    said = boxes.said(session, plain.format("http://packages.example.org:8080/"))
    seen = json.loads(said)["headers"]
    assert {"via", "x-forwarded-for", "proxy-authorization", "cache-control"}.isdisjoint(seen)
    status, said = boxes.run(session, "git ls-remote https://secret.example.org/x.git")
    assert status != 0
    assert "403" in said
    own = "http://packages.example.org:8080/squid-internal-mgr/info"
    status, said = boxes.run(session, f"{plain.format(own)} 2>&1")
    assert status != 0
    assert "HTTP Error 403" in said


def test_a_session_with_a_way_out_is_as_closed_as_one_without(
    installation: Installation, session: str
) -> None:
    def found() -> list[dict[str, Any]]:
        path = "/services/remote-claude/api/v1/postures"
        items = installation.call("GET", path).json()["items"]
        return [each for each in items if each["session"] == session]

    installation.wait_for(found, SECONDS)
    assert [each["said"] for each in found()[0]["checks"] if not each["good"]] == []


def test_nobody_leaves_while_nobody_is_asked(
    installation: Installation, session: str, boxes: Boxes
) -> None:
    process = psutil.Process(installation.pid("egress"))
    process.suspend()
    try:
        time.sleep(_REMEMBERED_SECONDS)
        assert GREETING not in get(boxes, session, "packages.example.org")
    finally:
        process.resume()
    installation.wait_for(lambda: GREETING in get(boxes, session, "packages.example.org"), SECONDS)


def test_claude_asks_the_gateway_past_the_proxy_and_knows_the_proxy(
    installation: Installation, session: str, boxes: Boxes
) -> None:
    frames = ask(installation, session, "@@ say Here.")
    assert [each["text"] for each in frames if each["kind"] == "text"] == ["Here."]
    inner = installation.run.inner
    assert [each for each in records(installation) if each["host"] == inner] == []
    environment = (
        "for each in $(pgrep -f _bundled/claude); do tr '\\0' '\\n' < /proc/$each/environ; done"
    )
    assert "HTTPS_PROXY=http://" in boxes.said(session, environment)


def begin_with(installation: Installation, url: str) -> str:
    """A session that is to begin with a repository; it is asked to start."""
    wish = {"repository": {"url": url}}
    made = installation.api("POST", f"/users/{ADMIN}/sessions", json=wish).json()
    installation.api("POST", f"/users/{ADMIN}/servers/{made['name']}")
    return str(made["name"])


def test_a_repository_is_cloned_by_the_way_out(
    installation: Installation, boxes: Boxes, outside: Outside, tmp_path: Path
) -> None:
    with outside.git_server(tmp_path) as url:
        name = begin_with(installation, url)
        installation.wait_for(lambda: installation.is_running(name), SECONDS)
    look = (
        'cd "$REMOTE_CLAUDE_WORKSPACE" && git status --short --branch && cat README.md api/main.py'
    )
    status, said = boxes.run(name, look)
    assert (status, said) == (0, "## main...origin/main\n# Billing\nprint('api')\n")
    assert told(installation, "git.example.org")["session"] == name
    unlisted = begin_with(installation, "https://secret.example.org/billing.git")
    sessions = f"/users/{ADMIN}/sessions"

    def why() -> str:
        items = installation.api("GET", sessions).json()["items"]
        failure = next(item["failure"] for item in items if item["name"] == unlisted)
        return str(failure["message"]) if failure else ""

    installation.wait_for(why, SECONDS)
    assert "an administrator lists the hosts that sessions may reach" in why()


def test_what_is_written_down_has_no_token(
    installation: Installation, session: str, boxes: Boxes
) -> None:
    token = boxes.said(session, "echo $JUPYTERHUB_API_TOKEN")
    for log in installation.places.logs.iterdir():
        assert token not in log.read_text(errors="replace"), log
    assert (installation.places.logs / "egress.jsonl").stat().st_mode & 0o77 == 0


def test_the_proxy_comes_back(installation: Installation, session: str, boxes: Boxes) -> None:
    for child in ("egress", "squid"):
        installation.kill(child)
        installation.wait_for(
            lambda: GREETING in get(boxes, session, "packages.example.org"), SECONDS
        )
