"""The file that a session's hub token is read from, and the command that prints it."""

import os
import shlex
from pathlib import Path

from .files import write_private


def token_file(state: Path) -> Path:
    """Where the token is kept, below the session's state."""
    return state / "token"


def write_token(state: Path, token: str) -> Path:
    """Write the token for Claude Code's processes; done at each start of the server."""
    path = token_file(state)
    write_private(path, token)
    return path


def token_command(state: Path) -> str:
    """The `apiKeyHelper`: a shell command that prints the token."""
    return f"cat {shlex.quote(os.fspath(token_file(state)))}"
