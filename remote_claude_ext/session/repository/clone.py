"""Clones into the empty workspace before the session's server begins, whole or not at all."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from http import HTTPStatus
from itertools import islice
from pathlib import Path

from ...core.backoff import delays
from ...core.repositories import CLONE_SECONDS
from ...wire.codec import decode, encode
from ...wire.sessions import Cloned, NewRepository
from ..ask import ask
from .rules import explain, to_checkout, to_clone, to_environment

_TRIES = 5
_FULL = "The workspace has files in it already, so nothing is cloned over them."
_AWAY = "The hub does not say which repository this session begins with."
_NO_GIT = "git is not installed here: install it, or begin without a repository."


class NotClonedError(Exception):
    """The repository could not be cloned; `str()` of it is a sentence."""


def clone_owed(environ: Mapping[str, str]) -> None:
    """Clone what the hub says, and tell it how that went; SystemExit where it went wrong."""
    try:
        wish = _ask(environ)
        if wish is not None:
            _clone(wish, environ)
            _tell(environ, None)
    except NotClonedError as error:
        _tell(environ, str(error))
        sys.exit(f"The repository could not be cloned. {error}")


def _clone(wish: NewRepository, environ: Mapping[str, str]) -> None:
    workspace = Path(environ["REMOTE_CLAUDE_WORKSPACE"])
    draft = workspace.with_name("clone.new")
    shutil.rmtree(draft, ignore_errors=True)
    given = to_environment(environ, wish)
    if any(workspace.iterdir()):
        if not _is_there(wish, workspace, given):
            raise NotClonedError(_FULL)
        return
    try:
        _run(to_clone(wish, draft), workspace.parent, given, wish)
        for command in to_checkout(wish):
            _run(command, draft, given, wish)
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


def _run(words: list[str], cwd: Path, given: Mapping[str, str], wish: NewRepository) -> None:
    try:
        done = subprocess.run(  # noqa: S603 (our own command)
            words,
            cwd=cwd,
            env=given,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            errors="replace",
            timeout=CLONE_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise NotClonedError(_NO_GIT) from error
    except subprocess.TimeoutExpired as error:
        minutes = CLONE_SECONDS // 60
        raise NotClonedError(f"It was not there after {minutes} minutes.") from error
    if done.returncode:
        print(done.stderr.rstrip(), file=sys.stderr)  # noqa: T201 (into the log of the session)
        raise NotClonedError(explain(done.stderr, wish))


def _ask(environ: Mapping[str, str]) -> NewRepository | None:
    for pause in islice(delays(first_seconds=0.5), _TRIES):
        answer = ask("GET", _url(environ), _token(environ))
        if answer is not None and answer[0] == HTTPStatus.OK:
            return decode(answer[1], NewRepository)
        if answer is not None and answer[0] == HTTPStatus.NOT_FOUND:
            return None
        time.sleep(pause)
    raise NotClonedError(_AWAY)


def _tell(environ: Mapping[str, str], error: str | None) -> None:
    """The next start finds the clone where the hub was not reached."""
    for pause in islice(delays(first_seconds=0.5), _TRIES):
        answer = ask("POST", _url(environ), _token(environ), encode(Cloned(error=error)))
        if answer is not None and answer[0] < HTTPStatus.INTERNAL_SERVER_ERROR:
            return
        time.sleep(pause)


def _url(environ: Mapping[str, str]) -> str:
    user, session = environ["REMOTE_CLAUDE_USER"], environ["REMOTE_CLAUDE_SESSION"]
    return f"{environ['JUPYTERHUB_API_URL']}/users/{user}/sessions/{session}/repository"


def _token(environ: Mapping[str, str]) -> str:
    return f"token {environ['JUPYTERHUB_API_TOKEN']}"
