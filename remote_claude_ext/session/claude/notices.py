"""What a person should know between the lines: retries, limits, summaries; pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from ...wire.frames import Notice
from ..chat.ports import Active, Emitted, Event

Raw = Mapping[str, Any]
_BUSY = (429, 529)
_NO_CHECK = "auto_mode_no_server_check"
_NO_CHECK_HERE = "auto_mode_no_check_in_session"
_UNCHECKED = (
    "The provider does not answer auto mode's safety check, so what needs the check is refused"
    " without a question. Choose another permission mode, or ask the operator for a model of a"
    " provider that answers it."
)


def to_notices(raw: Raw) -> list[Event]:
    """The events of a message that is about the work, not part of it."""
    kind = raw.get("subtype") if raw.get("type") == "system" else raw.get("type")
    if kind == "api_retry":
        return [Active(text=_retry(raw))]
    if kind == "compact_boundary":
        text = "Claude summed up the earlier part of the conversation to make room."
        return [Emitted(body=Notice(level="info", code="compacted", message=text))]
    if kind == "informational":
        return _informational(raw)
    if kind == "permission_denied":
        return _denied(raw)
    if kind == "rate_limit_event":
        return _limit(raw.get("rate_limit_info"))
    return []


def _retry(raw: Raw) -> str:
    count = f"({raw.get('attempt', 1)} of {raw.get('max_retries', '?')})"
    status = raw.get("error_status")
    if status in _BUSY or raw.get("error") == "overloaded":
        return f"Provider busy, trying again {count}"
    if status == HTTPStatus.UNAUTHORIZED:
        return f"Sign-in with the provider refused, trying again {count}"
    return f"Provider not reached, trying again {count}"


def _informational(raw: Raw) -> list[Event]:
    text = _UNCHECKED if raw.get("tag") == _NO_CHECK else raw.get("content") or raw.get("message")
    if not isinstance(text, str) or raw.get("level") == "debug":
        return []
    if raw.get("level") in ("warning", "error"):
        return [Emitted(body=Notice(level="warning", code="claude", message=text))]
    return [Emitted(body=Notice(level="info", code="claude", message=text))]


def _denied(raw: Raw) -> list[Event]:
    """Who refused it, where that was no person; that nothing is checked at all is told once."""
    is_told = raw.get("decision_reason_code") == _NO_CHECK_HERE
    if raw.get("decision_reason_type") != "classifier" or is_told:
        return []
    reason = str(raw.get("decision_reason") or "it gave no reason").rstrip(". ")
    text = (
        f"Auto mode's safety check did not let this through: {reason}. Choose another permission"
        " mode to decide yourself."
    )
    return [Emitted(body=Notice(level="info", code="auto_mode", message=text))]


def _limit(info: object) -> list[Event]:
    if not isinstance(info, Mapping) or info.get("status") not in ("allowed_warning", "rejected"):
        return []
    used, until = info.get("utilization"), info.get("resetsAt")
    share = f" ({used:.0%} used)" if isinstance(used, int | float) else ""
    reset = f" It is lifted at {_at(until)}." if isinstance(until, int | float) else ""
    if info["status"] == "rejected":
        text = f"The provider's usage limit is reached{share}.{reset}"
        return [Emitted(body=Notice(level="error", code="rate_limit", message=text))]
    text = f"The provider's usage limit is near{share}.{reset}"
    return [Emitted(body=Notice(level="warning", code="rate_limit", message=text))]


def _at(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
