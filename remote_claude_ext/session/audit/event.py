"""Which frames are reported, and what of each; pure.

Of what people and Claude write, only the beginning is told in clear, without what looks like a
secret; the whole is told as its SHA-256.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256

from msgspec import UNSET
from msgspec.structs import replace

from ...core.redact import redact
from ...wire.audit import AuditData, AuditKind, AuditOffer, ToldEvent
from ...wire.codec import encode
from ...wire.frames import (
    ApprovalAsked,
    ApprovalSettled,
    DurableBody,
    Header,
    Message,
    ModeChanged,
    ToolFinished,
    ToolStarted,
    TurnFinished,
    TurnStarted,
)

MOST_CHARACTERS = 500
_LOOKED_AT = 4 * MOST_CHARACTERS
"""So much is looked through for secrets: one that is cut would not be seen as such."""
_MOST_ITEMS = 50
_SUBJECTS = ("command", "file_path", "notebook_path", "path", "url", "pattern", "query")
"""What a tool's input is about, by the names that it has there."""


def to_told(
    header: Header, body: DurableBody, frame: bytes, claude_session: str | None
) -> ToldEvent | None:
    """What is reported of a frame on its way into the journal; None for most of them.

    `frame` are the bytes that are stored: whoever has the journal, or the frames of the API, finds
    them again by their SHA-256.
    """
    make = _MAKERS.get(type(body))
    if make is None or header.conversation is UNSET:
        return None
    kind, by, data = make(body)
    return ToldEvent(
        id=f"{header.conversation}:{header.seq}",
        kind=kind,
        at=header.at,
        conversation=header.conversation,
        turn=header.turn or None,
        claude_session=claude_session,
        by=by,
        data=replace(
            data, frame_sha256=sha256(frame).hexdigest(), recovered=bool(header.recovered)
        ),
    )


def to_report(
    header: Header, body: DurableBody, frame: bytes, claude_session: str | None
) -> bytes | None:
    """The same as the bytes that are sent."""
    told = to_told(header, body, frame, claude_session)
    return None if told is None else encode(told)


_Told = tuple[AuditKind, str | None, AuditData]


def _message(body: Message) -> _Told:
    names = [_short(each.name) for each in body.attachments[:_MOST_ITEMS]]
    data = replace(_hashed(body.text.encode()), text=_short(body.text), attachments=names)
    return AuditKind.PROMPT, body.by, replace(data, message=body.message)


def _turn_started(body: TurnStarted) -> _Told:
    return AuditKind.TURN_STARTED, None, AuditData(messages=body.messages[:_MOST_ITEMS])


def _turn_finished(body: TurnFinished) -> _Told:
    data = AuditData(outcome=body.outcome, cost_usd=str(body.cost_usd), reason=_short(body.reason))
    return AuditKind.TURN_FINISHED, None, data


def _tool_started(body: ToolStarted) -> _Told:
    data = replace(_input(body.input), tool_use=body.tool_use, tool=_short(body.name))
    return AuditKind.TOOL_STARTED, None, replace(data, parent=body.parent or "")


def _tool_finished(body: ToolFinished) -> _Told:
    data = replace(
        _hashed(body.output.preview.encode()),
        tool_use=body.tool_use,
        status=body.status,
        truncated=body.output.truncated,
    )
    return AuditKind.TOOL_FINISHED, None, data


def _asked(body: ApprovalAsked) -> _Told:
    offers = [
        AuditOffer(id=_short(each.id), rule=_short(each.rule or each.label), scope=each.scope)
        for each in body.suggestions[:_MOST_ITEMS]
    ]
    data = replace(
        _input(body.input),
        approval=body.approval,
        type=body.type.value,
        tool_use=body.tool_use,
        tool=_short(body.tool),
        reason=_short(body.reason),
        offers=offers,
    )
    return AuditKind.APPROVAL_ASKED, None, data


def _settled(body: ApprovalSettled) -> _Told:
    data = AuditData(
        approval=body.approval,
        outcome=body.outcome,
        suggestion=_short(body.suggestion),
        text=_short(body.feedback),
    )
    return AuditKind.APPROVAL_SETTLED, body.by, data


def _mode(body: ModeChanged) -> _Told:
    return AuditKind.MODE_CHANGED, None, AuditData(mode=body.mode)


_MAKERS: Mapping[type, Callable[..., _Told]] = {
    Message: _message,
    TurnStarted: _turn_started,
    TurnFinished: _turn_finished,
    ToolStarted: _tool_started,
    ToolFinished: _tool_finished,
    ApprovalAsked: _asked,
    ApprovalSettled: _settled,
    ModeChanged: _mode,
}


def _input(given: Mapping[str, object]) -> AuditData:
    """What a tool was given: what it is about in clear, all of it as a hash."""
    whole = encode(given)
    subject = next((s for name in _SUBJECTS if isinstance(s := given.get(name), str)), None)
    text = whole[: 4 * _LOOKED_AT].decode(errors="replace") if subject is None else subject
    return replace(_hashed(whole), text=_short(text))


def _hashed(whole: bytes) -> AuditData:
    return AuditData(sha256=sha256(whole).hexdigest(), bytes=len(whole))


def _short(text: str | None) -> str:
    masked = redact((text or "")[:_LOOKED_AT])
    return masked if len(masked) <= MOST_CHARACTERS else masked[: MOST_CHARACTERS - 1] + "…"
