"""What may be cloned: addresses, branches, folders and tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.core.errors import MalformedError
from remote_claude_ext.core.repositories import to_branch, to_folder, to_name, to_token, to_url

URL = "https://git.example.org/team/project.git"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (URL, "project"),
        ("http://127.0.0.1:8080/x", "x"),
        ("https://[::1]:8443/a/b/", "b"),
        ("https://git.example.org/~ada/project", "project"),
    ],
)
def test_web_addresses_are_taken_as_they_are(url: str, name: str) -> None:
    assert to_url(f" {url}\n") == url
    assert to_name(url) == name


@given(st.text())
def test_nothing_else_is_an_address(text: str) -> None:
    try:
        url = to_url(text)
    except MalformedError:
        return
    assert url.lower().startswith(("https://", "http://"))
    assert not set(url) & set(" \t\r\n\\@")


@pytest.mark.parametrize("name", ["main", "feature/new-thing", "v1.2.3", "ünïcode", "a@b"])
def test_branches_that_git_may_have(name: str) -> None:
    assert to_branch(f" {name} ") == name


@pytest.mark.parametrize(
    "name",
    [
        "-x",
        "--upload-pack=x",
        "a..b",
        "a b",
        "a~1",
        "a^",
        "a:b",
        "@",
        "a@{1}",
        "/a",
        "a/",
        "a.lock",
        ".a",
        "a/.b",
        "a//b",
        "a\\b",
        "a*",
        "a?",
        "a[",
        "a\x7f",
        "a.",
    ],
)
def test_what_no_branch_is_called(name: str) -> None:
    with pytest.raises(MalformedError, match="cannot be the name of a branch"):
        to_branch(name)


@pytest.mark.parametrize(
    ("text", "name"), [("", ""), ("/", ""), ("/a/b/", "a/b"), (" ä ö ", "ä ö")]
)
def test_folders_are_told_from_the_top(text: str, name: str) -> None:
    assert to_folder(text) == name


@pytest.mark.parametrize(
    "name",
    ["..", "a/../b", "a//b", "./a", ".git", "a/.git/b", "-a", "a*", "!a", "#a", "a\nb", "a\\b"],
)
def test_what_is_no_folder_of_a_repository(name: str) -> None:
    with pytest.raises(MalformedError, match="cannot be a folder"):
        to_folder(name)


def test_a_token_goes_over_https_alone() -> None:
    assert to_token(" glpat-x ", URL) == "glpat-x"
    assert to_token("", "http://git.example.org/x") == ""
    with pytest.raises(MalformedError, match="over https only"):
        to_token("glpat-x", "http://git.example.org/x")
    for bad in ("a b", "a\nb", "ä", "a\x00"):
        with pytest.raises(MalformedError, match="no token has"):
            to_token(bad, URL)
