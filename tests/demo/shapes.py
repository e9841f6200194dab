"""Requests as Claude Code makes them, and answers taken apart."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

ENVIRONMENT = "# Environment\n - Primary working directory: /home/ada/work\n - Platform: linux\n"


def user(*texts: str) -> dict[str, Any]:
    return {"role": "user", "content": [{"type": "text", "text": text} for text in texts]}


def assistant(*texts: str) -> dict[str, Any]:
    return {"role": "assistant", "content": [{"type": "text", "text": text} for text in texts]}


def called(tool: str = "Bash") -> dict[str, Any]:
    block = {"type": "tool_use", "id": "toolu_1", "name": tool, "input": {}}
    return {"role": "assistant", "content": [block]}


def result(text: str, *, is_error: bool = False) -> dict[str, Any]:
    block = {
        "type": "tool_result",
        "tool_use_id": "toolu_1",
        "content": text,
        "is_error": is_error,
    }
    return {"role": "user", "content": [block]}


def system(text: str = ENVIRONMENT) -> dict[str, Any]:
    return {"role": "system", "content": text}


def request(*messages: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A request body; a plain prompt is the usual one."""
    body = {
        "model": "claude-opus-5-5",
        "max_tokens": 32000,
        "stream": True,
        "system": [{"type": "text", "text": "You are Claude Code."}],
        "tools": [{"name": "Bash"}, {"name": "Write"}],
        "messages": list(messages),
    }
    return {**body, **more}


def to_events(stream: bytes) -> list[dict[str, Any]]:
    """The events of an SSE body; their names agree with their data."""
    events = []
    for chunk in stream.decode().split("\n\n"):
        if not chunk:
            continue
        name, data = chunk.split("\n")
        event = json.loads(data.removeprefix("data: "))
        assert name == f"event: {event['type']}"
        events.append(event)
    return events


def to_message(events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What a client puts together from a stream."""
    message: dict[str, Any] = {}
    partial: dict[int, str] = {}
    for event in events:
        match event["type"]:
            case "message_start":
                message = dict(event["message"])
                message["content"] = []
            case "content_block_start":
                assert event["index"] == len(message["content"])
                message["content"].append(dict(event["content_block"]))
            case "content_block_delta":
                _add(message["content"][event["index"]], event["delta"], partial, event["index"])
            case "content_block_stop":
                block = message["content"][event["index"]]
                if block["type"] == "tool_use":
                    block["input"] = json.loads(partial[event["index"]])
            case "message_delta":
                message = {**message, **event["delta"], "usage": event["usage"]}
    return message


def _add(
    block: dict[str, Any], delta: Mapping[str, Any], partial: dict[int, str], index: int
) -> None:
    match delta["type"]:
        case "text_delta":
            block["text"] += delta["text"]
        case "thinking_delta":
            block["thinking"] += delta["thinking"]
        case "signature_delta":
            block["signature"] = delta["signature"]
        case "input_json_delta":
            partial[index] = partial.get(index, "") + delta["partial_json"]
