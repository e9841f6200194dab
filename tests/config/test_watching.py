"""`logging` and `telemetry` in the YAML, and the collector's headers on their way to it."""

from pathlib import Path

import pytest

from remote_claude_ext.cli.key import check_key_files, take_keys, with_provider
from remote_claude_ext.cli.serve import to_reference
from remote_claude_ext.config.check import check
from remote_claude_ext.config.load import load_settings
from remote_claude_ext.config.places import Places
from remote_claude_ext.config.problems import ConfigurationError
from remote_claude_ext.config.resolved import read_settings, write_settings
from remote_claude_ext.config.settings import Settings
from remote_claude_ext.core.secret import SecretRef

TEXT = """
logging: {format: json, level: info}
telemetry:
  otlpEndpoint: http://127.0.0.1:4318/
  headers: "${COLLECTOR}"
  sessions: [metrics, logs]
"""


def load(folder: Path, text: str, **environ: str) -> Settings:
    file = folder / "remote-claude.yaml"
    file.write_text(text)
    return with_provider(load_settings(file, environ), environ)


@pytest.mark.parametrize(
    ("provider", "key", "line"),
    [("", "", 0), ("claude: {apiKey: '${KEY}'}", "canary-key\n", 1)],
)
def test_the_headers_go_through_the_pipe_behind_the_keys(
    tmp_path: Path, provider: str, key: str, line: int
) -> None:
    environ = {"COLLECTOR": "x-tenant=canary", **({"KEY": key.strip()} if key else {})}
    settings = load(tmp_path, TEXT + provider, **environ)
    assert check(settings) == []
    assert settings.telemetry.otlp_endpoint == "http://127.0.0.1:4318"
    write_settings(Places(tmp_path), settings)
    assert b"canary" not in Places(tmp_path).settings.read_bytes()
    headers = read_settings(Places(tmp_path)).telemetry.headers
    assert headers == SecretRef("pipe", str(line))
    assert take_keys(settings, environ) == f"{key}x-tenant=canary".encode()
    assert to_reference(headers, "7") == SecretRef("pipe", f"7:{line}")


def test_a_file_of_headers_is_named_when_it_cannot_be_read(tmp_path: Path) -> None:
    settings = load(tmp_path, TEXT.replace('"${COLLECTOR}"', "file:none"))
    with pytest.raises(ConfigurationError, match=r"telemetry.headers: .* cannot be read"):
        check_key_files(settings)


@pytest.mark.parametrize(
    ("text", "path", "told"),
    [
        ("telemetry: {sessions: [logs]}", "telemetry.sessions", "no collector"),
        ("telemetry: {headers: a=b}", "telemetry.headers", "no collector"),
        (TEXT.replace("logs]", "spans]"), "telemetry.sessions", "spans is no signal"),
    ],
)
def test_what_leads_nowhere_is_told(tmp_path: Path, text: str, path: str, told: str) -> None:
    [problem] = check(load(tmp_path, text, COLLECTOR="a=b"))
    assert problem.path == path
    assert told in problem.message


def test_an_address_with_v1_and_a_level_that_is_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="written without /v1"):
        load(tmp_path, "telemetry: {otlpEndpoint: 'http://127.0.0.1:4318/v1'}")
    with pytest.raises(ConfigurationError, match="none of: error, warning, info, debug"):
        load(tmp_path, "logging: {level: loud}")
