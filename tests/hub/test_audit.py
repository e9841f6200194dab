"""The audit of a running installation: what is done is recorded and proven."""

import json
import subprocess
import sys

import httpx

from remote_claude_ext.trail.export import check_lines
from tests.hub.test_freezes import one
from tests.hub.test_service import call
from tests.support.hub import Installation, clean_environment


def test_what_an_administrator_does_is_recorded_and_proven(shared: Installation) -> None:
    body = {"reason": "Key on a forum"}
    call(shared, "PUT", one("user:bob"), user="admin", json=body).raise_for_status()
    gone = call(shared, "DELETE", one("user:bob"), user="admin")
    assert gone.status_code == httpx.codes.NO_CONTENT
    lines = shared.command("audit", "export", "--user", "bob").splitlines()
    freeze, unfreeze = (json.loads(line) for line in lines[-2:])
    assert (freeze["kind"], freeze["by"], freeze["source"]) == ("freeze", "admin", "hub")
    assert freeze["data"] == {"target": "user:bob", "reason": "Key on a forum"}
    assert unfreeze["kind"] == "unfreeze"
    assert check_lines(line.encode() for line in lines).broken is None
    said = shared.command("audit", "verify")
    assert said.startswith("The record holds, up to ")
    noted = said.split()[-1]
    assert noted in shared.command("audit", "verify", "--holds", noted)


def test_a_file_that_was_changed_is_told_with_its_row(shared: Installation) -> None:
    whole = shared.command("audit", "export")
    changed = whole.replace('"by":"admin"', '"by":"nobody"', 1)
    command = [sys.executable, "-m", "remote_claude_ext", "audit", "verify", "--file", "-"]
    for text, status in ((whole, 0), (changed, 1)):
        done = subprocess.run(
            command,
            input=text,
            env=clean_environment({}),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stderr
    assert "it was changed" in done.stderr
