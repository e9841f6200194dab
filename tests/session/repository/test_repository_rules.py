"""How git is called for a clone, and what its words mean."""

import subprocess
from pathlib import Path

import pytest

from remote_claude_ext.session.repository.rules import explain, to_clone, to_environment
from remote_claude_ext.wire.sessions import NewRepository

URL = "https://git.example.org:8443/team/project.git"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("fatal: Remote branch x not found in upstream origin", "no branch or tag 'x'"),
        ("fatal: could not read Username for 'https://h': terminal prompts disabled", "a token"),
        ("error: RPC failed; HTTP 403\nfatal: The requested URL returned error: 403", "a token"),
        ("fatal: unable to access 'u': CONNECT tunnel failed, response 403", "administrator"),
        ("fatal: unable to access 'u': Could not resolve host: h", "cannot be reached"),
        ("fatal: unable to access 'u': SSL certificate problem: self-signed", "not trusted"),
        ("error: RPC failed; curl 56 OpenSSL SSL_read\nfatal: early EOF", "broke off before all"),
        ("fatal: write error: No space left on device", "The disk is full."),
        ("fatal: transport 'file' not allowed", "another kind of address"),
        ("warning: x\nfatal: something new\n", "git says: something new"),
        ("", "git ended without a word."),
    ],
)
def test_words_of_git_are_explained(said: str, sentence: str) -> None:
    assert sentence in explain(said, NewRepository(url=URL))


def test_a_refusal_over_plain_http_may_be_that_of_the_way_out() -> None:
    said = "fatal: unable to access 'u': The requested URL returned error: 403"
    plain = NewRepository(url=URL.replace("https", "http"))
    assert "administrator lists" in explain(said, plain)
    assert "a token" in explain(said, NewRepository(url=URL))


def test_a_missing_folder_is_not_taken_for_a_missing_repository() -> None:
    said = "fatal: path 'api/' does not exist in 'HEAD'"
    assert "no folder 'api'" in explain(said, NewRepository(url=URL, folder="api"))


def test_a_token_is_given_to_its_own_server_alone_and_kept_by_no_helper(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text("[credential]\n\thelper = store\n")
    wish = NewRepository(url=URL, token="made-up")
    assert "made-up" not in " ".join(to_clone(wish, tmp_path))
    environ = to_environment({"PATH": "/usr/bin:/bin", "HOME": str(home)}, wish)

    def credential(verb: str, host: str, more: str = "") -> str:
        asked = f"protocol=https\nhost={host}\n{more}\n"
        words = ["git", "credential", verb]
        done = subprocess.run(
            words, input=asked, env=environ, capture_output=True, text=True, check=False
        )
        return done.stdout

    assert "password=made-up" in credential("fill", "git.example.org:8443")
    for other in ("git.example.org", "git.example.org:9", "example.org", "evil.example.org:8443"):
        assert "made-up" not in credential("fill", other)
    credential("approve", "git.example.org:8443", "username=x-access-token\npassword=made-up\n")
    assert [path.name for path in home.iterdir()] == [".gitconfig"]
