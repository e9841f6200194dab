"""A terminal's transcript, entry by entry, as frames of one turn after the other; pure, tolerant.

The person's entries begin a turn. It ends where the transcript says so, where the next one begins,
or where `rest` is called: Claude Code's list of processes says that nothing goes on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ...wire.frames import DurableBody, Message, Text, Tokens, TurnOutcome, TurnStarted
from ..claude.outcomes import is_refusal
from ..claude.tools import to_text
from ..claude.transcript import Entry, TurnReader
from ..claude.usage import add, to_tokens

_COMMAND = re.compile(r"(?s)^(?:<command-message>.*?</command-message>\s*)?<command-name>(.*?)<")
_ARGUMENTS = re.compile(r"(?s)<command-args>(.*?)</command-args>")
_SHELL = re.compile(r"(?s)^<bash-input>(.*)</bash-input>")
_OUTPUT = re.compile(r"(?s)^<(bash-stdout|local-command-stdout|local-command-stderr)>")
_TAGS = re.compile(r"</?(bash|local-command)-std(out|err)>|\x1b\[[0-9;]*m")
_HIDDEN = ("isSidechain", "isMeta", "isCompactSummary")
_INTERRUPTED = "[Request interrupted by user"
_ENDED = "`claude` ended in the terminal before the answer was whole."


@dataclass(slots=True)
class Piece:
    """More of one turn. `end` is how far the transcript is read with it, `outcome` its end."""

    turn: str
    begin: int
    end: int
    bodies: list[DurableBody] = field(default_factory=list)
    outcome: TurnOutcome | None = None
    reason: str | None = None
    tokens: Tokens = field(default_factory=Tokens)
    context_used: int = 0


@dataclass(slots=True)
class _Turn:
    turn: str
    begin: int
    reader: TurnReader = field(default_factory=TurnReader)
    used: dict[str, Tokens] = field(default_factory=dict)
    is_answered: bool = False
    latest_ms: float = 0

    def count(self, entry: Entry) -> None:
        """The blocks of one answer repeat what it used."""
        message = entry.get("message")
        usage = message.get("usage") if isinstance(message, Mapping) else None
        if isinstance(message, Mapping) and isinstance(usage, Mapping):
            self.used[str(message.get("id"))] = to_tokens(usage)


class Reader:
    """Reads on where it stopped. `by` is who writes in the terminal."""

    def __init__(self, by: str) -> None:
        self._by = by
        self._turn: _Turn | None = None
        self._piece: Piece | None = None
        self._done: list[Piece] = []
        self._end = 0

    def read(self, entry: Entry, begin: int, end: int) -> None:
        """One entry, and where it is in the file."""
        self._end = end
        if not any(entry.get(name) for name in _HIDDEN):
            self._read(entry, begin)
        if self._turn is not None:
            self._turn.latest_ms = max(self._turn.latest_ms, to_ms(entry))
        if self._piece is not None:
            self._piece.end = end

    def rest(self, since_ms: float | None = None, reason: str | None = None) -> None:
        """Nothing goes on since then, or for ever: a turn that began before is over."""
        if self._turn is not None and (since_ms is None or since_ms > self._turn.latest_ms):
            self._finish(reason)

    def take(self) -> list[Piece]:
        """The frames since the last time, in order."""
        pieces, self._done = self._done, []
        if self._piece is not None and self._piece.bodies:
            pieces.append(self._piece)
            self._piece = None
        return pieces

    def _read(self, entry: Entry, begin: int) -> None:
        content = to_content(entry)
        if (words := to_words(entry, content)) is not None:
            self._ask(entry, words, begin)
        elif _OUTPUT.match(content):
            self._print(entry, content, begin)
        elif entry.get("type") == "assistant" or entry.get("type") == "user":
            self._answer(entry, content, begin)
        elif entry.get("subtype") == "turn_duration":
            self._finish()

    def _ask(self, entry: Entry, words: str, begin: int) -> None:
        # What is said in mid-turn is folded in; several prompts at once are one turn, too.
        is_folded = entry.get("type") == "attachment"
        if self._turn is not None and self._turn.is_answered and not is_folded:
            self._finish()
        message = str(entry.get("uuid"))
        frame = Message(message=message, client_id=message, text=words, attachments=[], by=self._by)
        is_first = self._turn is None
        _, piece = self._open(entry, begin)
        piece.bodies.append(frame)
        if is_first:
            piece.bodies.append(TurnStarted(messages=[message]))

    def _print(self, entry: Entry, content: str, begin: int) -> None:
        """What a command of Claude Code's own, or of the person's, printed."""
        if self._turn is None:
            return
        turn, piece = self._open(entry, begin)
        text, is_shell = _TAGS.sub("", content).strip(), content.startswith("<bash")
        if text:
            text = f"```\n{text}\n```" if is_shell else text
            piece.bodies.append(Text(block=str(entry.get("uuid")), text=text))
        turn.is_answered = True
        turn.reader.end("completed", None)
        if not is_shell:  # Claude may have something to say to what a shell printed
            self._finish()

    def _answer(self, entry: Entry, content: str, begin: int) -> None:
        is_begun = self._turn is not None
        if not is_begun and entry.get("type") != "assistant":
            return
        turn, piece = self._open(entry, begin)
        if not is_begun:  # a subagent, a timer: Claude goes on by itself
            piece.bodies.append(TurnStarted(messages=[]))
        turn.is_answered = True
        turn.reader.read(entry)
        piece.bodies += turn.reader.take()
        turn.count(entry)
        if is_refusal(entry) or content.startswith(_INTERRUPTED):
            self._finish()

    def _open(self, entry: Entry, begin: int) -> tuple[_Turn, Piece]:
        if self._turn is None:
            self._turn = _Turn(str(entry.get("uuid")), begin)
        if self._piece is None:
            self._piece = Piece(self._turn.turn, self._turn.begin, self._end)
        return self._turn, self._piece

    def _finish(self, reason: str | None = None) -> None:
        turn = self._turn
        if turn is None:
            return
        piece = self._piece or Piece(turn.turn, turn.begin, self._end)
        piece.end = self._end
        turn.reader.finish()
        piece.bodies += turn.reader.take()
        told = turn.reader.turn
        piece.outcome, piece.reason = told.outcome, told.reason
        if told.outcome == "lost":
            piece.outcome, piece.reason = "interrupted", reason or _ENDED
        for tokens in turn.used.values():
            piece.tokens = add(piece.tokens, tokens)
            piece.context_used = sum(getattr(tokens, name) for name in tokens.__struct_fields__)
        self._done.append(piece)
        self._turn = self._piece = None


def to_content(entry: Entry) -> str:
    """What a message says, or what a command of Claude Code's own printed."""
    message = entry.get("message")
    if isinstance(message, Mapping):
        return to_text(message.get("content"))
    content = entry.get("content")
    is_command = entry.get("subtype") == "local_command"
    return content if is_command and isinstance(content, str) else ""


def to_words(entry: Entry, content: str) -> str | None:
    """What the person typed, as it was typed; None where somebody else is the author."""
    if entry.get("type") == "attachment":
        return _to_folded(entry.get("attachment"))
    if command := _COMMAND.match(content):
        arguments = _ARGUMENTS.search(content)
        return f"{command[1].strip()} {arguments[1].strip() if arguments else ''}".strip()
    if shell := _SHELL.match(content):
        return f"!{shell[1]}"
    origin = entry.get("origin")
    is_human = not isinstance(origin, Mapping) or origin.get("kind") == "human"
    if entry.get("type") != "user" or not is_human or _has_results(entry):
        return None
    if _OUTPUT.match(content) or content.startswith(_INTERRUPTED):
        return None
    return content if content.strip() else None


def _to_folded(attachment: object) -> str | None:
    """A message that was said in mid-turn."""
    if not isinstance(attachment, Mapping) or attachment.get("type") != "queued_command":
        return None
    text = to_text(attachment.get("prompt"))
    return text if attachment.get("commandMode") == "prompt" and text.strip() else None


def _has_results(entry: Entry) -> bool:
    message = entry.get("message")
    content = message.get("content") if isinstance(message, Mapping) else None
    blocks = content if isinstance(content, list) else []
    return any(isinstance(each, Mapping) and each.get("type") == "tool_result" for each in blocks)


def to_ms(entry: Entry) -> float:
    """When an entry was written; 0 where it does not say."""
    stamp = entry.get("timestamp")
    try:
        return datetime.fromisoformat(str(stamp)).timestamp() * 1000
    except ValueError:
        return 0
