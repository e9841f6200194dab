"""The command that starts the proxy: which Node it takes, and what it says when there is none."""

import http.client
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from remote_claude_ext.cli.proxy import (
    UnavailableProxyError,
    UnsupportedNodeError,
    find_node,
    find_proxy,
    packaged_node,
    proxy_command,
)

DEADLINE_SECONDS = 30


def a_node_that_says(folder: Path, answer: str) -> str:
    """A PATH whose only `node` answers like this."""
    program = folder / "node"
    program.write_text(f"#!/bin/sh\necho '{answer}'\n")
    program.chmod(0o755)
    return str(folder)


def test_the_machine_s_own_node_is_taken_if_it_is_recent(tmp_path: Path) -> None:
    path = a_node_that_says(tmp_path, "v22.11.0")
    assert find_node(path) == tmp_path / "node"


@pytest.mark.skipif(packaged_node() is not None, reason="this environment has a Node of its own")
@pytest.mark.parametrize(
    ("answer", "told"),
    [("v18.20.4", "is 18.20.4"), ("hello", "is not answering")],
)
def test_an_unfit_node_is_told_with_a_remedy(tmp_path: Path, answer: str, told: str) -> None:
    with pytest.raises(UnsupportedNodeError) as caught:
        find_node(a_node_that_says(tmp_path, answer))
    assert told in caught.value.message
    assert "pip install" in (caught.value.remedy or "")


@pytest.mark.skipif(packaged_node() is not None, reason="this environment has a Node of its own")
def test_no_node_at_all_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedNodeError, match="none on PATH"):
        find_node(str(tmp_path))


def test_a_source_tree_without_the_proxy_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(UnavailableProxyError) as caught:
        find_proxy(tmp_path)
    assert caught.value.remedy is not None
    assert "make setup" in caught.value.remedy


@pytest.fixture
def proxy_port() -> Iterator[int]:
    """A running proxy's port; nothing stands behind it."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        port, api_port = one.getsockname()[1], other.getsockname()[1]
    command = proxy_command(
        *("--ip", "127.0.0.1", "--port", str(port)),
        *("--api-ip", "127.0.0.1", "--api-port", str(api_port)),
    )
    environment = {"PATH": "/nowhere", "CONFIGPROXY_AUTH_TOKEN": "made-up"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        yield port
        process.terminate()


def answer_of(port: int) -> int | None:
    """The status of `GET /`, or None while nothing listens there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def test_the_command_runs_whatever_the_path_of_its_child_says(proxy_port: int) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while (status := answer_of(proxy_port)) is None:
        assert time.monotonic() < deadline, "the proxy did not answer"
        time.sleep(0.05)
    assert status == 404
