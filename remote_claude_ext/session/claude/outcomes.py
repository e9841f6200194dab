"""How a turn ended, as a sentence for people; pure."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ...wire.frames import TurnOutcome
from ..chat.ports import Result

Raw = Mapping[str, Any]
STOPPED = "It was stopped."
_TOO_LONG = re.compile(r"(?i)prompt is too long")
_PREFIX = re.compile(
    r"^(Failed to authenticate\. |Please run /login · )?"
    r"(API Error: ?(Request rejected \(\d+\) · |\d{3} )?)?"
)
_REMEDIES = {
    400: "Change the prompt or the model, then send it again.",
    401: "The server's sign-in with the provider failed; an administrator can mend it.",
    403: "Ask an administrator for access.",
    404: "Choose another model, then send the prompt again.",
    413: "Make the prompt or its attachments smaller.",
    429: "Wait a while, then send the prompt again.",
}
_REPHRASED = {
    "Not logged in · Please run /login": "The provider did not accept the sign-in.",
}


def is_refusal(raw: Raw) -> bool:
    """Whether a message is Claude Code's own account of a failed request, live or recorded."""
    return bool(raw.get("is_api_error_message") or raw.get("isApiErrorMessage"))


def to_result(raw: Raw, cost_usd: Decimal) -> Result:
    """The end of an answer."""
    outcome = _outcome(raw)
    reason = None if outcome == "completed" else _reason(raw, outcome)
    return Result(outcome=outcome, reason=reason, cost_usd=cost_usd)


def to_reason(text: str, status: object, kind: object) -> str:
    """Why the provider refused: its own words, then what to do."""
    said = _PREFIX.sub("", text.strip()).strip() or "The provider refused without saying why"
    said = _REPHRASED.get(said, said)
    if kind == "billing_error":
        return _sentence(said)
    if _TOO_LONG.search(said):
        return f"{_sentence(said)} Shorten it, or put the long part into a file of the workspace."
    remedy = _REMEDIES.get(status) if isinstance(status, int) else None
    return f"{_sentence(said)} {remedy or 'Send the prompt again in a moment.'}"


def refusal_outcome(kind: object) -> TurnOutcome:
    """How a turn ended whose request was refused."""
    return "budget" if kind == "billing_error" else "failed"


def _outcome(raw: Raw) -> TurnOutcome:
    terminal, subtype = str(raw.get("terminal_reason")), str(raw.get("subtype"))
    if terminal.startswith("aborted"):
        return "interrupted"
    if terminal == "budget_exhausted" or subtype == "error_max_budget_usd":
        return "budget"
    if raw.get("is_error"):
        return refusal_outcome(raw.get("api_error_type"))
    return "completed"


def _reason(raw: Raw, outcome: TurnOutcome) -> str:
    if outcome == "interrupted":
        return STOPPED
    result = raw.get("result")
    if isinstance(result, str) and result.strip():
        return to_reason(result, raw.get("api_error_status"), raw.get("api_error_type"))
    if raw.get("subtype") == "error_max_turns":
        return "Claude took as many steps as it may in one turn. Send a prompt to go on."
    errors = [str(error) for error in raw.get("errors") or () if "ede_diagnostic" not in str(error)]
    said = "; ".join(errors) or "Claude Code ended the turn without saying why"
    return f"{_sentence(said)} Send the prompt again."


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
