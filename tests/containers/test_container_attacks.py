"""What somebody in a session may try; each is refused or contained, and says by what."""

import re
from dataclasses import dataclass

import pytest

from tests.support.boxes import Boxes
from tests.support.hub import ADMIN, Installation

pytestmark = pytest.mark.containers
HUB = (
    "curl -s -o /tmp/said -w '%{{http_code}}' -X {method} -d '{body}'"
    ' -H "Authorization: token $JUPYTERHUB_API_TOKEN" $JUPYTERHUB_API_URL{path}; cat /tmp/said'
)
SERVICE = (
    "curl -s -w '%{{http_code}}' -X {method} -d '{body}' {headers}"
    ' -H "Authorization: token $JUPYTERHUB_API_TOKEN" $REMOTE_CLAUDE_HUB_SERVICE_URL{path}'
)
PYTHON = "python3 -c '{code}' 2>&1"


@dataclass(frozen=True)
class Attack:
    """A command of the shell, and a pattern in what is printed that says who refused it."""

    name: str
    command: str
    refusal: str


def hub(name: str, method: str, path: str, body: str = "{}") -> Attack:
    """The hub's REST API with the session's own token."""
    command = HUB.format(method=method, path=path, body=body)
    return Attack(name, command, r"^40[34]")


def service(name: str, method: str, path: str, headers: str = "", body: str = "") -> Attack:
    """The hub service with the session's own token."""
    command = SERVICE.format(method=method, path=path, headers=headers, body=body)
    return Attack(name, command, r"40[0134]$")


def shell(name: str, command: str, refusal: str) -> Attack:
    return Attack(name, f"({command}) 2>&1", refusal)


def python(name: str, code: str, refusal: str) -> Attack:
    return Attack(name, PYTHON.format(code=code), refusal)


GUESS = r"""
url=${JUPYTERHUB_API_URL%/api}/login
for each in 1 2 3 4 5 6 7; do
  from="X-Forwarded-For: 203.0.113.$each"
  curl -s -o /dev/null -c /tmp/jar -H "$from" $url
  xsrf=$(sed -n 's/.*_xsrf\t//p' /tmp/jar)
  form="_xsrf=$xsrf&username=mallory&password=$each"
  curl -s -b /tmp/jar -H "$from" -d "$form" $url | grep -o 'password is wrong\|Too many wrong'
done
"""
DENIED = "Permission denied|Operation not permitted|Read-only file system"
ATTACKS = (
    # of others
    hub("list users", "GET", "/users"),
    hub("make an administrator", "POST", "/users/mallory", '{"admin": true}'),
    hub("become an administrator", "PATCH", f"/users/{ADMIN}", '{"admin": true}'),
    hub("make a token that may do more", "POST", f"/users/{ADMIN}/tokens", '{"scopes": ["self"]}'),
    hub("read its owner's tokens", "GET", f"/users/{ADMIN}/tokens"),
    hub("start another session", "POST", f"/users/{ADMIN}/servers/more"),
    hub("stop a neighbour", "DELETE", f"/users/{ADMIN}/servers/neighbour"),
    hub("stop the hub", "POST", "/shutdown"),
    hub("read the routes of the proxy", "GET", "/proxy"),
    hub("see every service", "GET", "/services"),
    hub("read what a neighbour clones", "GET", f"/users/{ADMIN}/sessions/neighbour/repository"),
    hub("keep a neighbour longer", "POST", f"/users/{ADMIN}/sessions/neighbour/extension"),
    shell("guess passwords from made-up addresses", GUESS, "Too many wrong"),
    service("see what everybody uses", "GET", "/api/v1/usage?user=somebody"),
    service("freeze everyone", "PUT", "/api/v1/freezes/everyone", body='{"reason": "x"}'),
    service("read how closed others are", "GET", "/api/v1/postures"),
    service("open the page of administrators", "GET", "/admin", "-H 'Sec-Fetch-Mode: cors'"),
    service(
        "pose as somebody by a header",
        "GET",
        "/api/v1/freezes",
        "-H 'X-Forwarded-User: admin' -H 'X-Remote-User: admin'",
    ),
    service("put its token into an address", "GET", "/api/v1/sessions?token=x"),
    # of the system
    shell("write the policy", "echo {} > /etc/claude-code/managed-settings.json", DENIED),
    shell("add a policy", "echo {} > /etc/claude-code/managed-settings.d/x.json", DENIED),
    shell(
        "take auto mode's ban out",
        "rm /etc/claude-code/managed-settings.d/no-auto-mode.json",
        DENIED,
    ),
    shell(
        "lay nothing over auto mode's ban",
        "mount -t tmpfs none /etc/claude-code/no-auto-mode",
        "permission denied|must be superuser",
    ),
    shell("put another claude there", "cp /bin/true /usr/local/bin/claude", DENIED),
    shell("change the extension", "touch /opt/remote-claude/lib/x", DENIED),
    shell("become root", "su -c id || sudo id", "Authentication failure|not found|must be run"),
    shell("mount something", "mount -t tmpfs none /mnt", "permission denied|must be superuser"),
    shell("make namespaces", "unshare --user --map-root-user id", DENIED),
    shell("make a device", "mknod /tmp/disk b 8 0", DENIED),
    shell("read the kernel's memory", "head -c 9 /proc/kcore | wc -c", r"^0$|\n0$"),
    shell("change the kernel", "echo 1 > /proc/sys/kernel/core_pattern", DENIED),
    shell("end the first process", "kill -9 1; sleep 0.2; kill -0 1 && echo it lives", "it lives"),
    python(
        "listen to the network",
        "import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
        DENIED,
    ),
    python(
        "pose as another address",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)",
        DENIED,
    ),
    python(
        "load a program into the kernel",
        "import ctypes; c = ctypes.CDLL(None, use_errno=True); c.syscall(321, 0, 0, 0);"
        ' raise OSError(ctypes.get_errno(), __import__("os").strerror(ctypes.get_errno()))',
        DENIED,
    ),
    python(
        "take another clock",
        "import time; time.clock_settime(time.CLOCK_REALTIME, 0)",
        DENIED,
    ),
    # too much of something
    shell("fill /tmp", "head -c 400M /dev/zero > /tmp/much; rm -f /tmp/much", "No space left"),
    shell(
        "start processes without end",
        "for each in $(seq 600); do sleep 3 & done; wait",
        "Resource temporarily unavailable|Cannot fork",
    ),
    python("take all memory", 'b"x" * (4 << 30)', "Killed"),
)


@pytest.fixture(scope="module")
def session(installation: Installation) -> str:
    """A session that runs."""
    return installation.start_session("Attacker")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name.replace(" ", "-"))
def test_it_is_refused_or_contained(attack: Attack, session: str, boxes: Boxes) -> None:
    _, said = boxes.run(session, attack.command)
    assert re.search(attack.refusal, said.strip(), re.IGNORECASE), said
    assert boxes.said(session, "echo alive") == "alive"


@pytest.mark.parametrize("target", ["/etc/shadow", "/proc/1/mem", "/proc/sysrq-trigger"])
def test_a_link_in_the_workspace_leads_no_further(
    target: str, installation: Installation, session: str, boxes: Boxes
) -> None:
    boxes.said(session, f"ln -sf {target} $REMOTE_CLAUDE_WORKSPACE/link.txt")
    path = f"{installation.session_path(session)}/api/contents/link.txt"
    read = installation.call("GET", f"{path}?content=1&type=file&format=base64")
    assert not read.is_success, read.text
    written = installation.call(
        "PUT", path, json={"type": "file", "format": "text", "content": "mine"}
    )
    assert not written.is_success, written.text
    boxes.said(session, "rm $REMOTE_CLAUDE_WORKSPACE/link.txt")


def test_it_still_works_after_all_that(
    installation: Installation, session: str, boxes: Boxes
) -> None:
    assert installation.is_running(session)
    assert boxes.said(session, "claude --version")
