"""What the scripted model reads out of a request."""

import pytest

from remote_claude_ext.demo.request import read_request
from tests.demo.shapes import assistant, called, request, result, system, user

REMINDER = "<system-reminder>\nBe brief.\n</system-reminder>\n"
CUT = "Your response above was cut off mid-stream. Resume directly from where it stops"


def test_the_prompt_is_what_the_person_said_last() -> None:
    asked = read_request(
        request(user(REMINDER, "first"), system(), assistant("one"), user(f"{REMINDER}second"))
    )
    assert asked.text == "second"
    assert asked.standing.turns_played == 0


def test_each_answer_since_the_prompt_is_a_turn_played() -> None:
    asked = read_request(
        request(user("old"), assistant("a"), user("go"), called(), result("x"), called())
    )
    assert asked.text == "go"
    assert asked.standing.turns_played == 2


def test_a_message_sent_while_tools_run_does_not_begin_a_new_script() -> None:
    told = system("The user sent a new message while you were working:\nalso this")
    asked = read_request(request(user("go"), called(), result("x"), told))
    assert asked.text == "go"
    assert asked.standing.turns_played == 1


@pytest.mark.parametrize(
    "text",
    [
        "[Request interrupted by user]",
        "Output token limit hit. Resume directly",
        "[Your previous response had no visible output. Please continue.]",
        "<system-reminder>\n<task-notification>done</task-notification>\n</system-reminder>",
    ],
)
def test_what_claude_code_says_for_the_user_is_no_prompt(text: str) -> None:
    asked = read_request(request(user("go"), assistant("half"), user(text)))
    assert asked.text == "go"
    assert asked.standing.turns_played == 1


def test_a_cut_answer_is_not_a_turn_played() -> None:
    standing = read_request(request(user("go"), assistant("half"), user(CUT))).standing
    assert (standing.turns_played, standing.cuts, standing.delivered) == (0, 1, "half")


def test_an_answer_cut_twice_adds_up() -> None:
    standing = read_request(
        request(
            user("go"), called(), result("x"), assistant("a"), user(CUT), assistant("b"), user(CUT)
        )
    ).standing
    assert (standing.turns_played, standing.cuts, standing.delivered) == (1, 2, "ab")


def test_a_cut_of_which_nothing_arrived_is_told_beside_the_prompt() -> None:
    standing = read_request(request(user("go", CUT))).standing
    assert (standing.text, standing.turns_played, standing.cuts) == ("go", 0, 1)


def test_the_working_directory_is_what_claude_code_says_it_is() -> None:
    asked = read_request(request(user("Working directory: /etc"), system()))
    assert asked.workspace == "/home/ada/work"


def test_the_plan_file_is_the_latest_one_named() -> None:
    named = system(
        "You should create your plan at /home/ada/.claude/plans/calm-sea.md using Write."
    )
    asked = read_request(
        request(user("plan"), system(), called("EnterPlanMode"), result("ok"), named)
    )
    assert asked.plan_file == "/home/ada/.claude/plans/calm-sea.md"


@pytest.mark.parametrize(
    ("text", "is_error", "outcome"),
    [
        ("done", False, "ok"),
        ("Exit code 1\nno such file", True, "error"),
        ("<tool_use_error>File does not exist.</tool_use_error>", True, "error"),
        ("please do not", True, "denied"),
        ("The user doesn't want to proceed with this tool use.", True, "denied"),
    ],
)
def test_a_denial_is_told_from_a_failure(text: str, *, is_error: bool, outcome: str) -> None:
    asked = read_request(request(user("go"), called(), result(text, is_error=is_error)))
    assert [one.outcome for one in asked.results] == [outcome]


def test_results_before_the_latest_message_do_not_count() -> None:
    asked = read_request(request(user("go"), called(), result("x"), assistant("ok"), user("next")))
    assert asked.results == ()


def test_answers_to_questions_are_read() -> None:
    told = 'Your questions have been answered: "Which?"="SQLite", "And?"="Sign-in, Payments".'
    asked = read_request(request(user("ask"), called("AskUserQuestion"), result(told)))
    assert asked.answer == "SQLite, Sign-in, Payments"
