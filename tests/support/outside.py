"""Stand-ins for what is outside: the internet, a metadata service, private hosts, their names.

They have a network namespace of their own, at the addresses that such things have; the machine's
routes to those lead there while the tests run, so that a wall that is gone shows.
"""

import http.server
import ipaddress
import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

if __name__ != "__main__":
    from tests.support.missing import missing

NAMES = {
    "packages.example.org": ["198.51.100.10"],
    "below.example.net": ["198.51.100.10"],
    "git.example.org": ["198.51.100.10"],
    "secret.example.org": ["198.51.100.10"],
    "large.example.org": ["198.51.100.10"],
    "group.example.org": ["198.51.100.10"],
    "provider.example.org": ["198.51.100.10"],
    "metadata.example.org": ["169.254.169.254"],
    "private.example.org": ["10.99.7.5"],
    "home.example.org": ["127.0.0.1"],
    "machine.example.org": ["198.51.100.1"],
    "both.example.org": ["198.51.100.10", "169.254.169.254"],
    "mapped.example.org": ["::ffff:169.254.169.254"],
    "six.example.org": ["fd00:ec2::254"],
}
OUTSIDE = ("198.51.100.10", "198.51.100.53", "169.254.169.254", "10.99.7.5")
NAME_SERVER = "198.51.100.53"
GREETING = "You are outside."
_NAMESPACE, _INNER, _OUTER = "rc-outside", "rc-out-in", "rc-out-up"


class Outside:
    """The stand-ins, while it is entered."""

    def __init__(self, folder: Path) -> None:
        self._asked = folder / "asked"
        self._asked.touch()
        self._process: subprocess.Popen[bytes] | None = None

    def asked(self) -> list[str]:
        """Every name that the server of names was asked for."""
        return self._asked.read_text().split()

    @contextmanager
    def git_server(self, folder: Path) -> Iterator[str]:
        """A git server out there; the address of its repository."""
        script = Path(__file__).with_name("git_server.py")
        place = ("198.51.100.10", "8081")
        words = ["ip", "netns", "exec", _NAMESPACE, sys.executable, script, folder, *place]
        with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
            try:
                assert process.stdout is not None
                assert process.stdout.readline() == b"ready\n"
                yield "http://git.example.org:8081/open/billing.git"
            finally:
                process.kill()

    def __enter__(self) -> Self:
        if shutil.which("ip") is None:
            missing("no ip: install iproute2")
        self._remove()
        _ip("netns", "add", _NAMESPACE)
        _ip("link", "add", _OUTER, "type", "veth", "peer", "name", _INNER, "netns", _NAMESPACE)
        _ip("addr", "add", "198.51.100.1/24", "dev", _OUTER)
        _ip("link", "set", _OUTER, "up")
        for address in OUTSIDE:
            _ip("-n", _NAMESPACE, "addr", "add", f"{address}/24", "dev", _INNER)
        for name in ("lo", _INNER):
            _ip("-n", _NAMESPACE, "link", "set", name, "up")
        for address in OUTSIDE[2:]:
            _ip("route", "replace", f"{address}/32", "dev", _OUTER)
        command = ["ip", "netns", "exec", _NAMESPACE, sys.executable, __file__, str(self._asked)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
        self._remove()

    def _remove(self) -> None:
        subprocess.run(["ip", "link", "del", _OUTER], capture_output=True, check=False)
        subprocess.run(["ip", "netns", "del", _NAMESPACE], capture_output=True, check=False)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def _serve(asked: Path) -> None:
    """What runs in the namespace; the standard library alone."""

    class Greeter(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen = {name.lower(): value for name, value in self.headers.items()}
            body = json.dumps({"greeting": GREETING, "headers": seen}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    for port in (80, 443, 8080):
        server = http.server.ThreadingHTTPServer(("0.0.0.0", port), Greeter)  # noqa: S104 (a namespace)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    names.bind((NAME_SERVER, 53))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        question, sender = names.recvfrom(4096)
        labels, at = [], 12
        while question[at]:
            labels.append(question[at + 1 : at + 1 + question[at]].decode(errors="replace"))
            at += question[at] + 1
        name, kind = ".".join(labels), int.from_bytes(question[at + 1 : at + 3])
        with asked.open("a") as file:
            file.write(f"{name}\n")
        version = {1: 4, 28: 6}.get(kind, 0)
        found = [ipaddress.ip_address(each) for each in NAMES.get(name.lower(), [])]
        found = [each for each in found if each.version == version]
        code = b"\x81\x80" if name.lower() in NAMES else b"\x81\x83"
        counts = b"\0\1" + len(found).to_bytes(2) + b"\0\0\0\0"
        answers = b"".join(
            b"\xc0\x0c"
            + question[at + 1 : at + 5]
            + b"\0\0\0\1"
            + len(each.packed).to_bytes(2)
            + each.packed
            for each in found
        )
        names.sendto(question[:2] + code + counts + question[12 : at + 5] + answers, sender)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
