"""A container that waits takes one environment from who knows its secret, and nothing else."""

import json
import socket
import threading
from collections.abc import Iterator

import pytest

from remote_claude_ext.session.handover import receive
from remote_claude_ext.wire.handover import MOST_BYTES

GOOD = {"REMOTE_CLAUDE_USER": "ada", "NAME": "with = and ä"}
SECONDS = 10


class Waiter:
    """`receive` in a thread, at a free port of this machine."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.given: dict[str, str] | None = None
        self.ended: BaseException | None = None
        self._thread = threading.Thread(target=self._wait, daemon=True)
        self._thread.start()

    def _wait(self) -> None:
        try:
            self.given = receive("the secret", ("127.0.0.1", self.port))
        except BaseException as error:  # noqa: BLE001 (looked at by the test)
            self.ended = error

    def connect(self) -> socket.socket:
        while True:  # it listens in a moment
            try:
                return socket.create_connection(("127.0.0.1", self.port), SECONDS)
            except ConnectionRefusedError:
                assert self._thread.is_alive()

    def say(self, text: bytes) -> bytes:
        """What it answers to some bytes."""
        with self.connect() as to, to.makefile("rb") as answer:
            to.sendall(text)
            to.shutdown(socket.SHUT_WR)
            try:
                return answer.readline()
            except ConnectionResetError:  # it did not read all that was sent
                return b""

    def ask(
        self,
        environment: object = GOOD,
        *,
        secret: str = "the secret",  # noqa: S107 (made up)
        path: str = "/handover",
        method: str = "POST",
    ) -> bytes:
        body = json.dumps({"environment": environment}).encode()
        head = f"{method} {path} HTTP/1.0\r\nAuthorization: Bearer {secret}\r\n"
        return self.say(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    def end(self) -> None:
        if self._thread.is_alive():
            self.ask()
            assert self.is_over()

    def is_over(self) -> bool:
        self._thread.join(SECONDS)
        return not self._thread.is_alive()


@pytest.fixture
def waiter() -> Iterator[Waiter]:
    waiter = Waiter()
    yield waiter
    waiter.end()


def test_who_knows_the_secret_hands_over_once(waiter: Waiter) -> None:
    assert waiter.ask().startswith(b"HTTP/1.0 204")
    assert waiter.is_over()
    assert waiter.given == GOOD
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", waiter.port), SECONDS)


def test_a_wrong_secret_is_refused_and_some_end_it(waiter: Waiter) -> None:
    for secret in ("", "the secre", "the secret, and more"):
        assert waiter.ask(secret=secret).startswith(b"HTTP/1.0 403")
    assert waiter.is_over()
    assert waiter.given is None
    assert isinstance(waiter.ended, SystemExit)


def test_after_a_wrong_secret_the_right_one_still_counts(waiter: Waiter) -> None:
    assert waiter.ask(secret="of somebody").startswith(b"HTTP/1.0 403")
    assert waiter.ask().startswith(b"HTTP/1.0 204")
    assert waiter.is_over()
    assert waiter.given == GOOD


@pytest.mark.parametrize(
    "environment",
    [None, [], "text", {"A": 1}, {"A": None}, {"": "x"}, {"A=B": "x"}, {"A": "\0"}, {"A\0": "x"}],
)
def test_what_is_no_environment_is_refused(waiter: Waiter, environment: object) -> None:
    assert waiter.ask(environment).startswith(b"HTTP/1.0 400")
    assert waiter.given is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"", b""),
        (b"\0\xff\r\n\r\n", b""),
        (b"POST /handover HTTP/1.0\r\n\r\n", b"403"),
        (b"POST /handover HTTP/1.0\r\nAuthorization: Bearer \xff\r\n\r\n", b"403"),
        (b"GET /" + b"x" * 70_000 + b" HTTP/1.0\r\n\r\n", b"414"),
    ],
)
def test_garbage_is_refused(waiter: Waiter, text: bytes, status: bytes) -> None:
    assert status in waiter.say(text)
    assert waiter.given is None


@pytest.mark.parametrize("length", ["-1", "ten", "1.5", str(MOST_BYTES + 1), "9" * 5000, "²"])
def test_a_body_without_bounds_is_not_read(waiter: Waiter, length: str) -> None:
    head = (
        f"POST /handover HTTP/1.0\r\nAuthorization: Bearer the secret\r\nContent-Length: {length}"
    )
    assert b"413" in waiter.say(f"{head}\r\n\r\n".encode())
    assert waiter.given is None


def test_half_a_body_is_no_environment(waiter: Waiter) -> None:
    head = (
        b"POST /handover HTTP/1.0\r\nAuthorization: Bearer the secret\r\nContent-Length: 90\r\n\r\n"
    )
    assert waiter.say(head + b'{"environment": {').startswith(b"HTTP/1.0 400")
    assert waiter.given is None


def test_nothing_else_is_answered(waiter: Waiter) -> None:
    assert b"404" in waiter.ask(path="/")
    for method in ("GET", "PUT", "HEAD", "OPTIONS"):
        assert b"501" in waiter.ask(method=method)
    assert waiter.given is None
