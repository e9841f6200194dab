"""Whose session a token's scopes name."""

import pytest

from remote_claude_ext.core.scopes import to_session

SERVER = "access:servers!server="


def test_a_token_for_one_server_of_its_user_is_that_sessions() -> None:
    scopes = [f"{SERVER}ada/plan-x7k2", "access:services!service=remote-claude"]
    assert to_session("ada", scopes) == "plan-x7k2"
    assert to_session("bob", scopes) is None
    assert to_session("ada", [*scopes, f"{SERVER}ada/other"]) is None


@pytest.mark.parametrize(
    "name", ["", "A", "a_b", "a/b", "a.b", "../etc", "a\nfalse line", "\u202eevil", "x" * 31, "<b>"]
)
def test_a_name_that_no_session_can_have_is_no_session(name: str) -> None:
    assert to_session("ada", [f"{SERVER}ada/{name}"]) is None
