"""The hub is killed while a session starts: no server goes on that nobody knows."""

import json
import signal
import threading
from contextlib import suppress

import httpx
import psutil

from tests.hub.test_sessions import is_up, shown
from tests.support.hub import Installation


def test_the_server_of_a_start_that_was_killed_ends(shared: Installation) -> None:
    name = shared.api("POST", "/users/ada/sessions", user="ada", json={"title": "Cut"}).json()[
        "name"
    ]

    def ask() -> None:
        with suppress(httpx.HTTPError):  # the hub is killed before it answers
            shared.api("POST", f"/users/ada/servers/{name}", user="ada")

    asking = threading.Thread(target=ask)
    asking.start()
    note = shared.places.session_state("ada", name) / "server.json"
    shared.wait_for(lambda: note.exists() and note.read_bytes(), 60)
    server = psutil.Process(json.loads(note.read_bytes())["pid"])
    server.send_signal(signal.SIGSTOP)  # it has not answered, and will not before the hub is gone
    killed = shared.kill("hub")
    server.send_signal(signal.SIGCONT)
    asking.join()
    shared.wait_for(lambda: shared.pid("hub") != killed and is_up(shared), 60)
    shared.wait_for(lambda: is_over(server), 60)
    assert (shown(shared, name) or {})["state"] == "stopped"
    shared.start_server(name, "ada")


def is_over(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
