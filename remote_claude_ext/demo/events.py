"""The Messages API's shapes: content blocks, messages, usage, errors. Pure."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from .tokens import Counts, to_pieces

ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}


@dataclass(frozen=True, slots=True)
class Block:
    """One finished content block, and the pieces in which it is sent."""

    kind: str
    pieces: tuple[str, ...]
    pace: float | None = None
    name: str = ""
    ident: str = ""

    @property
    def text(self) -> str:
        """The whole of it."""
        return "".join(self.pieces)

    def after(self, length: int) -> "Block":
        """The block without its first so many letters."""
        rest = self.text[length:]
        return replace(self, pieces=tuple(to_pieces(rest))) if length else self

    def to_opening(self) -> dict[str, object]:
        """The block as it begins in a stream."""
        if self.kind == "tool_use":
            return {"type": "tool_use", "id": self.ident, "name": self.name, "input": {}}
        if self.kind == "thinking":
            return {"type": "thinking", "thinking": "", "signature": ""}
        return {"type": "text", "text": ""}

    def to_delta(self, piece: str) -> dict[str, object]:
        """One piece of it in a stream."""
        kind, field = {
            "tool_use": ("input_json_delta", "partial_json"),
            "thinking": ("thinking_delta", "thinking"),
        }.get(self.kind, ("text_delta", "text"))
        return {"type": kind, field: piece}

    def to_whole(self) -> dict[str, object]:
        """The block in an answer that is not streamed."""
        if self.kind == "tool_use":
            return {**self.to_opening(), "input": json.loads(self.text)}
        if self.kind == "thinking":
            return {"type": "thinking", "thinking": self.text, "signature": self.signature}
        return {"type": "text", "text": self.text}

    @property
    def signature(self) -> str:
        """What a thinking block is signed with; the CLI sends it back unread."""
        return base64.b64encode(hashlib.sha512(self.text.encode()).digest()).decode()


def to_usage(counts: Counts, output: int, told: Mapping[str, int]) -> dict[str, object]:
    """A usage record; `told` counts win over the estimated ones."""
    written = told.get("cache_creation_input_tokens", counts.cache_written)
    return {
        "input_tokens": counts.fresh,
        "cache_creation_input_tokens": written,
        "cache_read_input_tokens": counts.cache_read,
        "cache_creation": {"ephemeral_5m_input_tokens": written, "ephemeral_1h_input_tokens": 0},
        "output_tokens": output,
        "service_tier": "standard",
        **told,
    }


def to_message(ident: str, model: str, usage: Mapping[str, object]) -> dict[str, object]:
    """A message without content, as `message_start` has it."""
    return {
        "id": ident,
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": usage,
    }


def to_error(status: int, message: str, *, kind: str | None, request: str) -> dict[str, object]:
    """An error body."""
    shown = kind or ERROR_TYPES.get(status, "api_error")
    return {
        "type": "error",
        "error": {"type": shown, "message": message or shown.replace("_", " ").capitalize()},
        "request_id": request,
    }


def to_sse(event: Mapping[str, object]) -> bytes:
    """An event as it goes over the wire."""
    data = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return f"event: {event['type']}\ndata: {data}\n\n".encode()
