"""Whoever sends hub or hub service far too much reads so, through the proxy as well."""

from pathlib import Path

import httpx
import pytest

from tests.hub.test_service import API, code
from tests.support.hub import Installation

MIB = 2**20


def peak_bytes(pid: int) -> int:
    """The most memory that a process ever had."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


@pytest.mark.parametrize("mebibytes", [5, 50])
def test_a_body_far_over_the_limit_is_refused_in_words(
    shared: Installation, mebibytes: int
) -> None:
    headers = {"Authorization": f"token {shared.token('ada')}"}
    with httpx.Client(base_url=shared.url, trust_env=False, timeout=60, headers=headers) as http:
        answer = http.post(f"{API}/sessions", content=b"x" * (mebibytes * MIB))
        assert (answer.status_code, code(answer)) == (413, "too_large")
        assert f"{mebibytes * MIB:,} bytes" in answer.json()["error"]["message"]
        assert http.get(f"{API}/auth/user").json()["name"] == "ada"


@pytest.mark.parametrize("path", ["/hub/login", "/hub/api/users", "/hub/no/such/page", "/"])
def test_nobody_fills_the_memory_of_the_hub(shared: Installation, path: str) -> None:
    # Nobody has signed in here: the size is looked at before anything else.
    before = peak_bytes(shared.pid("hub"))
    with httpx.Client(base_url=shared.url, trust_env=False, timeout=60) as http:
        answer = http.post(path, content=b"x" * (50 * MIB))
        assert answer.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE, answer.text
        assert answer.json()["message"].endswith("the limit is 1,048,576.")
        assert http.get("/hub/api").is_success
        without_length = http.post(path, content=(b"x" * MIB for _ in range(50)))
        assert without_length.status_code >= httpx.codes.BAD_REQUEST
    assert peak_bytes(shared.pid("hub")) - before < 25 * MIB


def test_an_upload_to_a_session_passes_and_to_a_stopped_one_is_told_so(
    shared: Installation,
) -> None:
    name = shared.start_session("Uploads", user="ada")
    path = f"{shared.session_path(name, 'ada')}/api/contents/large.txt"
    body = {"type": "file", "format": "text", "content": "x" * (5 * MIB)}
    sent = shared.call("PUT", path, user="ada", json=body)
    assert sent.status_code == httpx.codes.CREATED, sent.text
    assert sent.json()["size"] == 5 * MIB
    shared.api("DELETE", f"/users/ada/servers/{name}", user="ada")
    shared.wait_for(lambda: not shared.is_running(name, "ada"), 60)
    told = shared.call("PUT", path, user="ada", json=body)
    assert (told.status_code, code(told)) == (424, "session_stopped")
