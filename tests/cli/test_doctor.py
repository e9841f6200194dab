"""`doctor` tells what is well, what is not, and what to do; it changes nothing."""

import gc
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from remote_claude_ext.cli.main import main
from remote_claude_ext.data.engine import WRITE, open_engine
from remote_claude_ext.data.version import VERSION_TABLE
from tests.support.hub import Installation

CONFIG = 'claude: {{provider: anthropic, baseUrl: "{url}", apiKey: made-up}}\n'


@pytest.fixture
def closed() -> Iterator[str]:
    """An address that nobody answers at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation that runs."""
    with Installation(tmp_path_factory.mktemp("doctor") / "data") as running:
        yield running


def doctor(data: Path, *more: str) -> int:
    return main(["doctor", "--data", str(data), *more])


def test_before_the_first_start_all_is_well_and_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    assert doctor(tmp_path / "new" / "data") == 0
    said = capsys.readouterr().out
    assert f"· Data folder {tmp_path}/new/data: made at the first start." in said
    assert "✓ Claude Code at " in said
    assert "· The installation does not run." in said
    assert said.endswith("All well.\n")
    assert [*tmp_path.iterdir()] == []


def test_every_program_that_runs_answers(
    running: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor(running.data) == 0
    said = capsys.readouterr().out
    for name in ("proxy", "hub", "hub service", "gateway"):
        assert f"✓ The {name} answers.\n" in said
    assert "✓ The database answers" in said
    assert "✗" not in said


def test_what_does_not_answer_is_named(
    running: Installation, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody(_: str) -> None:
        return None

    monkeypatch.setattr("remote_claude_ext.cli.doctor.ask", nobody)
    assert doctor(running.data) == 1
    told = capsys.readouterr()
    assert "✗ The gateway answers nothing at http://127.0.0.1:" in told.out
    assert told.err == "remote-claude: 4 things are not well.\n"


def test_a_mistake_in_the_configuration_is_told_beside_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rc.yaml"
    file.write_text("server: {prot: 9000}\n")
    assert doctor(tmp_path / "data", "--config", str(file)) == 1
    told = capsys.readouterr()
    assert "✓ Python " in told.out
    assert "server.prot" in told.out
    assert told.err == "remote-claude: One thing is not well.\n"


def test_a_provider_that_does_not_answer_is_told_and_gets_no_key(
    tmp_path: Path, closed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rc.yaml"
    file.write_text(CONFIG.format(url=closed))
    assert doctor(tmp_path / "data", "--config", str(file)) == 1
    assert f"✗ The provider {closed} cannot be reached" in capsys.readouterr().out
    with socket.create_server(("127.0.0.1", 0)) as provider:
        url = f"http://127.0.0.1:{provider.getsockname()[1]}"
        file.write_text(CONFIG.format(url=url))
        assert doctor(tmp_path / "data", "--config", str(file)) == 0
        connection, _ = provider.accept()
        with connection:
            assert connection.recv(100) == b""
    assert f"✓ The provider {url} can be reached." in capsys.readouterr().out


def test_a_folder_for_everybody_and_a_newer_database_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    engine = open_engine(f"sqlite:///{data}/remote-claude.sqlite")
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        connection.execute(text(f"CREATE TABLE {VERSION_TABLE} (version_num TEXT)"))
        connection.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES ('9999')"))  # noqa: S608
    engine.dispose()
    assert doctor(data) == 1
    said = capsys.readouterr().out
    assert f"is open to other users of this machine.\n  chmod 700 {data}" in said
    assert "9999" in said
    assert "install that version again" in said


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_an_engine_that_is_away_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    file = tmp_path / "rc.yaml"
    file.write_text("claude: {provider: demo}\nsessions: {spawner: docker}\n")
    assert doctor(tmp_path / "data", "--config", str(file)) == 1
    said = capsys.readouterr().out
    assert "✗ The container engine does not answer" in said
    assert "  Start it (systemctl start docker)" in said
    gc.collect()  # the engine's client leaves a socket, of which this test is to be told
