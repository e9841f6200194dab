"""Clones into the empty workspace before the session's server begins, whole or not at all."""

import os
import shutil
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from ...core.repositories import CLONE_SECONDS
from ...wire.sessions import NewRepository
from .progress import is_progress, to_cloning
from .rules import explain, to_checkout, to_clone, to_environment
from .telling import AwayError, Progress, Teller

_LINES = 100
_FULL = "The workspace has files in it already, so nothing is cloned over them."
_AWAY = "The hub does not say which repository this session begins with."
_NO_GIT = "git is not installed here: install it, or begin without a repository."


class NotClonedError(Exception):
    """The repository could not be cloned; `str()` of it is a sentence."""


def clone_owed(environ: Mapping[str, str]) -> None:
    """Clone what the hub says, and tell it how that went; SystemExit where it went wrong."""
    teller = Teller(environ)
    try:
        wish = _ask(teller)
        if wish is not None:
            with Progress(teller) as progress:
                _clone(wish, environ, progress)
            teller.tell(None)
    except NotClonedError as error:
        teller.tell(str(error))
        sys.exit(f"The repository could not be cloned. {error}")


def _ask(teller: Teller) -> NewRepository | None:
    try:
        return teller.ask()
    except AwayError as error:
        raise NotClonedError(_AWAY) from error


def _clone(wish: NewRepository, environ: Mapping[str, str], progress: Progress) -> None:
    workspace = Path(environ["REMOTE_CLAUDE_WORKSPACE"])
    draft = workspace.with_name("clone.new")
    shutil.rmtree(draft, ignore_errors=True)
    given = to_environment(environ, wish)
    if any(workspace.iterdir()):
        if not _is_there(wish, workspace, given):
            raise NotClonedError(_FULL)
        return
    try:
        _run(to_clone(wish, draft), workspace.parent, given, wish, progress)
        for command in to_checkout(wish):
            _run(command, draft, given, wish, progress)
        draft.chmod(0o700)
        draft.rename(workspace)  # onto the empty one, in one step
    except OSError as error:
        raise NotClonedError(f"{error.strerror}: {error.filename}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    os.chdir(workspace)


def _is_there(wish: NewRepository, workspace: Path, given: Mapping[str, str]) -> bool:
    """Whether it was cloned before, and the hub was not told."""
    words = ["git", "-C", str(workspace), "config", "--local", "remote.origin.url"]
    told = subprocess.run(words, env=given, capture_output=True, text=True, check=False)  # noqa: S603 (ours)
    return (workspace / ".git").is_dir() and told.stdout.strip() == wish.url


def _run(
    words: list[str], cwd: Path, given: Mapping[str, str], wish: NewRepository, progress: Progress
) -> None:
    try:
        git = subprocess.Popen(  # noqa: S603 (our own command)
            words,
            cwd=cwd,
            env=given,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
    except FileNotFoundError as error:
        raise NotClonedError(_NO_GIT) from error
    is_late = threading.Event()

    def give_up() -> None:
        is_late.set()
        git.kill()

    watch = threading.Timer(CLONE_SECONDS, give_up)
    watch.start()
    try:
        with git:
            said = _read(git, progress)
    finally:
        watch.cancel()
    if is_late.is_set():
        raise NotClonedError(f"It was not there after {CLONE_SECONDS // 60} minutes.")
    if git.returncode:
        print(said.rstrip(), file=sys.stderr)  # noqa: T201 (into the log of the session)
        raise NotClonedError(explain(said, wish))


def _read(git: subprocess.Popen[str], progress: Progress) -> str:
    """What it writes, without what it writes over: that says how far it is."""
    said: deque[str] = deque(maxlen=_LINES)
    for line in git.stderr or ():
        if is_progress(line):
            progress.now = to_cloning(line) or progress.now
        else:
            said.append(line)
    return "".join(said)
