"""The log of a session's server: bounded, and its last lines fit to be shown."""

from pathlib import Path

from remote_claude_ext.cli.singleuser import bound_log
from remote_claude_ext.config.startlog import (
    Failure,
    clear_failure,
    last_lines,
    read_failure,
    write_failure,
)


def test_a_log_that_grew_too_long_keeps_its_end(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    with log.open("ab") as writer:
        writer.write(b"old\n" * 3_000_000 + b"the end\n")
        writer.flush()
        bound_log(log)
        writer.write(b"and more\n")
    assert log.stat().st_size < 2 * 1024 * 1024
    assert log.read_bytes().endswith(b"old\nthe end\nand more\n")


def test_a_short_log_is_left_alone(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_bytes(b"short\n")
    bound_log(log)
    assert log.read_bytes() == b"short\n"


def test_the_last_lines_are_of_this_start_without_colours_and_secrets(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text("an earlier start\n")
    since = log.stat().st_size
    with log.open("a") as file:
        file.write("\x1b[31mError\x1b[0m: sk-ant-abcdefghijk was refused\n")
    assert last_lines(tmp_path, since=since) == "Error: [redacted] was refused"
    assert "an earlier start" in last_lines(tmp_path)
    assert last_lines(tmp_path / "nowhere") == ""


def test_a_failure_is_remembered_until_it_is_cleared(tmp_path: Path) -> None:
    failure = Failure(message="It did not.", at="2026-01-01T00:00:00Z", log="why", step="server")
    write_failure(tmp_path, failure)
    assert read_failure(tmp_path) == failure
    clear_failure(tmp_path)
    assert read_failure(tmp_path) is None
