"""The command line: users, a configuration's mistakes, each a sentence and an exit status."""

import io
from pathlib import Path

import pytest

from remote_claude_ext.cli.main import main
from remote_claude_ext.config.passwords import PasswordStore
from remote_claude_ext.config.places import Places


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder without users."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def user(folder: Path, *arguments: str) -> int:
    return main(["user", *arguments, "--data", str(folder)])


def test_a_user_is_added_with_the_password_of_a_file(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("correct horse\nsecond line\n")
    assert user(folder, "add", "ann", "--admin", "--password-file", str(file)) == 0
    found = PasswordStore(Places(folder).passwords).verify("ann", "correct horse")
    assert found is not None
    assert found.admin


def test_a_made_up_password_is_printed_and_works(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert user(folder, "add", "ben") == 0
    password = capsys.readouterr().out.rpartition("Password: ")[2].strip()
    assert PasswordStore(Places(folder).passwords).verify("ben", password)


def test_users_are_listed_changed_and_removed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "password"
    file.write_text("correct horse")
    given = ("--password-file", str(file))
    assert user(folder, "add", "ann", "--admin", *given) == 0
    assert user(folder, "add", "ben", *given) == 0
    file.write_text("battery staple")
    assert user(folder, "passwd", "ben", *given) == 0
    assert PasswordStore(Places(folder).passwords).verify("ben", "battery staple")
    capsys.readouterr()
    assert user(folder, "list") == 0
    assert capsys.readouterr().out == "ann  administrator\nben\n"
    assert user(folder, "admin", "ben", "on") == 0
    assert user(folder, "admin", "ann", "off") == 0
    assert "ann is no administrator now." in capsys.readouterr().out
    assert user(folder, "list") == 0
    assert capsys.readouterr().out == "ann\nben  administrator\n"
    assert user(folder, "admin", "ben", "off") == 1
    assert "ben is the last administrator here." in capsys.readouterr().err
    assert user(folder, "remove", "ben") == 1
    told = capsys.readouterr().err
    assert "ben is the last administrator here." in told
    assert "Make somebody else one first." in told
    assert user(folder, "admin", "ann", "on") == 0
    assert user(folder, "remove", "ben") == 0
    assert user(folder, "list") == 0
    assert "ben\n" not in capsys.readouterr().out.split("Removed ben")[1].split("\n", 1)[1]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("remove", "nobody"), "There is no user 'nobody' here."),
        (("admin", "nobody", "on"), "There is no user 'nobody' here."),
        (("passwd", "nobody"), "There is no user 'nobody' here."),
        (("add", "Ann"), "'Ann' cannot be a user's name."),
        (("add", "ann", "--password-file", "/no/such/file"), "/no/such/file cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    folder: Path, arguments: tuple[str, ...], text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if arguments[0] == "add" and len(arguments) == 2:
        file = folder / "password"
        file.write_text("correct horse")
        arguments = (*arguments, "--password-file", str(file))
    assert user(folder, *arguments) == 1
    assert text in capsys.readouterr().err


def test_a_password_that_is_too_short_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "password"
    file.write_text("short")
    assert user(folder, "add", "ann", "--password-file", str(file)) == 1
    assert "it needs 8 to 1024" in capsys.readouterr().err


def test_users_of_a_folder_that_is_not_there_are_no_new_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert user(tmp_path / "typo", "list") == 1
    assert "There is no data folder" in capsys.readouterr().err
    assert not (tmp_path / "typo").exists()


def test_check_tells_what_a_configuration_means(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    key, file = tmp_path / "key", tmp_path / "rc.yaml"
    key.write_text("canary")
    file.write_text("server: {port: 9000}\nclaude: {apiKey: file:key, model: m}\n")
    assert main(["check", "--config", str(file)]) == 0
    out = capsys.readouterr().out
    assert "all well" in out
    assert "http://127.0.0.1:9000/" in out
    assert f"SecretRef(file:{key})" in out
    assert "canary" not in out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("claude: {apikey: x}", "claude.apikey: There is no such key. Did you mean claude.apiKey?"),
        ("claude: {apiKey: file:none}", "cannot be read: No such file or directory."),
        ("claude: {apiKey: file:empty}", "is empty. Write the key into it."),
        ("claude: {provider: anthropic}", "claude.apiKey: The provider needs a key."),
        ("server: {host: 0.0.0.0}", "Write 127.0.0.1"),
    ],
)
def test_check_tells_what_is_wrong(
    tmp_path: Path,
    text: str,
    shown: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    (tmp_path / "empty").write_text("\n")
    file = tmp_path / "rc.yaml"
    file.write_text(text)
    assert main(["check", "--config", str(file)]) == 1
    err = capsys.readouterr().err
    assert shown in err
    assert str(file) in err


def test_up_refuses_a_data_folder_that_cannot_be_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert main(["up", "--data", str(file / "data"), "--port", "0"]) == 1
    err = capsys.readouterr().err
    assert "cannot be used: Not a directory." in err
    assert "DATA=" in err


def test_a_process_of_an_installation_is_not_served_without_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REMOTE_CLAUDE_DATA", raising=False)
    assert main(["serve", "gateway"]) == 1
    assert "remote-claude up" in capsys.readouterr().err
