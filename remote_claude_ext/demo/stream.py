"""A scripted turn as the provider's answer: SSE pieces with pauses, or one whole message. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from .blocks import build
from .events import Block, to_error, to_message, to_sse, to_usage
from .request import Asked
from .script import (
    CONTENT,
    Delay,
    Drop,
    Fail,
    Headers,
    Ping,
    Problem,
    Safeguards,
    Step,
    Stop,
    Turn,
    Usage,
)
from .tokens import Counts, to_tokens

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a stream, and how long to wait before them; `b""` only waits."""

    data: bytes
    wait_seconds: float = 0.0
    drops: bool = False
    """Whether the connection is closed here instead of going on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One turn, made ready for one request."""

    turn: Turn
    asked: Asked
    counts: Counts
    attempt: int
    """1 for the first time that this request is made, 2 for its first retry."""
    ident: str
    """Random part of this answer's identifiers."""

    @property
    def problem(self) -> Problem | None:
        """The HTTP error that is the whole answer, if it is one."""
        for step in self.turn.steps:
            if isinstance(step, Fail) and self._is_due(step.error.times):
                return step.error
            if isinstance(step, (*CONTENT, Ping)):
                return None
        return None

    @property
    def headers(self) -> dict[str, str]:
        """Response headers that the script asks for."""
        return {k: v for step in self._all(Headers) for k, v in step.headers.items()}

    @property
    def delay_seconds(self) -> float:
        """All pauses of the turn together, for an answer that is not streamed."""
        return sum(step.delay for step in self._all(Delay))

    def to_stream(self) -> Iterator[Piece]:
        """The answer piece by piece, one event each."""
        drop = next((step.drop for step in self._all(Drop) if step.times >= self.attempt), None)
        sent = 0
        for piece in self._events():
            if drop is not None and sent >= drop:
                yield Piece(b"", drops=True)
                return
            yield piece
            sent += bool(piece.data)
        if drop is not None:
            yield Piece(b"", drops=True)

    def to_whole(self) -> dict[str, object]:
        """The answer in one."""
        blocks = [one for one in self._built() if isinstance(one, Block)]
        message = to_message(f"msg_{self.ident}", self.asked.model, self._usage(blocks))
        return {
            **message,
            "content": [block.to_whole() for block in blocks],
            **self._ending(blocks),
        }

    def _events(self) -> Iterator[Piece]:
        told = {name: n for name, n in self._told.items() if name != "output_tokens"}
        started = to_usage(self.counts, 1, told)
        message = to_message(f"msg_{self.ident}", self.asked.model, started)
        yield Piece(to_sse({"type": "message_start", "message": message}))
        blocks: list[Block] = []
        wait = 0.0
        for step in self._built():
            if isinstance(step, Delay):
                yield Piece(b"", step.delay)
            elif isinstance(step, Ping):
                yield from (Piece(to_sse({"type": "ping"})) for _ in range(step.ping))
            elif isinstance(step, Fail) and self._is_due(step.error.times):
                yield Piece(to_sse(self._error_event(step.error)))
                return
            elif isinstance(step, Block):
                yield from _block_events(step, len(blocks), wait)
                wait = 1 / step.pace if step.pace else 0.0
                blocks.append(step)
        yield Piece(
            to_sse(
                {
                    "type": "message_delta",
                    "delta": self._ending(blocks),
                    "usage": self._usage(blocks),
                }
            )
        )
        yield Piece(to_sse({"type": "message_stop"}))

    def _built(self) -> list[Block | Step]:
        return build(self.turn, self.asked, self.ident)

    def _ending(self, blocks: list[Block]) -> dict[str, object]:
        calls = [block for block in blocks if block.kind == "tool_use"]
        told = next((step.stop for step in self._all(Stop)), None)
        ending: dict[str, object] = {
            "stop_reason": told or ("tool_use" if calls else "end_turn"),
            "stop_sequence": None,
        }
        verdict = next(iter(self._all(Safeguards)), Safeguards("not_flagged"))
        if self.asked.is_checked and verdict.safeguards != "off":
            ending["safeguard_results"] = [_verdict(verdict, calls)]
        return ending

    def _usage(self, blocks: list[Block]) -> dict[str, object]:
        sent = to_tokens(sum(len(block.text.encode()) for block in blocks))
        return to_usage(self.counts, max(1, sent), self._told)

    @property
    def _told(self) -> Mapping[str, int]:
        return {name: count for step in self._all(Usage) for name, count in step.usage.items()}

    def _error_event(self, problem: Problem) -> dict[str, object]:
        request = f"req_{self.ident}"
        return to_error(problem.status, problem.message, kind=problem.type, request=request)

    def _is_due(self, times: int | None) -> bool:
        return times is None or self.attempt <= times

    def _all(self, kind: type[S]) -> list[S]:
        return [step for step in self.turn.steps if isinstance(step, kind)]


def _block_events(block: Block, index: int, wait: float) -> Iterator[Piece]:
    """A block's events; `wait` comes before its first delta, so that the very first is at once."""
    opening = block.to_opening()
    yield Piece(to_sse({"type": "content_block_start", "index": index, "content_block": opening}))
    for piece in block.pieces:
        delta = {"type": "content_block_delta", "index": index, "delta": block.to_delta(piece)}
        yield Piece(to_sse(delta), wait)
        wait = 1 / block.pace if block.pace else 0.0
    if block.kind == "thinking":
        signed = {"type": "signature_delta", "signature": block.signature}
        yield Piece(to_sse({"type": "content_block_delta", "index": index, "delta": signed}))
    yield Piece(to_sse({"type": "content_block_stop", "index": index}))


def _verdict(verdict: Safeguards, calls: list[Block]) -> dict[str, object]:
    one = {
        "type": "evaluated",
        "outcome": verdict.safeguards,
        "explanation": verdict.explanation,
    }
    status = {"type": "available", "tool_uses": {block.ident: one for block in calls}}
    return {"type": "dangerous_tool_use", "status": status}
