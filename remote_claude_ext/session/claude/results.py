"""How uses of tools ended, from the message that carries their results; pure."""

from collections.abc import Mapping
from typing import Any

from ...wire.frames import ToolFinished, ToolStatus
from .tools import to_preview, to_structured, to_text

Raw = Mapping[str, Any]
_STOPPED = ("[Request interrupted by user", "Interrupted by user")


def to_finished(raw: Raw) -> list[ToolFinished]:
    """The tool results in a message of the `user` kind, live or from a transcript."""
    message = raw.get("message")
    content = message.get("content") if isinstance(message, Mapping) else None
    if not isinstance(content, list):
        return []
    results = [block for block in content if _is_result(block)]
    return [_finished(block, raw, is_only=len(results) == 1) for block in results]


def _is_result(block: object) -> bool:
    return isinstance(block, Mapping) and block.get("type") == "tool_result"


def _finished(block: Raw, raw: Raw, *, is_only: bool) -> ToolFinished:
    structured = raw.get("tool_use_result", raw.get("toolUseResult")) if is_only else None
    content = block.get("content")
    return ToolFinished(
        tool_use=str(block.get("tool_use_id")),
        status=_status(block, _why(raw, block)),
        output=to_preview(content),
        structured=to_structured(structured),
    )


def _why(raw: Raw, block: Raw) -> Raw:
    """What Claude Code says about a tool that did not run to its end, in one shape."""
    for meta in raw.get("tool_result_meta") or ():
        if isinstance(meta, Mapping) and meta.get("id") == block.get("tool_use_id"):
            return meta
    decision, kind = raw.get("permissionDecision"), raw.get("toolDenialKind")
    return {"permission_decision": decision, "non_execution_kind": kind}


def _status(block: Raw, why: Raw) -> ToolStatus:
    if not block.get("is_error"):
        return "ok"
    decision = why.get("permission_decision")
    if isinstance(decision, Mapping) and decision.get("decision") == "reject":
        return "denied"
    stopped = why.get("non_execution_kind") == "user-rejected"
    return "stopped" if stopped or to_text(block.get("content")).startswith(_STOPPED) else "error"
