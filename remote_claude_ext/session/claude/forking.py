"""A Claude session copied up to a message, by the Agent SDK."""

from collections.abc import Iterator, Mapping, Sequence

from claude_agent_sdk import fork_session

from .options import ClaudeSettings
from .transcript import Entry, parse

_MOST_COPIES = 100


def fork(settings: ClaudeSettings, sessions: Sequence[str], left: Sequence[str]) -> str | None:
    """The id of the copy: `sessions` (the newest last) without the messages in `left`.

    None where nothing came before them. LookupError where the message that ends the copy begins
    a transcript: what came before it is not known to Claude any more (`/clear`).
    """
    transcripts = _Transcripts(settings)
    known = [session for session in sessions if transcripts.read(session)]
    for message in left:
        for session in known:
            entries = transcripts.read(session)
            found = next((each for each in entries if _is(transcripts, each, message)), None)
            if found is not None:
                return _copy(session, entries, found)
    return fork_session(known[-1]).session_id if known else None


class _Transcripts:
    """Each is read once."""

    def __init__(self, settings: ClaudeSettings) -> None:
        self._settings = settings
        self._read: dict[str, Sequence[Entry]] = {}

    def read(self, session: str) -> Sequence[Entry]:
        """The entries of a session; none where there is no transcript."""
        if session not in self._read:
            path = self._settings.home.find_transcript(self._settings.workspace, session)
            self._read[session] = []
            if path is not None:
                with path.open(encoding="utf-8", errors="replace") as lines:
                    self._read[session] = parse(lines)
        return self._read[session]

    def names(self, entry: Entry) -> Iterator[str]:
        """The id of an entry, and those of what it is a copy of."""
        for _ in range(_MOST_COPIES):
            yield str(entry.get("uuid"))
            source = entry.get("forkedFrom")
            if not isinstance(source, Mapping):
                return
            name = str(source.get("messageUuid"))
            yield name
            found = self.read(str(source.get("sessionId")))
            older = next((each for each in found if each.get("uuid") == name), None)
            if older is None:
                return
            entry = older


def _is(transcripts: _Transcripts, entry: Entry, message: str) -> bool:
    return entry.get("type") == "user" and message in transcripts.names(entry)


def _copy(session: str, entries: Sequence[Entry], end: Entry) -> str:
    parent = end.get("parentUuid")
    if not isinstance(parent, str) or not any(entry.get("uuid") == parent for entry in entries):
        raise LookupError(session)
    return fork_session(session, up_to_message_id=parent).session_id
