"""A program that asks a session without a way through the proxy reads what to do, in JSON."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from remote_claude_ext.config.network import read_secret
from tests.hub.conftest import PASSWORDS
from tests.support.hub import Installation

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
API = "remote-claude/api/conversations"


@pytest.fixture(scope="module")
def stopped(shared: Installation) -> Iterator[str]:
    """The name of a session of ada's that was never started."""
    made = shared.api("POST", "/users/ada/sessions", user="ada", json={"title": "Heron"})
    name: str = made.json()["name"]
    yield name
    delete(shared, name)


def delete(shared: Installation, name: str) -> None:
    body = {"remove": True}
    shared.api("DELETE", f"/users/ada/servers/{name}", user="ada", json=body).raise_for_status()


def ask(shared: Installation, name: str, verb: str = "POST", token: str | None = None) -> Any:
    headers = {"Authorization": f"token {token}"} if token else {}
    url = f"{shared.session_url(name, 'ada')}/{API}"
    return httpx.request(verb, url, headers=headers, json={}, trust_env=False, timeout=30)


def error_of(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"].startswith("application/json"), answer.text
    error: dict[str, Any] = answer.json()["error"]
    return error


@pytest.mark.parametrize("verb", VERBS)
def test_a_program_reads_that_a_session_is_stopped_and_how_to_start_it(
    shared: Installation, stopped: str, verb: str
) -> None:
    answer = ask(shared, stopped, verb, shared.token("ada"))
    assert answer.status_code == httpx.codes.FAILED_DEPENDENCY
    error = error_of(answer)
    assert (error["code"], error["message"]) == ("session_stopped", "The session does not run.")
    assert f"POST /hub/api/users/ada/servers/{stopped}" in error["remedy"]


def test_a_session_that_starts_or_has_lost_its_way_is_worth_another_try(
    shared: Installation,
) -> None:
    name = shared.start_session("Lapwing", user="ada")
    proxy = f"http://127.0.0.1:{shared.run.ports.proxy_api}/api/routes/user/ada/{name}"
    secret = {"Authorization": f"token {read_secret(shared.places, 'proxy-token')}"}
    httpx.delete(proxy, headers=secret, trust_env=False).raise_for_status()
    answer = ask(shared, name, token=shared.token("ada"))
    assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert int(answer.headers["retry-after"]) > 0
    assert error_of(answer)["code"] == "starting"
    delete(shared, name)


def test_nobody_learns_whether_somebody_else_has_a_session(
    shared: Installation, stopped: str
) -> None:
    bob = shared.token("bob", PASSWORDS["bob"])
    for token, code in ((None, "session_stopped"), ("no", "session_stopped"), (bob, "not_found")):
        there, nowhere = (ask(shared, name, token=token) for name in (stopped, "ghost-abcd"))
        assert there.status_code == nowhere.status_code
        assert there.text.replace(stopped, "ghost-abcd") == nowhere.text
        assert error_of(there)["code"] == code


def test_a_page_is_led_to_the_hub_as_before(shared: Installation, stopped: str) -> None:
    answer = httpx.get(f"{shared.session_url(stopped, 'ada')}/lab", trust_env=False)
    assert answer.status_code == httpx.codes.FOUND
    assert answer.headers["location"] == f"/hub/user/ada/{stopped}/lab"
