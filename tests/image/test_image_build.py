"""What `make image` says before an engine is asked, and that its policy is the panel's."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from remote_claude_ext.session.claude.policy import QUIET, managed_settings
from tests.support.programs import ROOT

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
NO_ENGINE = '#!/bin/sh\necho "Cannot connect to the Docker daemon" >&2\nexit 1\n'


def build(*words: str | Path, path: str = "/nowhere") -> str:
    """What the program says when it is told to build and cannot."""
    done = subprocess.run(
        [sys.executable, "session-image/build.py", *words],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("make image: ")
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_machine_without_docker_is_told_what_to_install() -> None:
    assert "apt-get install docker.io" in build("--base", "debian:12")


def test_an_engine_that_is_down_is_told(tmp_path: Path) -> None:
    docker = tmp_path / "docker"
    docker.write_text(NO_ENGINE)
    docker.chmod(0o755)
    said = build("--base", "debian:12", path=str(tmp_path))
    assert "Start it" in said
    assert "Cannot connect to the Docker daemon" in said


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (CERTIFICATE + "-----BEGIN PRIVATE KEY-----\n", "holds a private key"),
        ("hello\n", "holds no certificate"),
        (None, "cannot be read"),
    ],
)
def test_a_bundle_that_is_none_is_refused(
    tmp_path: Path, content: str | None, sentence: str
) -> None:
    bundle = tmp_path / "ca.pem"
    if content is not None:
        bundle.write_text(content)
    assert sentence in build("--base", "debian:12", "--ca", bundle)


def test_the_policy_of_the_image_is_that_of_the_panel() -> None:
    there, ban = (
        json.loads((ROOT / "session-image" / name).read_text())
        for name in ("managed-settings.json", "no-auto-mode.json")
    )
    assert {**managed_settings([], auto_mode=True), **ban} == managed_settings([])
    panel = managed_settings([], auto_mode=True)
    assert isinstance(panel["permissions"], dict)
    asks = {**panel["permissions"], "defaultMode": "default"}
    more = {"env": QUIET, "parentSettingsBehavior": "merge", "permissions": asks}
    assert there == {**panel, **more}


def test_the_image_runs_the_versions_that_a_hub_with_local_sessions_does() -> None:
    def pins(name: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        text = (ROOT / "requirements" / name).read_text()
        for package, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE):
            found.setdefault(package, set()).add(version)
        return found

    hub, session = pins("run.txt"), pins("session.txt")
    assert {name: session[name] for name in hub.keys() & session.keys()} == {
        name: hub[name] for name in hub.keys() & session.keys()
    }
    assert {"jupyter-server-proxy", "jupyterlab-git", "jupyter-resource-usage"} <= session.keys()
