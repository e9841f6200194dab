"""Whoever sends the hub service far too much reads so, through the proxy as well."""

import httpx
import pytest

from tests.hub.test_service import API, code
from tests.support.hub import Installation

MIB = 2**20


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
