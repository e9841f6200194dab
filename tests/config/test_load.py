"""A configuration file becomes settings, or a list of its mistakes with their places."""

from pathlib import Path

import pytest

from remote_claude_ext.config.load import load_settings
from remote_claude_ext.config.problems import ConfigurationError
from remote_claude_ext.config.settings import Settings
from remote_claude_ext.core.secret import SecretRef


def load(tmp_path: Path, text: str, **environ: str) -> Settings:
    file = tmp_path / "remote-claude.yaml"
    file.write_text(text)
    return load_settings(file, environ)


def mistakes(tmp_path: Path, text: str, **environ: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text, **environ)
    return [str(problem) for problem in caught.value.problems]


def test_without_a_file_everything_has_its_default() -> None:
    settings = load_settings(None, {})
    assert settings == Settings()
    assert settings.server.port == 8000
    assert settings.claude.max_prompt_bytes == 8 * 1024 * 1024


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("false", False), ("${AUTO}", True), ("${NONE:-False}", False)],
)
def test_auto_mode_is_let_in_by_a_word(
    tmp_path: Path,
    text: str,
    value: bool,  # noqa: FBT001 (a row of a table)
) -> None:
    assert load(tmp_path, f"claude: {{autoMode: '{text}'}}", AUTO="true").claude.auto_mode is value
    assert load(tmp_path, "claude: {autoMode: true}").claude.auto_mode is True
    assert load_settings(None, {}).claude.auto_mode is False
    for wrong in ("1", "enable", "[true]"):
        (said,) = mistakes(tmp_path, f"claude: {{autoMode: {wrong}}}")
        assert "is neither true nor false" in said


def test_an_empty_file_is_as_good_as_none(tmp_path: Path) -> None:
    assert load(tmp_path, "# nothing yet\n").server.port == 8000
    assert load(tmp_path, "server:\nclaude:\n").server.port == 8000


def test_every_key_of_this_version_is_read(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        """
server: {host: 127.0.0.1, port: 9000}
auth: {provider: local}
claude:
  provider: anthropic
  baseUrl: https://models.example.org/anthropic/
  authScheme: bearer
  apiKey: file:keys/provider
  model: claude-sonnet-4-5
  models: [claude-sonnet-4-5, claude-haiku-4-5]
  maxPromptBytes: 2MiB
sessions: {maxPerUser: 3, idleTimeout: 30m, maxDuration: 1h 30m}
database: {url: "postgresql+psycopg://rc@db/rc"}
""",
    )
    claude, sessions = settings.claude, settings.sessions
    assert (sessions.idle_timeout_seconds, sessions.max_duration_seconds) == (1800, 5400)
    assert (settings.server.host, settings.server.port) == ("127.0.0.1", 9000)
    assert (claude.provider, claude.auth_scheme) == ("anthropic", "bearer")
    assert claude.base_url == "https://models.example.org/anthropic"
    assert claude.api_key == SecretRef("file", str(tmp_path / "keys" / "provider"))
    assert claude.models == ("claude-sonnet-4-5", "claude-haiku-4-5")
    assert claude.max_prompt_bytes == 2 * 1024 * 1024
    assert settings.sessions.max_per_user == 3
    assert settings.database.url == "postgresql+psycopg://rc@db/rc"
    assert settings.file == str(tmp_path / "remote-claude.yaml")


def test_variables_are_put_in_before_types_are_checked(tmp_path: Path) -> None:
    text = 'server: {port: "${PORT}"}\nclaude: {models: ["${FIRST:-one}", "$${two}"]}\n'
    settings = load(tmp_path, text, PORT="9001")
    assert settings.server.port == 9001
    assert settings.claude.models == ("one", "${two}")


def test_a_variable_that_is_unset_or_empty_is_named_with_its_place(tmp_path: Path) -> None:
    for environ in ({}, {"MODEL": ""}):
        (mistake,) = mistakes(tmp_path, "claude: {model: '${MODEL}'}", **environ)
        assert mistake.startswith("claude.model: The variable MODEL is not set, or empty.")
        assert "${MODEL:-default}" in mistake


def test_a_key_from_a_variable_stays_a_reference(tmp_path: Path) -> None:
    settings = load(tmp_path, "claude: {apiKey: '${OUR_KEY}'}", OUR_KEY="canary-1234")
    assert settings.claude.api_key == SecretRef("env", "OUR_KEY")
    assert settings.secret_variables == ("OUR_KEY",)
    assert "canary" not in repr(settings)


def test_a_key_in_the_file_itself_is_not_shown(tmp_path: Path) -> None:
    settings = load(tmp_path, "claude: {apiKey: canary-1234}")
    assert settings.claude.api_key == SecretRef("literal", "canary-1234")
    assert "canary" not in repr(settings)


def test_a_key_variable_that_names_a_file_is_a_file(tmp_path: Path) -> None:
    settings = load(tmp_path, "claude: {apiKey: '${K:-file:key}'}")
    assert settings.claude.api_key == SecretRef("file", str(tmp_path / "key"))


def test_an_unknown_key_gets_the_nearest_known_one(tmp_path: Path) -> None:
    text = "claude: {apikey: x, modle: y, colour: z}\nsesions: {}\nserver: {maxPerUser: 2}\n"
    found = mistakes(tmp_path, text)
    assert "claude.apikey: There is no such key. Did you mean claude.apiKey?" in found
    assert "claude.modle: There is no such key. Did you mean claude.model?" in found
    assert "sesions: There is no such key. Did you mean sessions?" in found
    assert "server.maxPerUser: There is no such key. Did you mean sessions.maxPerUser?" in found
    assert any(m.startswith("claude.colour: There is no such key. Known here: ") for m in found)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("storage: {type: s3}", "storage"),
        ("security: {encryption: true}", "security.encryption"),
        ("auth: {oauth: {provider: google}}", "auth.oauth"),
        ("auth: {provider: oauth}", "auth.provider"),
    ],
)
def test_what_is_not_built_yet_is_said_to_be(tmp_path: Path, text: str, path: str) -> None:
    (mistake,) = mistakes(tmp_path, text)
    assert mistake.startswith(f"{path}: ")
    assert "known, not available in this version" in mistake


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("server: {port: many}", "server.port: 'many' is no whole number."),
        ("server: {port: 70000}", "server.port: 70000 is out of range: from 0 to 65535."),
        ("server: {port: true}", "server.port: True is no whole number."),
        ("server: 8000", "server: It is no group of keys."),
        ("claude: {maxPromptBytes: 8 lots}", "claude.maxPromptBytes: '8 lots' is no size"),
        ("claude: {maxPromptBytes: 1GiB}", "claude.maxPromptBytes: 1073741824 is out of range"),
        ("sessions: {idleTimeout: 30}", "sessions.idleTimeout: 30 is no duration: write a number"),
        ("sessions: {idleTimeout: soon}", "sessions.idleTimeout: 'soon' is no duration"),
        ("sessions: {idleTimeout: ''}", "sessions.idleTimeout: Nothing is no duration"),
        (
            "sessions: {idleTimeout: 5s}",
            "sessions.idleTimeout: 5s is out of range: from 30s to 365d",
        ),
        ("sessions: {maxDuration: 1h5}", "sessions.maxDuration: '1h5' is no duration"),
        ("sessions: {maxDuration: -8h}", "sessions.maxDuration: '-8h' is no duration"),
        ("claude: {baseUrl: 'ftp://x'}", "claude.baseUrl: 'ftp://x' is no address"),
        ("claude: {baseUrl: 'https://a/v1/'}", "claude.baseUrl: The address is written without"),
        ("claude: {provider: openai}", "claude.provider: 'openai' is none of: anthropic, demo."),
        ("claude: {models: one}", "claude.models: 'one' is no list"),
        ("claude: {model: [a]}", "claude.model: ['a'] is no text."),
        ("claude: {apiKey: ''}", "claude.apiKey: There is no key here."),
        ("claude: {model: '${A'}", "claude.model: '${A' is no variable"),
        ("- a\n- b", "It is no mapping."),
        ("server: {port: 1", "line 1, column "),
        ("server: {port: 1}\nserver: {port: 2}", "line 2, column 1: the key 'server' stands here"),
    ],
)
def test_a_mistake_is_a_sentence_with_its_place(tmp_path: Path, text: str, start: str) -> None:
    assert mistakes(tmp_path, text)[0].startswith(start)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    assert len(mistakes(tmp_path, "server: {port: x, hots: y}\nstorage: {}\n")) == 3


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.yaml cannot be used"):
        load_settings(tmp_path / "none.yaml", {})
