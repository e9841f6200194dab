"""Which models somebody may use: the nearest list, aliases, dated names."""

import pytest

from remote_claude_ext.core.models import Choice, ModelAccess, ModelGrant

ACCESS = ModelAccess(
    models=("claude-sonnet-5-5", "claude-haiku-5-5"),
    default="claude-sonnet-5-5",
    aliases=(("fast", "claude-haiku-5-5"), ("best", "claude-opus-5-5")),
    grants=(
        ModelGrant(whose="group", name="data", models=("claude-opus-5-5",)),
        ModelGrant(whose="group", name="night", models=("claude-haiku-5-5",)),
        ModelGrant(whose="group", name="names", aliases=(("fast", "claude-sonnet-5-5"),)),
        ModelGrant(whose="user", name="ada", models=("*",), aliases=(("fast", "claude-fable-5"),)),
        ModelGrant(whose="user", name="eve", models=("best",)),
    ),
)


def names(user: str, *groups: str) -> tuple[str, ...]:
    return ACCESS.choose(user, groups).names


def test_without_a_list_every_model_is_allowed() -> None:
    for access in (
        ModelAccess(),
        ModelAccess(default="claude-opus-5-5"),
        ModelAccess(models=("*",)),
    ):
        choice = access.choose("ada", ())
        assert choice.allows("anything")
        assert choice.names == ()


def test_the_nearest_list_counts() -> None:
    assert names("bob") == ("claude-sonnet-5-5", "claude-haiku-5-5", "fast")
    assert names("bob", "unknown") == names("bob")
    assert names("bob", "data") == ("claude-opus-5-5", "best")
    assert names("bob", "night", "data") == ("claude-opus-5-5", "claude-haiku-5-5", "fast", "best")
    assert names("ada", "night") == ()
    assert ACCESS.choose("ada", ["night"]).allows("claude-mythos-5")


def test_the_nearest_alias_wins_and_the_others_stay() -> None:
    assert ACCESS.choose("bob", ()).resolve("fast") == "claude-haiku-5-5"
    assert ACCESS.choose("bob", ["names"]).resolve("fast") == "claude-sonnet-5-5"
    assert ACCESS.choose("ada", ["names"]).resolve("fast") == "claude-fable-5"
    assert ACCESS.choose("ada", ["names"]).resolve("best") == "claude-opus-5-5"
    assert ACCESS.choose("ada", ()).resolve("claude-opus-5-5") == "claude-opus-5-5"


def test_of_two_groups_with_the_same_alias_the_first_of_the_file_wins() -> None:
    def one(name: str) -> ModelGrant:
        return ModelGrant(whose="group", name=name, aliases=(("fast", f"model-of-{name}"),))

    access = ModelAccess(grants=(one("a"), one("b")))
    assert access.choose("bob", ["b", "a"]).resolve("fast") == "model-of-a"


def test_an_alias_on_the_list_allows_its_model_by_this_name_alone() -> None:
    choice = ACCESS.choose("eve", ())
    assert choice.names == ("best",)
    assert choice.allows("best")
    assert not choice.allows("claude-opus-5-5")
    assert not choice.allows("fast")


def test_a_name_without_a_date_allows_the_dated_ones() -> None:
    choice = Choice(models=("claude-sonnet-4-5",))
    for name in ("claude-sonnet-4-5", "claude-sonnet-4-5-20250929"):
        assert choice.allows(name)
    for name in ("claude-sonnet-4-50", "claude-sonnet-4-5-fast", "claude-sonnet", "", "*"):
        assert not choice.allows(name)


@pytest.mark.parametrize(
    ("user", "groups", "model"),
    [
        ("bob", [], "claude-sonnet-5-5"),
        ("bob", ["data"], "claude-opus-5-5"),
        ("ada", [], "claude-sonnet-5-5"),
        ("eve", [], "best"),
    ],
)
def test_a_conversation_begins_with_a_model_that_its_user_may_use(
    user: str, groups: list[str], model: str
) -> None:
    assert ACCESS.begin_with(ACCESS.choose(user, groups)) == model


def test_without_a_default_claude_code_chooses_where_it_may() -> None:
    assert ModelAccess().begin_with(Choice()) is None
    assert ModelAccess(models=("a", "b")).begin_with(Choice(models=("a", "b"))) == "a"
