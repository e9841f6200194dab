"""Models and aliases of users and groups in the YAML, and what their sessions then offer."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from remote_claude_ext.config.access import to_access, to_aliases
from remote_claude_ext.config.check import check
from remote_claude_ext.config.choices import model_access, model_variables
from remote_claude_ext.config.load import load_settings
from remote_claude_ext.config.places import Places
from remote_claude_ext.config.problems import ConfigurationError
from remote_claude_ext.config.resolved import read_settings, write_settings
from remote_claude_ext.config.settings import Claude, Settings
from remote_claude_ext.config.values import ValueProblemError
from remote_claude_ext.core.models import ModelGrant

TEXT = """
claude:
  provider: demo
  model: claude-sonnet-5-5
  models: [claude-sonnet-5-5, claude-haiku-5-5]
  aliases: {fast: claude-haiku-5-5}
  access:
    - {group: data, models: [claude-opus-5-5], aliases: {large: claude-opus-5-5}}
    - {user: ada, models: ["*"]}
"""


def load(folder: Path, text: str) -> Settings:
    file = folder / "remote-claude.yaml"
    file.write_text(text)
    return load_settings(file, {})


def test_lists_and_aliases_are_read_and_kept(tmp_path: Path) -> None:
    settings = load(tmp_path, TEXT)
    assert settings.claude.aliases == (("fast", "claude-haiku-5-5"),)
    assert settings.claude.access == (
        ModelGrant(
            whose="group",
            name="data",
            models=("claude-opus-5-5",),
            aliases=(("large", "claude-opus-5-5"),),
        ),
        ModelGrant(whose="user", name="ada", models=("*",)),
    )
    assert check(settings) == []
    write_settings(Places(tmp_path), settings)
    assert read_settings(Places(tmp_path)) == settings


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("ada", "It is no group of keys"),
        ({"models": ["a"]}, "whose it is with one of user: NAME, group: NAME"),
        ({"user": "ada", "group": "data", "models": ["a"]}, "whose it is with one of"),
        ({"user": "", "models": ["a"]}, "whose it is with one of"),
        ({"everyone": True, "models": ["a"]}, "stands in claude.models and claude.aliases"),
        ({"user": "*", "models": ["a"]}, "stands in claude.models and claude.aliases"),
        ({"user": "ada"}, "neither models nor aliases"),
        ({"user": "ada", "model": ["a"]}, "There is no key model; known: user, group, models"),
        ({"user": "ada", "models": "a"}, "models is a list of names"),
        ({"user": "ada", "models": []}, "models is a list of names"),
        ({"user": "ada", "models": ["claude-*"]}, "names are written out"),
        ({"user": "ada", "models": ["*", "a"]}, "names are written out"),
        ({"user": "ada", "models": ["a,b"]}, "'a,b' is no name of a model"),
        ({"user": "ada", "models": [None]}, "Nothing is no name of a model"),
        ({"user": "ada", "aliases": ["fast"]}, "These are no aliases: write {fast: "),
        ({"user": "ada", "aliases": {"a b": "x"}}, "'a b' is no name of an alias"),
        ({"user": "ada", "aliases": {"opus": "x"}}, "Claude Code has a model of its own for opus"),
        ({"user": "ada", "aliases": {"Best[1m]": "x"}}, "has a model of its own for Best[1m]"),
        ({"user": "ada", "aliases": {"fast": 7}}, "7 is no name of a model"),
        ({"group": "data", "models": ["a"]}, "the group data is there twice"),
    ],
)
def test_a_mistake_is_told_with_its_place(item: object, told: str) -> None:
    fine = {"group": "data", "models": ["a"]}
    with pytest.raises(ValueProblemError, match="Item 2 of the list: ") as caught:
        to_access([fine, item])
    assert told in str(caught.value)


def test_what_is_no_list_or_no_mapping_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueProblemError, match="no list"):
        to_access({"user": "ada"})
    with pytest.raises(ValueProblemError, match="no aliases"):
        to_aliases(["fast"])
    with pytest.raises(ConfigurationError, match=r"claude\.access: Item 1 of the list: "):
        load(tmp_path, "claude: {access: [{user: ada}]}")


def test_an_alias_that_leads_to_an_alias_is_a_mistake() -> None:
    grant = ModelGrant(whose="group", name="data", aliases=(("best", "fast"),))
    claude = Claude(aliases=(("fast", "claude-haiku-5-5"),), access=(grant,))
    (problem,) = check(Settings(claude=claude))
    assert problem.path == "claude.access (group data)"
    assert "The alias best leads to fast, which is an alias itself." in problem.message


def test_the_model_may_be_an_alias_that_everyone_has() -> None:
    aliases = (("usual", "claude-opus-5-5"),)
    fine = Claude(model="usual", models=("claude-opus-5-5",), aliases=aliases)
    assert check(Settings(claude=fine)) == []
    assert check(Settings(claude=Claude(model="usual", models=("a",), aliases=aliases))) != []


def test_a_session_offers_what_its_user_may_use(tmp_path: Path) -> None:
    variables = model_variables(model_access(load(tmp_path, TEXT)))

    def offered(user: str, *groups: str) -> tuple[str, str]:
        rows = [SimpleNamespace(name=group) for group in groups]
        spawner = SimpleNamespace(user=SimpleNamespace(name=user, groups=rows))
        return (
            variables["REMOTE_CLAUDE_MODEL"](spawner),
            variables["REMOTE_CLAUDE_MODELS"](spawner),
        )

    assert offered("bob") == ("claude-sonnet-5-5", "claude-sonnet-5-5,claude-haiku-5-5,fast")
    assert offered("bob", "data") == ("claude-opus-5-5", "claude-opus-5-5,large")
    assert offered("ada", "data") == ("claude-sonnet-5-5", "")
