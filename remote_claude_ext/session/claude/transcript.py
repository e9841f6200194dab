"""Claude Code's transcript as frames: what a turn added, and how it ended; pure and tolerant.

A transcript is JSON, one entry a line, `type` among others `user`, `assistant`, `cost-state`.
Unknown types and fields are passed over, and so is a last line that was not written whole.
"""

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...wire.frames import (
    DurableBody,
    Text,
    Thinking,
    ToolFinished,
    ToolStarted,
    TurnOutcome,
)
from ...wire.output import Preview
from .blocks import Blocks, block_id
from .outcomes import STOPPED, is_refusal, refusal_outcome, to_reason
from .results import to_finished
from .tools import to_text
from .usage import Meter

Entry = Mapping[str, Any]
_INTERRUPTED = "[Request interrupted by user"
_COMMAND_OUTPUT = "<local-command-stdout>"
_UNHEARD = "The server stopped before Claude had the message. Send it again."
_CUT = "The server stopped before the answer was whole, and so the rest of it is lost."
_NO_ANSWER = "No response requested."


@dataclass(slots=True)
class Turn:
    """What a transcript says about one turn."""

    bodies: list[DurableBody] = field(default_factory=list)
    outcome: TurnOutcome = "lost"
    reason: str | None = _UNHEARD


def parse(lines: Iterable[str]) -> list[Entry]:
    """The entries of a transcript; lines that are no JSON object are passed over."""
    entries: list[Entry] = []
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, Mapping):
            entries.append(entry)
    return entries


def last_meter(entries: Sequence[Entry]) -> Meter:
    """What a conversation had used when Claude Code last noted it."""
    meter = Meter()
    for entry in entries:
        models = entry.get("modelUsage")
        if entry.get("type") == "cost-state" and isinstance(models, Mapping):
            meter.settle(models, entry.get("totalCostUSD"))
    return meter


def to_turn(
    entries: Sequence[Entry], messages: Container[str], known: Container[str] = frozenset()
) -> Turn:
    """The turn that these messages began, to the end of the transcript, without what is known."""
    begun = next((n for n, entry in enumerate(entries) if _is_one_of(entry, messages)), None)
    if begun is None:
        return Turn()
    reader = TurnReader(known)
    for entry in entries[begun:]:
        if not entry.get("isSidechain") and not entry.get("isMeta"):
            reader.read(entry)
    reader.finish()
    return reader.turn


def _is_one_of(entry: Entry, messages: Container[str]) -> bool:
    return entry.get("type") == "user" and entry.get("uuid") in messages


class TurnReader:
    """Walks through the entries of a turn; the last that tells an end wins."""

    def __init__(self, known: Container[str] = frozenset()) -> None:
        self._known = known
        self._blocks = Blocks()
        self._open: dict[str, None] = {}
        self.turn = Turn(reason=_CUT)

    def read(self, entry: Entry) -> None:
        """One entry."""
        if entry.get("type") == "assistant":
            self._assistant(entry)
        elif entry.get("type") == "user":
            self._user(entry)
        elif entry.get("subtype") == "local_command":
            self.end("completed", None)

    def finish(self) -> None:
        """Tools without a result: whether they did their work is not known."""
        for tool_use in self._open:
            preview = Preview(preview="", truncated=False)
            self._add(
                f"{tool_use}:finished",
                ToolFinished(tool_use=tool_use, status="unknown", output=preview),
            )
        if self._open and self.turn.outcome == "completed":
            self.end("lost", _CUT)

    def take(self) -> list[DurableBody]:
        """What was added since the last time."""
        bodies, self.turn.bodies = self.turn.bodies, []
        return bodies

    def _assistant(self, entry: Entry) -> None:
        message = entry.get("message")
        if not isinstance(message, Mapping):
            return
        blocks = [b for b in message.get("content") or () if isinstance(b, Mapping)]
        if is_refusal(entry):
            self._refused(entry, to_text(blocks))
            return
        for block in blocks:
            self._block(block, self._name(entry, message))
        if message.get("stop_reason") in ("end_turn", "stop_sequence", "max_tokens", "refusal"):
            self.end("completed", None)
        else:
            self.end("lost", _CUT)

    def _name(self, entry: Entry, message: Entry) -> str:
        message_id, index = str(message.get("id")), entry.get("apiBlockIndex")
        counted = self._blocks.whole(None, message_id)
        return block_id(message_id, index) if isinstance(index, int) else counted

    def _block(self, block: Entry, name: str) -> None:
        kind = block.get("type")
        if kind == "text" and block.get("text") and block["text"] != _NO_ANSWER:
            self._add(name, Text(block=name, text=str(block["text"])))
        elif kind == "thinking" and block.get("thinking"):
            self._add(name, Thinking(block=name, text=str(block["thinking"])))
        elif kind == "tool_use":
            self._tool(block)

    def _tool(self, block: Entry) -> None:
        tool_use, given = str(block.get("id")), block.get("input")
        self._open[tool_use] = None
        body = ToolStarted(
            tool_use=tool_use,
            name=str(block.get("name")),
            input=dict(given) if isinstance(given, Mapping) else {},
        )
        self._add(tool_use, body)

    def _user(self, entry: Entry) -> None:
        for finished in to_finished(entry):
            self._open.pop(finished.tool_use, None)
            self._add(f"{finished.tool_use}:finished", finished)
        message = entry.get("message")
        text = to_text(message.get("content")) if isinstance(message, Mapping) else ""
        if text.startswith(_INTERRUPTED):
            self.end("interrupted", STOPPED)
        elif text.startswith(_COMMAND_OUTPUT):
            self.end("completed", None)
        else:
            self.end("lost", _CUT)

    def _refused(self, entry: Entry, text: str) -> None:
        kind = entry.get("apiErrorType")
        self.end(refusal_outcome(kind), to_reason(text, entry.get("apiErrorStatus"), kind))

    def end(self, outcome: TurnOutcome, reason: str | None) -> None:
        """What is known of the end so far; what comes later may tell another."""
        self.turn.outcome, self.turn.reason = outcome, reason

    def _add(self, name: str, body: DurableBody) -> None:
        if name not in self._known:
            self.turn.bodies.append(body)
