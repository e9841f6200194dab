"""The machine's clock is set, and the hub killed: sessions that run go on."""

import json
import sqlite3
from contextlib import closing

from tests.hub.test_sessions import is_up, server_of, shown
from tests.support.hub import Installation

HOUR = 3600


def test_a_local_session_outlives_a_set_clock_and_a_killed_hub(shared: Installation) -> None:
    name = shared.start_session("Clocked", user="ada")
    server = server_of(shared, name)
    # What a hub noted an hour off is what its successor finds once the clock is set by an hour.
    note = shared.places.session_state("ada", name) / "server.json"
    note.write_text(json.dumps(_off(json.loads(note.read_bytes()))))
    killed = shared.kill("hub")
    with closing(sqlite3.connect(shared.places.hub_database, timeout=30)) as database, database:
        (state,) = database.execute("SELECT state FROM spawners WHERE name = ?", (name,)).fetchone()
        moved = json.dumps(_off(json.loads(state)))
        database.execute("UPDATE spawners SET state = ? WHERE name = ?", (moved, name))
    shared.wait_for(lambda: shared.pid("hub") != killed and is_up(shared), 60)
    shared.wait_for(lambda: shared.answers(name, "ada"), 60)
    assert (shown(shared, name) or {})["state"] == "running"
    assert server.is_running()
    shared.api("DELETE", f"/users/ada/servers/{name}", user="ada").raise_for_status()
    shared.wait_for(lambda: not server.is_running(), 60)


def _off(noted: dict[str, object]) -> dict[str, object]:
    assert isinstance(noted["started_at"], float)
    return {**noted, "started_at": noted["started_at"] - HOUR}
