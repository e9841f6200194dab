"""The browser of the tests goes on when an interface of the machine gets an address."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Error

from tests.support.browser import chromium
from tests.support.missing import missing

pytestmark = pytest.mark.browser
INTERFACE = "rc-test-deaf"
WAIT_MS = 3000


@pytest.fixture
def silent() -> Iterator[int]:
    """A port where a connection waits to be made: others have taken the places."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        port = server.getsockname()[1]
        others = [socket.socket() for _ in range(3)]
        for other in others:
            other.settimeout(0)
            other.connect_ex(("127.0.0.1", port))
        yield port
        for other in others:
            other.close()


def test_a_connection_under_way_is_not_given_up(silent: int) -> None:
    if os.geteuid() != 0 or shutil.which("ip") is None:
        missing("no root, or no ip (iproute2): no interface can be made")
    add = f"ip link add {INTERFACE} type veth; ip addr add 198.51.100.77/32 dev {INTERFACE}"
    with chromium() as browser:
        page = browser.new_page()
        change = subprocess.Popen(["sh", "-c", f"sleep 1; {add}; ip link set {INTERFACE} up"])
        try:
            with pytest.raises(Error, match="Timeout"):
                page.goto(f"http://127.0.0.1:{silent}/", timeout=WAIT_MS)
            assert change.wait() == 0
        finally:
            subprocess.run(["ip", "link", "del", INTERFACE], check=False)
