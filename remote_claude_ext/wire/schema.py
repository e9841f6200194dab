"""JSON Schema of everything on the wire; the source of the TypeScript types."""

import json
from typing import Any, get_args

import msgspec

from . import (
    budgets,
    changes,
    chat,
    errors,
    frames,
    framing,
    history,
    rewinding,
    sessions,
    usage,
    writing,
)

_REF = "#/definitions/"
_SHAPES: tuple[type, ...] = (
    chat.Conversation,
    chat.Conversations,
    chat.ConversationChanged,
    chat.NewConversation,
    chat.ConversationPatch,
    chat.Fork,
    chat.NewMessage,
    chat.Accepted,
    chat.ApprovalAnswer,
    chat.SettledApproval,
    chat.Health,
    changes.TurnChanges,
    changes.Revert,
    changes.Edits,
    rewinding.Rewind,
    rewinding.UndoRewind,
    rewinding.RewindResult,
    history.Hits,
    usage.SessionUsage,
    budgets.NewBudgetRequest,
    writing.Commands,
    writing.Suggestions,
    writing.MessagePatch,
    errors.ErrorBody,
    sessions.Session,
    sessions.Sessions,
    sessions.NewSession,
    sessions.Lifetime,
    sessions.User,
)


def to_schema() -> dict[str, Any]:
    """Every shape by its Python name; each kind of frame flat, as it is on the wire.

    `DurableFrame` and `TransientFrame` are the unions; a `Notice` may be either, so that it comes
    as `Notice` with a number and as `TransientNotice` without.
    """
    durable, transient = get_args(frames.DurableBody), get_args(frames.TransientBody)
    bodies = {*durable, *transient}
    _, shapes = msgspec.json.schema_components(
        (*_SHAPES, framing.Header, *bodies),
        schema_hook=lambda _: {"tsType": "unknown"},  # whatever Claude Code puts there
        ref_template=_REF + "{name}",
    )
    header = shapes.pop("Header")
    plain = {kind.__name__: shapes.pop(kind.__name__) for kind in bodies}
    for kind in durable:
        shapes[kind.__name__] = _flat(plain[kind.__name__], header, durable=True)
    for kind in transient:
        name = f"Transient{kind.__name__}" if kind in durable else kind.__name__
        shapes[name] = {**_flat(plain[kind.__name__], header, durable=False), "title": name}
    shapes["DurableFrame"] = _union([kind.__name__ for kind in durable])
    shapes["TransientFrame"] = _union(
        [f"Transient{kind.__name__}" if kind in durable else kind.__name__ for kind in transient]
    )
    shapes["Frame"] = _union(["DurableFrame", "TransientFrame"])
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Wire",
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {"$ref": _REF + name} for name in sorted(shapes)},
        "definitions": dict(sorted(shapes.items())),
    }


def _flat(body: dict[str, Any], header: dict[str, Any], *, durable: bool) -> dict[str, Any]:
    """One kind of frame with its header's fields first; the body's own field wins (`hello`)."""
    properties = {**header["properties"], **body["properties"]}
    properties["seq"] = {"type": "integer"} if durable else {"type": "null"}
    required = [*header["required"], "conversation", *body["required"]]
    return {**body, "properties": properties, "required": sorted(set(required))}


def _union(names: list[str]) -> dict[str, Any]:
    return {"anyOf": [{"$ref": _REF + name} for name in names]}


def main() -> None:
    """Print the schema: `python -m remote_claude_ext.wire.schema`."""
    print(json.dumps(to_schema(), indent=1))  # noqa: T201 - printing is what it is for


if __name__ == "__main__":
    main()
