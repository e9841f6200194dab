"""A Claude session copied up to a message, by the Agent SDK."""

from collections.abc import Sequence

from claude_agent_sdk import fork_session

from .options import ClaudeSettings
from .transcript import Entry, parse


def fork(settings: ClaudeSettings, sessions: Sequence[str], left: Sequence[str]) -> str | None:
    """The id of the copy: `sessions` (the newest last) without the messages in `left`.

    None where nothing came before them. LookupError where the message that ends the copy begins
    a transcript: what came before it is not known to Claude any more (`/clear`).
    """
    paths = {s: settings.home.find_transcript(settings.workspace, s) for s in sessions}
    known = {s: path for s, path in paths.items() if path is not None}
    for message in left:
        for session, path in known.items():
            with path.open(encoding="utf-8", errors="replace") as lines:
                entries = parse(lines)
            found = next((entry for entry in entries if _is(entry, message)), None)
            if found is not None:
                return _copy(session, entries, found)
    newest = next(reversed(known), None)
    return None if newest is None else fork_session(newest).session_id


def _is(entry: Entry, message: str) -> bool:
    return entry.get("type") == "user" and entry.get("uuid") == message


def _copy(session: str, entries: Sequence[Entry], end: Entry) -> str:
    parent = end.get("parentUuid")
    if not isinstance(parent, str) or not any(entry.get("uuid") == parent for entry in entries):
        raise LookupError(session)
    return fork_session(session, up_to_message_id=parent).session_id
