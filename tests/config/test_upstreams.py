"""Several providers in the YAML, and their keys on the way to the gateway."""

from pathlib import Path

import pytest

from remote_claude_ext.cli.key import check_key_files, take_keys, with_provider
from remote_claude_ext.config.check import check
from remote_claude_ext.config.load import load_settings
from remote_claude_ext.config.places import Places
from remote_claude_ext.config.problems import ConfigurationError
from remote_claude_ext.config.providers import is_demo, needs_demo, upstreams
from remote_claude_ext.config.resolved import read_settings, write_settings
from remote_claude_ext.config.settings import Settings
from remote_claude_ext.config.upstreams import ANTHROPIC, UpstreamSetting, to_upstreams
from remote_claude_ext.config.values import ValueProblemError
from remote_claude_ext.core.secret import SecretRef

TEXT = """
claude:
  upstreams:
    - {name: main, apiKey: "${MAIN_KEY}"}
    - {name: files, apiKey: file:key, models: ["claude-*"], timeout: 30s}
    - name: other
      baseUrl: https://llm.example.org/anthropic/
      authScheme: bearer
      apiKey: canary-literal
    - {name: local, baseUrl: "http://127.0.0.1:9"}
    - {name: script, provider: demo, models: ["demo-*"]}
"""


def load(folder: Path, text: str, **environ: str) -> Settings:
    file = folder / "remote-claude.yaml"
    file.write_text(text)
    return load_settings(file, environ)


def test_every_provider_is_read_in_its_order(tmp_path: Path) -> None:
    settings = with_provider(load(tmp_path, TEXT, MAIN_KEY="canary-1"), {"ANTHROPIC_API_KEY": "x"})
    assert check(settings) == []
    assert upstreams(settings) == (
        UpstreamSetting(name="main", base_url=ANTHROPIC, api_key=SecretRef("env", "MAIN_KEY")),
        UpstreamSetting(
            name="files",
            api_key=SecretRef("file", str(tmp_path / "key")),
            models=("claude-*",),
            timeout_seconds=30,
        ),
        UpstreamSetting(
            name="other",
            base_url="https://llm.example.org/anthropic",
            auth_scheme="bearer",
            api_key=SecretRef("literal", "canary-literal"),
        ),
        UpstreamSetting(name="local", base_url="http://127.0.0.1:9"),
        UpstreamSetting(name="script", provider="demo", models=("demo-*",)),
    )
    assert settings.secret_variables == ("MAIN_KEY",)
    assert needs_demo(settings)
    assert not is_demo(settings)
    assert "canary" not in repr(settings)


def test_keys_go_through_the_pipe_in_the_lines_that_the_settings_name(tmp_path: Path) -> None:
    environ = {"MAIN_KEY": " canary-1\n", "ANTHROPIC_API_KEY": "x"}
    settings = load(tmp_path, TEXT, **environ)
    write_settings(Places(tmp_path), settings)
    assert b"canary" not in Places(tmp_path).settings.read_bytes()
    keys = [one.api_key for one in upstreams(read_settings(Places(tmp_path)))]
    assert keys == [
        SecretRef("pipe", "0"),
        SecretRef("file", str(tmp_path / "key")),
        SecretRef("pipe", "1"),
        None,
        None,
    ]
    assert take_keys(settings, environ) == b"canary-1\ncanary-literal"
    assert environ == {"ANTHROPIC_API_KEY": "x"}


def test_a_key_of_two_lines_does_not_move_the_others(tmp_path: Path) -> None:
    environ = {"MAIN_KEY": "one\ntwo"}
    assert take_keys(load(tmp_path, TEXT, **environ), environ) == b"\ncanary-literal"


def test_a_key_file_that_is_missing_or_empty_is_told_with_its_upstream(tmp_path: Path) -> None:
    settings = load(tmp_path, TEXT, MAIN_KEY="canary-1")
    with pytest.raises(ConfigurationError, match=r"claude.upstreams \(files\): .* cannot be read"):
        check_key_files(settings)
    (tmp_path / "key").write_text("\n")
    with pytest.raises(ConfigurationError, match="is empty"):
        check_key_files(settings)
    (tmp_path / "key").write_text("k\n")
    check_key_files(settings)


FINE = {"name": "main", "baseUrl": "https://llm.example.org"}
FIRST = {**FINE, "name": "first"}


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("main", "It is no group of keys"),
        ({"baseUrl": "https://x.example"}, "It needs a name of small letters"),
        ({"name": "Main"}, "It needs a name of small letters"),
        ({"name": "a"}, "Anthropic needs a key"),
        ({"name": "a", "url": "https://x.example"}, "There is no key url; known: name, provider"),
        ({"name": "a", "baseUrl": "x.example"}, "is no address"),
        ({"name": "a", "baseUrl": "https://x.example/v1"}, "written without /v1"),
        ({"name": "a", "baseUrl": None}, "baseUrl is an address such as"),
        ({"name": "a", "provider": "openai"}, "provider is one of anthropic, demo"),
        ({**FINE, "authScheme": "basic"}, "authScheme is one of x-api-key, bearer"),
        ({**FINE, "models": []}, "models is a list of names or patterns"),
        ({**FINE, "models": "claude-*"}, "models is a list of names or patterns"),
        ({**FINE, "models": ["a b"]}, "'a b' is no pattern of models"),
        ({**FINE, "timeout": 30}, "30 is no duration"),
        ({**FINE, "timeout": "1h"}, "1h is out of range: from 1s to 10m"),
        ({"name": "a", "provider": "demo", "apiKey": "x"}, "demo model has no apiKey"),
        (FIRST, "The name first is there twice"),
    ],
)
def test_a_mistake_is_told_with_its_place(item: object, told: str) -> None:
    with pytest.raises(ValueProblemError, match="Upstream 2 of the list: ") as caught:
        to_upstreams([FIRST, item])
    assert told in str(caught.value)


def test_an_empty_key_and_an_unset_variable_are_told_with_their_place(tmp_path: Path) -> None:
    for key, told in (("", "There is no key here"), ("'${NONE}'", "The variable NONE is not set")):
        text = f"claude: {{upstreams: [{{name: a, apiKey: {key}}}]}}"
        with pytest.raises(ConfigurationError, match=f"claude.upstreams: Upstream 1 .*{told}"):
            load(tmp_path, text)
    with pytest.raises(ConfigurationError, match="This is no list"):
        load(tmp_path, "claude: {upstreams: {name: a}}")


def test_what_describes_one_provider_does_not_stand_beside_the_list(tmp_path: Path) -> None:
    text = "claude: {provider: anthropic, apiKey: k, upstreams: [{name: a, provider: demo}]}"
    settings = with_provider(load(tmp_path, text), {})
    assert [problem.path for problem in check(settings)] == ["claude.provider", "claude.apiKey"]
    assert all("beside claude.upstreams" in problem.message for problem in check(settings))


def test_one_provider_is_a_list_of_one(tmp_path: Path) -> None:
    settings = with_provider(load(tmp_path, "claude: {apiKey: k}"), {})
    [upstream] = upstreams(settings)
    assert (upstream.name, upstream.base_url) == ("anthropic", ANTHROPIC)
    assert is_demo(Settings())
    assert needs_demo(Settings())
