"""A token for a session that was deleted, or never was, changes nothing at the hub."""

from typing import Any

import httpx
import pytest

from tests.hub.test_posture import of_session
from tests.support.hub import Installation

PATH = "/hub/api/users/ada/sessions/ghost-abcd"


@pytest.mark.parametrize(
    ("method", "what", "body", "status"),
    [
        ("POST", "extension", {}, 404),
        ("PATCH", "repository", {"phase": "packing", "percent": 1}, 404),
        ("GET", "repository", None, 404),
        ("POST", "repository", {"error": "It could not be cloned."}, 204),
    ],
)
def test_a_session_that_is_not_there_is_not_found_and_not_made(
    shared: Installation, method: str, what: str, body: Any, status: int
) -> None:
    headers = {"Authorization": f"token {of_session(shared, 'ghost-abcd')}"}
    answer = httpx.request(method, f"{shared.url}{PATH}/{what}", headers=headers, json=body)
    assert answer.status_code == status
    if status == httpx.codes.NOT_FOUND:
        assert answer.json()["message"].startswith("Th")
    listed = shared.api("GET", "/users/ada/sessions", user="ada").json()["items"]
    assert "ghost-abcd" not in [each["name"] for each in listed]
    assert not shared.places.session("ada", "ghost-abcd").exists()
