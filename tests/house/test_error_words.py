"""Every code that a session answers has words of its own in the panel, so that it is translated."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import remote_claude_ext
from remote_claude_ext import session
from remote_claude_ext.config import away
from remote_claude_ext.core.errors import RemoteClaudeError
from remote_claude_ext.hub import hubapi, sessionapi

WORDS = Path(remote_claude_ext.__file__).parent.parent / "labextension/src/api/words.ts"
ANSWERING = ("remote_claude_ext.core.", "remote_claude_ext.session.")
PASSED_ON = (away.__name__, hubapi.__name__, sessionapi.__name__)
"""What the hub answers in a session's place, or through it."""


def every_error(kind: type[RemoteClaudeError]) -> Iterator[type[RemoteClaudeError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from every_error(each)


def test_every_code_of_a_session_is_said_in_words_that_are_translated() -> None:
    for found in pkgutil.walk_packages(session.__path__, f"{session.__name__}."):
        importlib.import_module(found.name)
    codes = {
        error.code
        for error in every_error(RemoteClaudeError)
        if f"{error.__module__}.".startswith(ANSWERING) or error.__module__ in PASSED_ON
    }
    table = WORDS.read_text().partition("const WORDS")[2].partition("\n};")[0]
    known = set(re.findall(r"^  (\w+):", table, flags=re.MULTILINE))
    assert {"not_found", "queue_full", "session_stopped"} <= codes
    assert sorted(codes - known) == [], (
        "words for these are missing in labextension/src/api/words.ts"
    )
    assert sorted(known - codes) == [], "nothing answers these any more"
