"""Claude Code's requests on the side: titles, probes, summaries, suggestions. Pure."""

import json
import re
from collections.abc import Mapping

from .request import Asked
from .script import Say, Turn

TITLE_WORDS = 6
SIGNATURE = "_I am the scripted demo model: no AI wrote this._"
_SESSION = re.compile(r"<session>\s*(.*?)\s*</session>", re.DOTALL)
_SUMMARY = (
    "<analysis>\nThe scripted demo model does not read what was said.\n</analysis>\n\n"
    "<summary>\nThis conversation is held with the scripted demo model of Remote Claude. "
    "Nothing needs to be remembered: each scene starts afresh.\n</summary>"
)
_IN_TEXT = (
    ("Your task is to create a detailed summary", _SUMMARY),
    ("[SUGGESTION MODE:", "show me"),
)
_NOTIFICATION = "<task-notification>"
_NOTED = f"A task in the background has finished.\n\n{SIGNATURE}"
_PLAIN: Mapping[object, object] = {"array": [], "boolean": False, "integer": 0, "number": 0}


def answer_aside(asked: Asked) -> Turn | None:
    """The answer to a request that is not a person's turn; None for a person's."""
    if asked.schema is not None:
        return _turn(json.dumps(_fit(asked.schema, "", asked), ensure_ascii=False))
    if asked.max_tokens == 1:
        return _turn("Hi")
    if _NOTIFICATION in asked.reminders and asked.standing.turns_played and not asked.results:
        return _turn(_NOTED)
    found = (answer for mark, answer in _IN_TEXT if mark in asked.text[:4000])
    answer = next(found, None)
    return _turn(answer) if answer is not None else None


def to_title(text: str) -> str:
    """The first words of what a person said, as the name of a conversation."""
    session = _SESSION.search(text)
    words = (session.group(1) if session else text).split()
    short = " ".join(words[:TITLE_WORDS])[:60].rstrip(" .,;:!?")
    return (short[:1].upper() + short[1:]) or "Scripted demo"


def _turn(text: str) -> Turn:
    return Turn((Say(text),))


def _fit(schema: Mapping[str, object], name: str, asked: Asked) -> object:
    """The plainest value that a JSON schema allows; a title comes from what was said."""
    allowed = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if isinstance(allowed, list) and allowed:
        return allowed[0]
    kind = schema.get("type")
    if kind == "object":
        properties = schema.get("properties")
        return {
            str(key): _fit(part, str(key), asked)
            for key, part in (properties.items() if isinstance(properties, dict) else ())
            if isinstance(part, Mapping)
        }
    if kind in _PLAIN:
        return _PLAIN[kind]
    return to_title(asked.text) if "title" in name or "name" in name else "scripted demo"
