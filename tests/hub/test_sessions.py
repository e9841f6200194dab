"""Sessions as local processes: start, failure, stop, delete, restore, and whose they are."""

import json
import stat
import subprocess
import time
from typing import Any

import httpx
import psutil
import pytest

from remote_claude_ext.config.processes import find_child
from tests.support.hub import Installation
from tests.support.person import Person


def server_of(shared: Installation, name: str, user: str = "ada") -> psutil.Process:
    state = shared.places.session_state(user, name)
    recorded = json.loads((state / "server.json").read_bytes())
    process = psutil.Process(recorded["pid"])
    assert abs(process.create_time() - recorded["started_at"]) < 2
    return process


def listing(shared: Installation, user: str = "ada") -> dict[str, object]:
    answer = shared.api("GET", f"/users/{user}/sessions", user=user)
    answer.raise_for_status()
    found: dict[str, object] = answer.json()
    return found


def shown(shared: Installation, name: str) -> dict[str, object] | None:
    items = listing(shared)["items"]
    assert isinstance(items, list)
    return next((item for item in items if item["name"] == name), None)


def stop(shared: Installation, name: str) -> None:
    shared.api("DELETE", f"/users/ada/servers/{name}", user="ada").raise_for_status()
    shared.wait_for(lambda: (shown(shared, name) or {})["state"] == "stopped", 30)


@pytest.fixture(scope="module")
def running(shared: Installation) -> str:
    return shared.start_session("Shared work", "ada")


def test_a_session_has_lab_its_own_folders_and_an_address_made_of_its_title(
    shared: Installation, running: str
) -> None:
    assert running.startswith("shared-work-")
    page = shared.login("ada", "ada-password").get(f"/user/ada/{running}/")
    assert page.url.path == f"/user/ada/{running}/lab"
    assert page.status_code == httpx.codes.OK
    for folder in (shared.places.user("ada"), shared.places.workspace("ada", running)):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert server_of(shared, running).cwd() == str(shared.places.workspace("ada", running))


def test_a_session_sees_only_what_it_may(shared: Installation, running: str) -> None:
    environ = server_of(shared, running).environ()
    assert environ["HOME"].startswith(str(shared.places.user("ada")))
    assert environ["REMOTE_CLAUDE_GATEWAY_URL"] == shared.run.gateway_url
    secrets = [path.read_text().strip() for path in shared.places.secrets.iterdir()]
    assert not [name for name, value in environ.items() if value in secrets]
    assert not [name for name in environ if name.startswith(("ANTHROPIC", "CONFIGPROXY"))]


def test_its_token_is_itself_and_nothing_more(shared: Installation, running: str) -> None:
    token = server_of(shared, running).environ()["JUPYTERHUB_API_TOKEN"]
    header = {"Authorization": f"token {token}"}
    with httpx.Client(base_url=f"{shared.url}/hub/api", headers=header) as http:
        me = http.get("/user").json()
        assert (me["name"], me["kind"]) == ("ada", "user")
        access = [scope for scope in me["scopes"] if scope.startswith("access:servers")]
        assert access == [f"access:servers!server=ada/{running}"]
        own = {"admin", "groups", "kind", "last_activity", "name", "user_info"}
        assert set(http.get("/users/ada").json()) <= own
        assert http.post("/users/ada/tokens").status_code == httpx.codes.FORBIDDEN
        assert http.delete(f"/users/ada/servers/{running}").status_code == httpx.codes.FORBIDDEN


@pytest.mark.parametrize("path", ["/user/ada/", "/user/ada/lab", "/hub/spawn", "/hub/spawn/ada"])
def test_there_is_no_default_server(shared: Installation, path: str) -> None:
    person = shared.login("ada", "ada-password")
    assert person.get(path).url.path == "/hub/home"
    refused = shared.api("POST", "/users/ada/server", user="ada")
    assert refused.status_code == httpx.codes.BAD_REQUEST
    assert "needs a name" in refused.json()["message"]


def test_a_plain_request_to_the_hub_starts_a_session(shared: Installation) -> None:
    started = shared.api("POST", "/users/ada/servers/plain-abcd", user="ada")
    assert started.status_code in {httpx.codes.CREATED, httpx.codes.ACCEPTED}
    shared.wait_for(lambda: shared.is_running("plain-abcd", "ada"), 60)
    stop(shared, "plain-abcd")


@pytest.mark.parametrize("name", ["Session_One", "1st", "%2e%2e%2fbob", "a" * 31, "a.b"])
def test_a_name_that_cannot_be_a_folder_is_refused(shared: Installation, name: str) -> None:
    answer = shared.api("POST", f"/users/ada/servers/{name}", user="ada")
    assert answer.status_code in {400, 404}
    assert not shared.places.session("ada", name).exists()


def test_a_stopped_sessions_page_leads_home_where_it_can_be_started(
    shared: Installation, running: str
) -> None:
    made = shared.api("POST", "/users/ada/sessions", user="ada", json={"title": "Idle"})
    name = made.json()["name"]
    page = shared.login("ada", "ada-password").get(f"/user/ada/{name}/lab/tree/x.py")
    assert (page.url.path, page.url.params["open"]) == ("/hub/home", name)


def test_the_page_of_a_start_starts_nothing_and_is_the_owners_alone(shared: Installation) -> None:
    made = shared.api("POST", "/users/ada/sessions", user="ada", json={"title": "<i>Idle</i>"})
    name = made.json()["name"]
    ada = shared.login("ada", "ada-password")
    page = ada.get(f"/hub/start/{name}")
    assert page.url.path == f"/hub/start/{name}"
    assert "&lt;i&gt;Idle&lt;/i&gt;" in page.text
    assert "<i>" not in page.text
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    item = shown(shared, name)
    assert item is not None
    assert item["state"] == "stopped"
    assert shared.login("bob", "bob-password").get(f"/hub/start/{name}").url.path == "/hub/home"
    assert ada.get("/hub/start/nothing-abcd").url.path == "/hub/home"
    with httpx.Client(base_url=shared.url) as nobody:
        answer = nobody.get(f"/hub/start/{name}")
        assert answer.is_redirect
        assert answer.headers["location"].startswith("/hub/login?next=")


def test_a_session_is_renamed_while_it_runs(shared: Installation, running: str) -> None:
    path = f"/users/ada/sessions/{running}"
    changed = shared.api("PATCH", path, user="ada", json={"title": "  Better \n name "})
    assert changed.json() == {"name": running, "title": "Better name"}
    item = shown(shared, running)
    assert item is not None
    assert (item["title"], item["state"]) == ("Better name", "running")
    empty = shared.api("PATCH", path, user="ada", json={"title": " "})
    assert empty.status_code == httpx.codes.BAD_REQUEST


@pytest.mark.parametrize("path", ["/hub/nothing", "/user/nobody/work-abcd/lab"])
def test_an_address_where_nothing_is_says_so_and_leads_back(
    shared: Installation, path: str
) -> None:
    answer = shared.login("ada", "ada-password").get(path)
    assert answer.status_code == httpx.codes.NOT_FOUND
    assert "There is nothing here" in answer.text
    assert 'href="/hub/home">To the sessions' in answer.text


def test_somebody_elses_session_is_closed_and_says_nothing(
    shared: Installation, running: str
) -> None:
    paths = [
        f"/user/ada/{running}/lab",
        f"/user/ada/{running}/api/contents",
        f"/hub/api/users/ada/servers/{running}",
        "/hub/api/users/ada",
        "/hub/api/users/ada/sessions",
        f"/hub/api/users/ada/servers/{running}/progress",
    ]
    header = {"Authorization": f"token {shared.token('bob')}"}
    for path in paths:
        answer = httpx.get(shared.url + path, headers=header, follow_redirects=True)
        assert answer.status_code in {403, 404}, path
        assert "Better name" not in answer.text
    for verb, path in [
        ("PATCH", f"/users/ada/sessions/{running}"),
        ("POST", "/users/ada/sessions"),
        ("DELETE", f"/users/ada/servers/{running}"),
        ("POST", "/users/ada/deleted-sessions/x-abcd.1"),
    ]:
        answer = shared.api(verb, path, user="bob", json={"title": "Mine"})
        assert answer.status_code in {403, 404}, path
    with Person(shared.url, "bob") as bob:
        bob.sign_in("bob-password")
        assert bob.get(f"/user/ada/{running}/lab").status_code in {403, 404}
    assert shared.is_running(running, "ada")


def test_a_failed_start_is_told_with_the_logs_last_lines(shared: Installation) -> None:
    config = shared.places.user("bob") / "jupyter" / "config" / "jupyter_server_config.py"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text("raise SystemExit('the disk of this test is on fire')\n")
    made = shared.api("POST", "/users/bob/sessions", user="bob", json={"title": "Broken"})
    name = made.json()["name"]
    failed = shared.api("POST", f"/users/bob/servers/{name}", user="bob")
    if failed.status_code != httpx.codes.ACCEPTED:  # else the start took longer than the answer
        assert failed.status_code == httpx.codes.INTERNAL_SERVER_ERROR
        assert "could not start" in failed.json()["message"]
        assert "the disk of this test is on fire" in failed.json()["message"]

    def broken() -> dict[str, Any]:
        items: Any = listing(shared, "bob")["items"]
        return next(item for item in items if item["name"] == name)

    shared.wait_for(lambda: broken()["failure"], 60)
    item = broken()
    assert item["state"] == "stopped"
    assert "the disk of this test is on fire" in item["failure"]["log"]
    config.unlink()
    shared.start_server(name, "bob")
    (item,) = [item for item in listing(shared, "bob")["items"] if item["name"] == name]  # type: ignore[attr-defined]
    assert (item["state"], item["failure"]) == ("running", None)
    shared.api("DELETE", f"/users/bob/servers/{name}", user="bob").raise_for_status()


def test_nothing_in_a_workspace_poses_as_a_part_of_the_server(shared: Installation) -> None:
    made = shared.api("POST", "/users/ada/sessions", user="ada", json={"title": "Hostile"})
    name = made.json()["name"]
    workspace = shared.places.workspace("ada", name)
    workspace.mkdir(parents=True)
    for module in ("json.py", "jupyterhub.py", "jupyter_server_config.py", "sitecustomize.py"):
        (workspace / module).write_text("raise SystemExit('taken over')\n")
    shared.start_server(name, "ada")
    assert "taken over" not in (shared.places.session_state("ada", name) / "server.log").read_text()
    stop(shared, name)


def test_a_session_offers_its_users_models_and_ends_with_its_user(shared: Installation) -> None:
    shared.add_user("leaver", "leaver-password")
    shared.token("leaver", "leaver-password")
    shared.api("POST", "/groups/leavers").raise_for_status()
    shared.api("POST", "/groups/leavers/users", json={"users": ["leaver"]}).raise_for_status()
    name = shared.start_session("Last work", "leaver")
    path = f"/user/leaver/{name}/remote-claude/api/health"
    choices = shared.call("GET", path, user="leaver").json()["choices"]
    assert choices["models"] == ["claude-haiku-5-5", "fast"]
    process = server_of(shared, name, "leaver")
    shared.command("user", "remove", "leaver")
    shared.wait_for(lambda: find_child(process.pid) is None, 30)
    assert shared.places.workspace("leaver", name).is_dir()


def test_stopping_ends_whatever_the_session_left_behind(shared: Installation) -> None:
    name = shared.start_session("Leaves things", "ada")
    process = server_of(shared, name)
    detached = subprocess.Popen(["sleep", "600"], env=process.environ(), start_new_session=True)
    assert psutil.pid_exists(detached.pid)
    stop(shared, name)
    assert not process.is_running()
    assert detached.wait(10) != 0


def test_a_deleted_session_is_kept_and_can_be_restored(shared: Installation) -> None:
    name = shared.start_session("Will be missed", "ada")
    (shared.places.workspace("ada", name) / "notes.txt").write_text("kept")
    shared.api(
        "DELETE", f"/users/ada/servers/{name}", user="ada", json={"remove": True}
    ).raise_for_status()
    shared.wait_for(lambda: shown(shared, name) is None, 30)
    assert not shared.places.session("ada", name).exists()
    (kept,) = [k for k in listing(shared)["deleted"] if k["title"] == "Will be missed"]  # type: ignore[attr-defined]
    assert kept["entry"].rpartition(".")[0] == name
    assert time.time() - int(kept["entry"].rpartition(".")[2]) < 60
    path = f"/users/ada/deleted-sessions/{kept['entry']}"
    assert shared.api("POST", path, user="bob").status_code in {403, 404}
    restored = shared.api("POST", path, user="ada")
    assert restored.json() == {"name": name, "title": "Will be missed"}
    assert (shared.places.workspace("ada", name) / "notes.txt").read_text() == "kept"
    assert shared.api("POST", path, user="ada").status_code == httpx.codes.NOT_FOUND
    shared.start_server(name, "ada")
    stop(shared, name)


def test_the_hub_killed_and_started_again_takes_up_a_running_session(
    shared: Installation, running: str
) -> None:
    before = server_of(shared, running)
    killed = shared.kill("hub")
    url = f"{shared.session_url(running, 'ada')}/api/status"
    header = {"Authorization": f"token {shared.token('ada')}"}
    shared.wait_for(lambda: shared.pid("hub") != killed, 60)
    shared.wait_for(lambda: is_up(shared), 60)
    assert server_of(shared, running).pid == before.pid
    assert shared.is_running(running, "ada")
    assert httpx.get(url, headers=header).status_code == httpx.codes.OK
    stop(shared, running)
    assert find_child(before.pid) is None


def is_up(shared: Installation) -> bool:
    try:
        return shared.api("GET", "/users/ada", user="ada").status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
