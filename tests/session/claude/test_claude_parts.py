"""The pure parts of the adapter: offers, outcomes, tools, prompts, policy."""

from datetime import timedelta
from pathlib import PurePath

import pytest
from claude_agent_sdk import PermissionUpdate
from claude_agent_sdk.types import PermissionRuleValue
from msgspec import UNSET

from remote_claude_ext.session.chat.ports import Active, Emitted
from remote_claude_ext.session.claude import policy
from remote_claude_ext.session.claude.home import to_project
from remote_claude_ext.session.claude.notices import to_notices
from remote_claude_ext.session.claude.offers import to_notation, to_offers
from remote_claude_ext.session.claude.outcomes import to_reason
from remote_claude_ext.session.claude.results import to_finished
from remote_claude_ext.session.claude.rules import Rules
from remote_claude_ext.session.claude.todos import Todos
from remote_claude_ext.session.claude.token import token_command, token_file, write_token
from remote_claude_ext.session.claude.tools import (
    PREVIEW_CHARACTERS,
    to_activity,
    to_preview,
    to_structured,
    to_tool_label,
)
from remote_claude_ext.wire.frames import ToolFinished
from remote_claude_ext.wire.output import Preview

WORK = PurePath("/home/ada/work")


def rule(tool: str, content: str | None, destination: str = "localSettings") -> PermissionUpdate:
    return PermissionUpdate(
        type="addRules",
        rules=[PermissionRuleValue(tool_name=tool, rule_content=content)],
        behavior="allow",
        destination=destination,
    )


@pytest.mark.parametrize(
    ("update", "label", "scope", "kept"),
    [
        (
            rule("Bash", "pip install:*"),
            'Always allow "pip install" in this project',
            "project",
            ("Bash(pip install:*)",),
        ),
        (
            rule("WebFetch", "domain:example.com"),
            "Always allow fetching from example.com in this project",
            "project",
            ("WebFetch(domain:example.com)",),
        ),
        (
            rule("mcp__lab__open_file", None),
            'Always allow "open_file (lab)" in this project',
            "project",
            ("mcp__lab__open_file",),
        ),
        (
            rule("Read", "//etc/**", "session"),
            "Always allow reading /etc in this conversation",
            "conversation",
            (),
        ),
        (
            rule("Bash", "ls", "userSettings"),
            'Always allow "ls" in all my projects',
            "user",
            (),
        ),
        (
            PermissionUpdate(type="setMode", mode="acceptEdits", destination="session"),
            "Accept all edits from now on",
            "conversation",
            (),
        ),
        (
            PermissionUpdate(type="addDirectories", directories=["/srv"], destination="session"),
            "Allow /srv in this conversation",
            "conversation",
            (),
        ),
    ],
)
def test_a_suggestion_is_one_offer_in_words_for_people(update, label, scope, kept):
    (offer,) = to_offers([update], workspace=WORK)
    assert (offer.suggestion.label, offer.suggestion.scope, offer.kept) == (label, scope, kept)
    assert offer.update.destination != "localSettings"
    if offer.kept:
        assert offer.suggestion.rule == ", ".join(offer.kept), "the card shows what would be kept"


def test_suggestions_that_change_nothing_or_skip_all_questions_are_not_offered():
    updates = [
        PermissionUpdate(type="addDirectories", directories=[str(WORK / "sub")]),
        PermissionUpdate(type="setMode", mode="bypassPermissions"),
        PermissionUpdate(type="removeRules", rules=[], behavior="allow"),
    ]
    assert to_offers(updates, workspace=WORK) == []


def test_each_offer_has_an_id_of_its_own():
    offers = to_offers([rule("Bash", "a"), rule("Bash", "b")], workspace=WORK)
    assert len({offer.suggestion.id for offer in offers}) == 2


def test_brackets_in_a_rule_are_escaped():
    value = PermissionRuleValue(tool_name="Bash", rule_content="echo (a)")
    assert to_notation(value) == "Bash(echo \\(a\\))"


@pytest.mark.parametrize(
    ("said", "status", "kind", "reason"),
    [
        (
            "API Error: 402 budget spent",
            402,
            "billing_error",
            "budget spent.",
        ),
        (
            "API Error: Request rejected (429) · slow down",
            429,
            "rate_limit_error",
            "slow down. Wait a while, then send the prompt again.",
        ),
        (
            "Failed to authenticate. API Error: 403 no access",
            403,
            "permission_error",
            "no access. Ask an administrator for access.",
        ),
        (
            "Not logged in · Please run /login",
            401,
            "authentication_error",
            (
                "The provider did not accept the sign-in. "
                "The server's sign-in with the provider failed; an administrator can mend it."
            ),
        ),
        ("API Error: 500 oops!", 500, "api_error", "oops! Send the prompt again in a moment."),
        (
            "",
            None,
            None,
            "The provider refused without saying why. Send the prompt again in a moment.",
        ),
    ],
)
def test_a_refusal_is_the_providers_words_and_what_to_do(said, status, kind, reason):
    assert to_reason(said, status, kind) == reason


@pytest.mark.parametrize(
    ("name", "given", "text"),
    [
        ("Bash", {"command": "pytest -q\nls"}, "Running: pytest -q"),
        ("Bash", {}, "Running"),
        ("Bash", {"command": "x" * 200}, "Running: " + "x" * 79 + "…"),
        ("Agent", {"description": "look around"}, "Working with a subagent: look around"),
        ("mcp__lab__open_file", {}, "Using open_file (lab)"),
    ],
)
def test_a_running_tool_is_told_in_a_few_words(name, given, text):
    assert to_activity(name, given) == text


def test_a_tool_of_no_server_keeps_its_name():
    assert to_tool_label("Bash") == "Bash"


def test_a_long_output_is_cut_and_says_so():
    preview = to_preview("x" * (PREVIEW_CHARACTERS + 1))
    assert (len(preview.preview), preview.truncated) == (PREVIEW_CHARACTERS, True)


def test_an_image_is_named_in_a_preview():
    content = [{"type": "text", "text": "see"}, {"type": "image", "source": {}}]
    assert to_preview(content).preview == "see\n[image]"


def test_a_large_result_keeps_its_small_parts():
    value = {"filePath": "a", "originalFile": "x" * 1_000_000, "structuredPatch": [1]}
    assert to_structured(value) == {"filePath": "a", "structuredPatch": [1]}
    assert to_structured({"content": "x" * 1_000_000}) is UNSET
    assert to_structured("text") is UNSET


def test_several_results_in_one_message_have_nothing_structured():
    blocks = [{"type": "tool_result", "tool_use_id": name, "content": "x"} for name in "ab"]
    raw = {"message": {"content": blocks}, "tool_use_result": {"stdout": "x"}}
    assert [finished.structured for finished in to_finished(raw)] == [UNSET, UNSET]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ({"attempt": 3, "max_retries": 10, "error_status": 529}, "Provider busy"),
        ({"attempt": 3, "max_retries": 10, "error_status": 429}, "Provider busy"),
        ({"attempt": 3, "max_retries": 10, "error_status": 401}, "Sign-in with the provider"),
        ({"attempt": 3, "max_retries": 10}, "Provider not reached"),
    ],
)
def test_a_retry_says_why_and_how_often(raw, text):
    (event,) = to_notices({"type": "system", "subtype": "api_retry", **raw})
    assert isinstance(event, Active)
    assert event.text.startswith(text)
    assert event.text.endswith("(3 of 10)")


def test_a_usage_limit_is_told_with_its_end():
    info = {"status": "rejected", "utilization": 1.0, "resetsAt": 1_790_000_000}
    (event,) = to_notices({"type": "rate_limit_event", "rate_limit_info": info})
    assert isinstance(event, Emitted)
    assert event.body.message == (
        "The provider's usage limit is reached (100% used). It is lifted at 2026-09-21 14:13 UTC."
    )


def test_tokens_of_the_hub_are_private_and_with_a_gateway_other_providers_too():
    names = ["PATH", "JUPYTERHUB_API_TOKEN", "JPY_API_TOKEN", "ANTHROPIC_API_KEY", "HOME"]
    alone = ["JPY_API_TOKEN", "JUPYTERHUB_API_TOKEN"]
    assert policy.private_names(names, gateway=False) == alone
    assert policy.private_names(names, gateway=True) == ["ANTHROPIC_API_KEY", *alone]


def test_the_gateways_host_is_an_exception_to_every_proxy():
    settings = policy.gateway_settings(
        "http://10.0.0.7:81/g", "cat token", {"NO_PROXY": "localhost"}
    )
    assert settings["env"]["NO_PROXY"] == settings["env"]["no_proxy"] == "localhost,10.0.0.7"


@pytest.mark.parametrize(
    ("keep", "days"),
    [(None, 36500), (timedelta(days=365), 365), (timedelta(hours=25), 2), (timedelta(0), 1)],
)
def test_records_are_kept_as_long_as_the_operator_says(keep, days):
    settings = policy.gateway_settings("http://g", "cat token", {}, keep_transcripts=keep)
    assert settings["cleanupPeriodDays"] == days


def test_auto_mode_is_forbidden_unless_the_operator_allows_it():
    assert policy.managed_settings([])["disableAutoMode"] == "disable"
    allowed = policy.managed_settings([], auto_mode=True)
    assert "disableAutoMode" not in allowed
    assert allowed["useAutoModeDuringPlan"] is False
    assert policy.gateway_settings("http://g", "cat token", {})["permissions"] == {
        "defaultMode": "default"
    }


def test_models_are_enforced_only_where_the_operator_names_them():
    assert "availableModels" not in policy.managed_settings([])
    assert policy.managed_settings(["m"])["enforceAvailableModels"] is True


def test_the_token_file_is_the_owners_alone_and_its_command_prints_it(tmp_path):
    state = tmp_path / "my state"
    write_token(state, "old")
    write_token(state, "new")
    assert token_file(state).stat().st_mode & 0o777 == 0o600
    assert token_file(state).read_text() == "new"
    assert token_command(state) == f"cat '{state}/token'"


def test_a_whole_list_of_things_to_do_replaces_the_one_before():
    todos = Todos()
    for name, lines in (("a", ["one", "two"]), ("b", ["three"])):
        given = {"todos": [{"content": line, "status": "in_progress"} for line in lines]}
        todos.started(name, "TodoWrite", given)
        output = Preview(preview="", truncated=False)
        changed = todos.finished(ToolFinished(tool_use=name, status="ok", output=output))
    assert [(todo.text, todo.status) for todo in changed.todo] == [("three", "in_progress")]


def test_a_kept_rule_is_kept_once_and_a_broken_file_keeps_nothing(tmp_path):
    rules = Rules(tmp_path)
    rules.keep(["Bash(ls)"])
    rules.keep(["Bash(ls)", "Read"])
    assert rules.read() == ["Bash(ls)", "Read"]
    (tmp_path / "claude-rules.json").write_text("{")
    assert rules.read() == []


def test_a_projects_name_is_the_one_that_claude_code_gives_it():
    assert to_project(PurePath("/home/ada_l/my.work")) == "-home-ada-l-my-work"
