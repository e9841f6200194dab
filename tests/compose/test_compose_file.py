"""`deploy/compose.yaml` as Compose reads it: three values, and nothing without a bound."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from remote_claude_ext.config.check import check
from remote_claude_ext.config.load import load_settings
from remote_claude_ext.core.secret import SecretRef
from tests.support.compose import FILE, Composed

pytestmark = pytest.mark.containers
SERVICES = {"tls", "hub", "socket-proxy", "db"}
VALUES = {
    "REMOTE_CLAUDE_HOST": "claude.example.org",
    "REMOTE_CLAUDE_KEY_FILE": "/etc/remote-claude/provider-key",
    "REMOTE_CLAUDE_CERTIFICATES": "/etc/remote-claude/certificates",
}


def resolved(folder: Path, **values: str) -> dict[str, Any]:
    """The file with values put in."""
    composed = Composed(folder, "rc-compose-file", {"REMOTE_CLAUDE_NAME": "x", **values})
    told: dict[str, Any] = yaml.safe_load(composed.compose("config"))
    return told


def test_the_example_has_the_three_values_and_they_are_enough(tmp_path: Path) -> None:
    lines = (FILE.parent / ".env.example").read_text().splitlines()
    given = dict(line.split("=") for line in lines if line and not line.startswith("#"))
    assert given == {**VALUES, "COMPOSE_PROJECT_NAME": "remote-claude"}
    assert set(resolved(tmp_path, **given)["services"]) == SERVICES


@pytest.mark.parametrize("name", ["REMOTE_CLAUDE_HOST", "REMOTE_CLAUDE_KEY_FILE"])
def test_a_value_that_is_missing_is_told(tmp_path: Path, name: str) -> None:
    values = {key: value for key, value in VALUES.items() if key != name}
    composed = Composed(tmp_path, "rc-compose-file", {"REMOTE_CLAUDE_NAME": "x", **values})
    done = composed.tried("config")
    assert done.returncode != 0
    assert "into .env" in done.stderr


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_service_is_bounded_watched_and_started_again(tmp_path: Path, name: str) -> None:
    service = resolved(tmp_path, **VALUES)["services"][name]
    assert service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert service["network_mode"] in ("host", "none")
    assert "ports" not in service


def test_the_key_is_a_file_of_the_hub_alone(tmp_path: Path) -> None:
    told = resolved(tmp_path, **VALUES)
    assert told["secrets"]["provider-key"]["file"] == VALUES["REMOTE_CLAUDE_KEY_FILE"]
    assert [name for name, one in told["services"].items() if one.get("secrets")] == ["hub"]


def test_its_configuration_is_right(tmp_path: Path) -> None:
    settings = load_settings(FILE.with_name("remote-claude.yaml"), {"REMOTE_CLAUDE_TAG": "7"})
    assert check(settings) == []
    assert settings.containers.image == "remote-claude-session:7"
    assert settings.containers.at_stop == "keep"
    assert settings.claude.api_key == SecretRef("file", "/run/secrets/provider-key")
