"""What Prometheus reads of the hub service."""

import re

import httpx

from tests.hub.test_service import API, call, code
from tests.support.hub import ADMIN, Installation

METRICS = "/services/remote-claude/metrics"


def scrape(shared: Installation, token: str) -> dict[str, float]:
    """Every sample by its name with labels."""
    headers = {"Authorization": f"Bearer {token}"}
    answer = call(shared, "GET", METRICS, user=None, headers=headers)
    assert answer.status_code == httpx.codes.OK, answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def reader(shared: Installation) -> str:
    """A token that may read metrics, and nothing else."""
    body = {"scopes": ["read:metrics"]}
    made = shared.api("POST", f"/users/{ADMIN}/tokens", json=body).raise_for_status()
    return str(made.json()["token"])


def test_metrics_are_for_tokens_that_may_read_them_and_those_may_nothing_else(
    shared: Installation,
) -> None:
    nobody = call(shared, "GET", METRICS, user=None)
    assert (nobody.status_code, code(nobody)) == (httpx.codes.FORBIDDEN, "forbidden")
    without = call(shared, "GET", METRICS)
    assert without.status_code == httpx.codes.FORBIDDEN
    assert "read:metrics" in without.text
    headers = {"Authorization": f"Bearer {reader(shared)}"}
    other = call(shared, "GET", f"{API}/sessions", user=None, headers=headers)
    assert other.status_code == httpx.codes.FORBIDDEN


def test_metrics_count_requests_and_tell_what_waits_and_runs(shared: Installation) -> None:
    token = reader(shared)
    before = scrape(shared, token)
    call(shared, "GET", f"{API}/budgets")
    call(shared, "GET", f"{API}/nothing/at/all/{token}")
    call(shared, "PROPFIND", f"{API}/budgets")
    frozen = f"{API}/freezes/user%3Anobody"
    call(
        shared, "PUT", frozen, user=ADMIN, json={"reason": "A test", "anyway": True}
    ).raise_for_status()
    after = scrape(shared, token)
    call(shared, "DELETE", frozen, user=ADMIN).raise_for_status()

    def grown(name: str) -> float:
        return after[f"remote_claude_hub_{name}"] - before.get(f"remote_claude_hub_{name}", 0)

    assert grown('requests_total{method="GET",route="api/v1/budgets",status="200"}') == 1
    assert grown('requests_total{method="GET",route="other",status="404"}') == 1
    assert grown("audit_events") >= 1
    assert after["remote_claude_hub_audit_broken"] == 0
    assert grown('requests_total{method="other",route="api/v1/budgets",status="405"}') == 1
    assert grown('request_seconds_count{route="api/v1/budgets"}') == 2
    assert grown("freezes") == 1
    assert after["remote_claude_hub_budget_requests_waiting"] >= 0
    for name in ("running", "memory_bytes", "processors", "processes", "disk_bytes"):
        assert after[f"remote_claude_hub_sessions_{name}"] >= 0
    assert after["process_resident_memory_bytes"] > 0
    # What callers choose is no label: neither their names nor what they ask for.
    assert not [name for name in after if re.search(f"{token}|PROPFIND|nobody", name)]
