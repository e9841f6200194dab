"""Small shell scripts that start the `claude` program with a clean environment."""

import os
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import claude_agent_sdk

from .files import write_private


def bundled_cli() -> Path:
    """The `claude` program that came with the Agent SDK; panel and terminal run the same."""
    return Path(claude_agent_sdk.__file__).parent / "_bundled" / "claude"


def script(lines: Sequence[str]) -> str:
    """A shell script of these lines."""
    return "\n".join(("#!/bin/sh", *lines, ""))


def unset(names: Sequence[str]) -> list[str]:
    """Lines that take variables away: the SDK can set variables of a child, never remove one."""
    return [f"unset {shlex.quote(name)}" for name in names if name.isidentifier()]


def exports(variables: Mapping[str, str]) -> list[str]:
    """Lines that set variables."""
    return [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]


def write_script(path: Path, lines: Sequence[str]) -> Path:
    """Write an executable script, unless it already says the same."""
    text = script(lines)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        write_private(path, text, mode=0o700)
    return path


def write_panel_launcher(state: Path, cli: Path, private: Sequence[str]) -> Path:
    """The program that the panel starts: `claude` in a session of its own, without our secrets.

    In its own kernel session neither Ctrl-C at the server's terminal nor the end of the
    server's process group reaches it.
    """
    own_session = shutil.which("setsid")
    start = [shlex.quote(part) for part in (own_session, os.fspath(cli)) if part]
    lines = [*unset(private), f'exec {" ".join(start)} "$@"']
    return write_script(state / "launch" / "claude", lines)
