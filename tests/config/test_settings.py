"""Settings are checked, resolved for the processes of `up`, and never carry a key to disk."""

from dataclasses import fields, replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.config.check import check, is_loopback
from remote_claude_ext.config.environment import child_environment, engine_address
from remote_claude_ext.config.expand import expand, variables
from remote_claude_ext.config.hint import config_hint, key_hint
from remote_claude_ext.config.places import Places
from remote_claude_ext.config.providers import upstreams
from remote_claude_ext.config.resolved import read_settings, write_settings
from remote_claude_ext.config.settings import (
    SECTIONS,
    Claude,
    Database,
    Server,
    Settings,
)
from remote_claude_ext.core.secret import SecretRef


def paths(settings: Settings) -> list[str]:
    return [problem.path for problem in check(settings)]


def test_the_defaults_are_well() -> None:
    assert check(Settings()) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "::", "::1"])  # noqa: S104 (refused)
def test_an_address_that_others_may_reach_is_refused_with_the_remedy(host: str) -> None:
    (problem,) = check(Settings(server=Server(host=host)))
    assert problem.path == "server.host"
    assert "Write 127.0.0.1" in problem.remedy
    assert not is_loopback(host)


def test_a_provider_without_a_key_is_a_mistake() -> None:
    assert paths(Settings(claude=Claude(provider="anthropic"))) == ["claude.apiKey"]


def test_the_model_must_be_one_of_the_models() -> None:
    assert paths(Settings(claude=Claude(model="a", models=("b",)))) == ["claude.model"]


def test_a_database_that_is_not_known_is_a_mistake() -> None:
    assert paths(Settings(database=Database(url="mysql://x/y"))) == ["database.url"]
    assert paths(Settings(database=Database(url="sqlite:///relative.db"))) == ["database.url"]
    assert paths(Settings(database=Database(url="sqlite:////absolute.db"))) == []


def test_every_setting_has_its_key_and_a_sentence_of_help() -> None:
    for section in SECTIONS.values():
        for field in fields(section):
            setting = field.metadata["setting"]
            assert setting.help.endswith("."), field.name
            name = field.name.removesuffix("_seconds").replace("_", "")
            assert setting.key.lower() == name


def test_resolved_settings_come_back_without_a_key(tmp_path: Path) -> None:
    places = Places(tmp_path)
    settings = Settings(claude=Claude(provider="anthropic", api_key=SecretRef("literal", "canary")))
    write_settings(places, settings)
    assert b"canary" not in places.settings.read_bytes()
    assert places.settings.stat().st_mode & 0o777 == 0o600
    assert read_settings(places) == replace(
        settings, claude=replace(settings.claude, api_key=SecretRef("pipe", "0"))
    )


def test_resolved_settings_keep_where_a_key_file_is(tmp_path: Path) -> None:
    settings = Settings(claude=Claude(api_key=SecretRef("file", "/etc/key"), models=("a", "b")))
    write_settings(Places(tmp_path), settings)
    assert read_settings(Places(tmp_path)) == settings


def test_a_child_sees_an_allow_list_and_no_secret() -> None:
    parent = {
        "PATH": "/bin",
        "LC_ALL": "C.UTF-8",
        "ANTHROPIC_API_KEY": "canary",
        "CLAUDE_CODE_OAUTH_TOKEN": "canary",
        "AWS_SECRET_ACCESS_KEY": "canary",
        "LOGNAME": "canary",
    }
    child = child_environment(parent, withheld=["LOGNAME"], own={"REMOTE_CLAUDE_DATA": "/d"})
    assert child == {
        "PATH": "/bin",
        "LC_ALL": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "REMOTE_CLAUDE_DATA": "/d",
    }


def test_a_web_proxy_is_never_asked_for_this_machine() -> None:
    parent = {"https_proxy": "http://proxy:3128", "no_proxy": "intern, localhost"}
    child = child_environment(parent, withheld=(), own={})
    assert child["no_proxy"] == "intern,localhost,127.0.0.1"
    assert child["NO_PROXY"] == "127.0.0.1,localhost"
    assert "NO_PROXY" not in child_environment({}, withheld=(), own={})


def test_only_the_hub_is_told_where_the_engine_is() -> None:
    parent = {"DOCKER_HOST": "unix:///run/engine/docker.sock", "PATH": "/bin"}
    assert engine_address(parent) == {"DOCKER_HOST": parent["DOCKER_HOST"]}
    assert engine_address({"DOCKER_HOST": ""}) == engine_address({}) == {}
    assert "DOCKER_HOST" not in child_environment(parent, withheld=(), own={})


def test_the_hint_names_the_file_to_write() -> None:
    for settings in (Settings(), Settings(file="/etc/rc.yaml")):
        for language in ("en", "de"):
            pasted = yaml.safe_load(config_hint(settings, language))
            assert pasted == {
                "claude": {"provider": "anthropic", "apiKey": "file:/path/to/your-key"}
            }
    assert "/etc/rc.yaml" in config_hint(Settings(file="/etc/rc.yaml"))


def test_a_wrong_key_is_mended_where_it_came_from() -> None:
    in_file = Settings(
        file="/rc.yaml", claude=Claude(provider="anthropic", api_key=SecretRef("file", "/keys/a"))
    )
    literal = Settings(
        file="/rc.yaml", claude=Claude(provider="anthropic", api_key=SecretRef("literal", "x"))
    )
    assert key_hint(in_file, *upstreams(in_file)) == "the file /keys/a (claude.apiKey in /rc.yaml)"
    assert key_hint(literal, *upstreams(literal)) == "claude.apiKey in /rc.yaml"
    assert "ANTHROPIC_API_KEY" in key_hint(Settings(), *upstreams(Settings()))


@given(st.text())
def test_a_text_without_variables_stays_as_it_is(text: str) -> None:
    if "${" not in text:
        assert expand(text, {}) == text
        assert variables(text) == frozenset()


@given(st.text(), st.text(), st.text(min_size=1))
def test_a_value_is_never_expanded_again(before: str, after: str, value: str) -> None:
    before, after = before.replace("$", ""), after.replace("$", "")
    assert expand(f"{before}${{NAME}}{after}", {"NAME": value}) == before + value + after
