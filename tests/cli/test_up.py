"""`remote-claude up` from its first line to its end, with everything that it starts."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from remote_claude_ext.config.processes import is_alive
from remote_claude_ext.config.run import read_run
from tests.support.hub import ADMIN, Installation, clean_environment, processes_below

CHILDREN = {"proxy", "hub", "hub-service", "gateway", "demo"}
SECONDS = 40


def answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False, timeout=5).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_last_line_of_the_start_is_the_address_and_it_answers(
    installation: Installation,
) -> None:
    assert installation.output[-1] == f"Ready: {installation.url}/"
    assert answers(installation.url + "/hub/login")
    assert "To stop: Ctrl-C" in installation.text()
    assert str(installation.places.admin_password) in installation.text()


def test_the_start_says_what_a_person_should_know(installation: Installation) -> None:
    text = installation.text()
    assert "not isolated from each other" in text
    assert "scripted demo model" in text
    assert "claude:\n    provider: anthropic\n    apiKey: file:" in text
    assert ("runs as root" in text) == (os.geteuid() == 0)


def test_the_first_password_is_printed_once_and_signs_in(installation: Installation) -> None:
    password = installation.admin_password
    assert installation.text().count(password) == 1
    assert installation.login(ADMIN, password).get("/hub/home").status_code == httpx.codes.OK


def test_every_process_is_known_by_id_and_start_time(installation: Installation) -> None:
    run = installation.run
    assert set(run.children) == CHILDREN
    assert run.pid == installation.up.pid
    for child in run.children.values():
        process = psutil.Process(child.pid)
        assert process.create_time() == pytest.approx(child.started_at, abs=1)
        assert os.getpgid(child.pid) == child.pid


def test_everything_listens_on_this_machine_only(installation: Installation) -> None:
    for child in installation.run.children.values():
        for connection in psutil.Process(child.pid).net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN:
                assert connection.laddr.ip == "127.0.0.1"


def test_the_data_folder_is_its_owners_alone(installation: Installation) -> None:
    places = installation.places
    assert mode(places.data) == mode(places.secrets) == mode(places.logs) == 0o700
    private = [places.admin_password, places.passwords, places.settings, places.lock]
    for path in (*private, *places.secrets.iterdir(), *places.logs.iterdir()):
        assert mode(path) == 0o600, path


def test_a_second_start_on_the_same_folder_names_the_first(installation: Installation) -> None:
    second = Installation(installation.data)
    status = second.launch().wait(SECONDS)
    second.stop()
    assert status == 1
    assert f"already running on {installation.data}: process {installation.up.pid} has" in (
        second.text()
    )
    assert installation.up.poll() is None


def test_a_taken_port_is_one_sentence_with_the_remedy(data: Path) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        up = Installation(data, port=port)
        assert up.launch().wait(SECONDS) == 1
        up.stop()
    assert f"Port {port} is taken by process {os.getpid()}" in up.text()
    assert f"PORT={port + 1}" in up.text()
    assert processes_below(data) == []


def test_a_program_that_cannot_start_ends_the_start_and_says_why(data: Path) -> None:
    data.mkdir()
    (data / "jupyterhub.sqlite").write_bytes(b"this is no database" * 100)
    up = Installation(data)
    assert up.launch().wait(SECONDS) == 1
    up.stop()
    assert "hub could not be started" in up.text()
    assert "file is not a database" in up.text()
    assert str(up.places.logs / "hub.log") in up.text()
    assert processes_below(data) == []


def test_a_signal_ends_everything_and_the_next_start_finds_it_again(data: Path) -> None:
    up = Installation(data)
    try:
        up.start()
        ports = up.run.ports
        name = up.start_session("Kept")
        assert up.stop(signal.SIGTERM) == 0
        assert up.output[-1] == "Stopped."
        assert processes_below(data) == []
        leave_the_id_of_another_process(up.places.run)
        old, young = delete_sessions(up, days=(8, 6))
        up.start()
        assert up.run.ports == ports
        assert "left behind" not in up.text()
        assert up.admin_password not in up.text()
        assert up.is_running(name) is False
        up.start_server(name)
        up.wait_for(lambda: not old.exists(), SECONDS)
        assert young.exists(), "what was deleted is kept for a week"
        assert up.stop(signal.SIGINT) == 0
        assert up.output[-1] == "Stopped."
        assert processes_below(data) == []
    finally:
        up.end_all()


def leave_the_id_of_another_process(run: Path) -> None:
    """As if the hub of the last start had had the id of this process."""
    text = run.read_text()
    leftover = f'"children": {{"hub": {{"pid": {os.getpid()}, "started_at": 1}}}}'
    stale = text.replace('"children": {}', leftover)
    assert stale != text
    run.write_text(stale)


def delete_sessions(up: Installation, days: tuple[int, int]) -> list[Path]:
    """What a session leaves that was deleted so many days ago."""
    trash = up.places.trash("ann")
    folders = [trash / f"work-abcd.{int(time.time() - ago * 86400)}" for ago in days]
    for folder in folders:
        (folder / "workspace").mkdir(parents=True)
    return folders


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_the_make_that_started_it_ends_it_too(
    data: Path, number: signal.Signals
) -> None:
    command = f"{sys.executable} -P -m remote_claude_ext up --data {data} --port 0"
    (data.parent / "Makefile").write_text(f"up:\n\t@exec {command}\n")
    make = subprocess.Popen(
        # Who runs this in the background may have told its children to ignore both.
        ["env", "--default-signal=INT,HUP", "make", "up"],
        cwd=data.parent,
        env=clean_environment({}),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert make.stdout is not None
    with make.stdout:
        for line in make.stdout:
            if line.startswith("Ready: "):
                make.send_signal(number)
    assert make.wait(SECONDS) != 0
    assert processes_below(data) == []


@pytest.fixture(scope="module")
def survivor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation whose programs may be killed; it has a session."""
    up = Installation(tmp_path_factory.mktemp("survivor") / "data")
    try:
        up.start().start_session("Survivor")
        yield up
    finally:
        up.end_all()


def test_every_killed_program_is_started_again(survivor: Installation) -> None:
    up = survivor
    name = session_of(up)
    url = f"{up.session_url(name)}/api/status"
    headers = {"Authorization": f"token {up.token()}"}
    server = psutil.Process(int(find_server(up)))
    for child in sorted(CHILDREN):
        before = up.kill(child)
        up.wait_for(lambda child=child, before=before: is_new(up, child, before), SECONDS)
        up.wait_for(lambda: is_whole(up), SECONDS)
        up.wait_for(lambda: status_of(url, headers) == httpx.codes.OK, SECONDS)
    assert server.is_running()
    assert up.is_running(name)


def test_what_a_killed_up_leaves_is_replaced_and_sessions_go_on(survivor: Installation) -> None:
    up = survivor
    name, server, ports = session_of(up), find_server(up), up.run.ports
    left = list(up.run.children.values())
    up.kill("up")
    assert all(map(is_alive, left))
    up.forget_people()
    up.start()
    assert "Ended what an earlier start left behind: demo, gateway, hub" in up.text()
    assert not any(map(is_alive, left))
    assert up.run.ports == ports
    assert find_server(up) == server
    up.wait_for(lambda: up.is_running(name), SECONDS)
    assert up.stop(signal.SIGHUP) == 0
    assert up.output[-1] == "Stopped."
    assert processes_below(up.data) == []


def test_a_wrong_configuration_starts_nothing(data: Path) -> None:
    up = Installation(data, config="server: {host: 0.0.0.0}\n")
    assert up.launch().wait(SECONDS) == 1
    up.stop()
    assert "server.host: 0.0.0.0 is not this machine's own" in up.text()
    assert not data.exists()


def test_a_database_that_does_not_answer_is_a_sentence(data: Path) -> None:
    url = "postgresql+psycopg://rc@127.0.0.1:9/rc"
    up = Installation(data, config=f"database: {{url: '{url}'}}\n")
    assert up.launch().wait(SECONDS) == 1
    up.stop()
    assert "Traceback" not in up.text()
    assert "database" in up.output[-2] + up.output[-1]
    assert processes_below(data) == []


def find_server(up: Installation) -> int:
    (record,) = up.places.data.glob("users/*/sessions/*/state/server.json")
    return int(record.read_text().split('"pid": ')[1].split(",")[0])


def session_of(up: Installation) -> str:
    (record,) = up.places.data.glob("users/*/sessions/*/state/server.json")
    return record.parent.parent.name


def is_new(up: Installation, child: str, before: int) -> bool:
    run = read_run(up.places.run)
    found = run.children.get(child) if run else None
    return found is not None and found.pid != before


def is_whole(up: Installation) -> bool:
    paths = ("/hub/login", "/services/remote-claude/healthz", "/services/claude-gateway/healthz")
    return all(answers(up.url + path) for path in paths)


def status_of(url: str, headers: dict[str, str]) -> int:
    try:
        return httpx.get(url, headers=headers, trust_env=False, timeout=10).status_code
    except httpx.HTTPError:
        return 0
