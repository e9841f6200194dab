"""What is looked at: files and processes below a root of the test's own, sockets on loopback."""

import os
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import msgspec
import pytest

from remote_claude_ext.session.posture.look import System, look_at_process, read_policy
from remote_claude_ext.session.posture.reach import find_reachable
from remote_claude_ext.session.posture.report import report
from remote_claude_ext.wire.posture import Check, NewPosture
from tests.session.posture.test_posture_rules import MOUNTS, POLICY, RIGHTS


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The files of a closed session, as far as a test can make them."""
    files = {
        "proc/self/status": RIGHTS,
        "proc/self/mounts": MOUNTS,
        "proc/1/environ": "HOME=/data/home\0",
        POLICY: "{}",
        "etc/passwd": "root:x:0:0",
    }
    for name, text in files.items():
        path = tmp_path / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def wrong(root: Path, **environ: str) -> dict[str, str]:
    """What does not hold, but for the policy: a test cannot give it away."""
    given = {"HOME": "/data/home", "CLAUDE_CONFIG_DIR": "/data/claude", **environ}
    checks = look_at_process(given, System(root=root))
    return {each.name: each.said for each in checks if not each.good and each.name != "policy"}


def test_a_closed_session_has_nothing_wrong(root: Path) -> None:
    assert wrong(root) == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("data/claude/.credentials.json", "{}"),
        ("data/home/.aws/credentials", "[default]"),
        ("run/secrets/provider", "sk-ant-made-up"),
        ("etc/environment", "KEY=sk-ant-made-up"),
    ],
)
def test_a_file_with_a_key_is_named(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    assert name in wrong(root)["keys"]


def test_what_cannot_be_read_does_not_hold(root: Path) -> None:
    for name in ("status", "mounts"):
        (root / "proc/self" / name).unlink()
    assert set(wrong(root)) == {"rights", "calls", "system"}


def test_links_in_circles_and_pipes_hold_nobody_up(root: Path) -> None:
    (root / "etc/loop").symlink_to(root / "etc")
    (root / "etc/gone").symlink_to(root / "nowhere")
    os.mkfifo(root / "run")
    os.mkfifo(root / "etc/pipe")
    assert wrong(root) == {}


def test_the_policy_is_what_claude_code_reads_of_it(tmp_path: Path) -> None:
    ban, beside = tmp_path / "no-auto-mode" / "it.json", tmp_path / "managed-settings.d"
    for each in (ban.parent, beside):
        each.mkdir()
    (tmp_path / "managed-settings.json").write_text("{}")
    ban.write_text("[]")
    (beside / "b.json").symlink_to(ban)
    (beside / "a.json").write_text("{ }")
    (beside / ".hidden.json").write_text("{")
    (beside / "other.txt").write_text("{")

    def texts() -> list[str | None]:
        return [each.text for each in read_policy(tmp_path)]

    assert texts() == ["{}", "{ }", "[]"]
    ban.unlink()  # as by an empty folder that is mounted there
    assert texts() == ["{}", "{ }"]
    (tmp_path / "managed-settings.json").unlink()
    assert texts() == [None, "{ }"]
    me = os.geteuid()
    assert {each.owner for each in read_policy(tmp_path) if each.text} == {me}
    assert all(each.is_writable for each in read_policy(tmp_path))


def test_who_answers_and_who_refuses_can_both_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as answers, socket.socket() as refuses:
        refuses.bind(("127.0.0.1", 0))  # nobody listens there
        open_, closed = answers.getsockname(), refuses.getsockname()
        assert find_reachable([open_, closed]) == {open_, closed}
    assert find_reachable([]) == set()
    assert find_reachable([("255.255.255.255", 9)], seconds=0.1) == set()


class _Service(BaseHTTPRequestHandler):
    """Takes a report at the second time; nothing else is right."""

    got: list[tuple[str, str, bytes]]
    statuses: list[int]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, self.headers["Authorization"], body))
        self.send_response(self.statuses.pop(0))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[tuple[str, type[_Service]]]:
    """The hub service's stand-in, which answers as a test says."""
    handler = type("Service", (_Service,), {"got": [], "statuses": []})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/services/remote-claude", handler
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("statuses", "is_heard"), [([503, 201], True), ([409], False)])
def test_it_is_told_until_it_is_heard(
    service: tuple[str, type[_Service]],
    statuses: list[int],
    is_heard: bool,  # noqa: FBT001 (a row of a table)
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, handler = service
    handler.statuses = [*statuses]
    found = [Check(name="rights", good=False, said="It runs as root.")]
    monkeypatch.setattr("remote_claude_ext.session.posture.report.look", lambda _: found)
    environ = {"REMOTE_CLAUDE_HUB_SERVICE_URL": url, "JUPYTERHUB_API_TOKEN": "made-up"}
    assert report(environ) is is_heard
    assert len(handler.got) == len(statuses)
    path, authorization, body = handler.got[-1]
    assert (path, authorization) == (
        "/services/remote-claude/api/v1/posture",
        "token made-up",
    )
    assert msgspec.json.decode(body, type=NewPosture).checks == found
