"""Which tools edited files in a conversation: read from its frames once, then kept up to date."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from .model import COMMANDS, EDITORS, Use

Frames = Callable[[str, int], Awaitable[tuple[Sequence[bytes], int]]]
"""Frames of a conversation after a number, in pages, and the last number there is."""
_TOOL = b'"kind":"tool.'
_TURN = b'"kind":"turn.started"'
_KEPT = 8


@dataclass(slots=True)
class Log:
    """What the frames of one conversation tell."""

    last: int = 0
    uses: list[Use] = field(default_factory=list)
    commands: dict[str, int] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)
    _begun: dict[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)

    def take(self, frame: bytes) -> None:
        """One frame, in order."""
        is_turn = _TURN in frame
        if not is_turn and _TOOL not in frame:
            return
        told = msgspec.json.decode(frame)
        kind, turn = told.get("kind"), str(told.get("turn", ""))
        if kind == "turn.started":
            self.turns.setdefault(turn, len(self.turns) + 1)
        elif kind == "tool.started":
            self._begin(told, turn)
        elif kind == "tool.finished":
            self._finish(told, turn)

    def _begin(self, told: Mapping[str, Any], turn: str) -> None:
        name = told.get("name")
        if name in COMMANDS:
            self.commands[turn] = self.commands.get(turn, 0) + 1
        elif name in EDITORS:
            given = told.get("input")
            self._begun[str(told.get("tool_use"))] = (
                str(name),
                given if isinstance(given, Mapping) else {},
            )

    def _finish(self, told: Mapping[str, Any], turn: str) -> None:
        tool_use = str(told.get("tool_use"))
        begun = self._begun.pop(tool_use, None)
        if begun is None or told.get("status") != "ok":
            return
        structured = told.get("structured")
        self.uses.append(
            Use(
                tool_use=tool_use,
                turn=turn,
                seq=int(told.get("seq") or 0),
                name=begun[0],
                input=begun[1],
                structured=structured if isinstance(structured, Mapping) else {},
            )
        )


class Logs:
    """The logs of the conversations that were looked at last."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._kept: OrderedDict[str, Log] = OrderedDict()

    async def read(self, conversation: str) -> Log:
        """All that its frames tell up to now."""
        log = self._kept.get(conversation) or Log()
        while True:
            after = log.last
            frames, last = await self._frames(conversation, after)
            if log.last == after:  # nobody else has read these meanwhile
                for frame in frames:
                    log.take(frame)
                log.last = after + len(frames)
            if log.last >= last:
                break
        self._kept[conversation] = log
        self._kept.move_to_end(conversation)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return log
