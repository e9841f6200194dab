"""Which frames are reported, and what of each; pure.

Of what people and Claude write, only the beginning is told in clear, without what looks like a
secret; the whole is told as its SHA-256.
"""

from collections import OrderedDict
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
    Message,
    ModeChanged,
    ToolFinished,
    ToolStarted,
    TurnFinished,
    TurnStarted,
)
from ...wire.framing import Header
from ...wire.rewinding import RewindUndone, Rewound

_Told = tuple[AuditKind, str | None, AuditData]
MOST_CHARACTERS = 500
_LOOKED_AT = 4 * MOST_CHARACTERS
"""So much is looked through for secrets: one that is cut would not be seen as such."""
_MOST_ITEMS = 50
_MOST_BEGUN = 1000
_SUBJECTS = ("command", "file_path", "notebook_path", "path", "url", "pattern", "query")
"""What a tool's input is about, by the names that it has there."""


class Teller:
    """Tells of frames. Of what an answer or an end belongs to it remembers what that was about.

    What was begun before this process is told without that.
    """

    def __init__(self) -> None:
        self._begun: OrderedDict[str, AuditData] = OrderedDict()

    def to_report(
        self, header: Header, body: DurableBody, frame: bytes, claude_session: str | None
    ) -> bytes | None:
        """The event of a frame as the bytes that are sent; None where there is none."""
        told = self.to_told(header, body, frame, claude_session)
        return None if told is None else encode(told)

    def to_told(
        self, header: Header, body: DurableBody, frame: bytes, claude_session: str | None
    ) -> ToldEvent | None:
        """What is reported of a frame on its way into the journal; None for most of them.

        `frame` are the bytes that are stored: whoever has the journal, or the frames of the API,
        finds them again by their SHA-256.
        """
        told = self._tell(body)
        if told is None or header.conversation is UNSET:
            return None
        kind, by, data = told
        digest = sha256(frame).hexdigest()
        return ToldEvent(
            id=f"{header.conversation}:{header.seq}",
            kind=kind,
            at=header.at,
            conversation=header.conversation,
            turn=header.turn or None,
            claude_session=claude_session,
            by=by or None,
            data=replace(data, frame_sha256=digest, recovered=bool(header.recovered)),
        )

    def _tell(self, body: DurableBody) -> _Told | None:
        make = _MAKERS.get(type(body))
        if make is None:
            return None
        ident = getattr(body, _NAMES.get(type(body), ""), "")
        told = make(body, self._begun.pop(ident, AuditData()))
        if isinstance(body, ToolStarted | ApprovalAsked):
            self._begun[ident] = told[2]
            if len(self._begun) > _MOST_BEGUN:
                self._begun.popitem(last=False)
        return told


def _message(body: Message, _begun: AuditData) -> _Told:
    names = [_short(each.name) for each in body.attachments[:_MOST_ITEMS]]
    data = replace(_hashed(body.text.encode()), text=_short(body.text), attachments=names)
    return AuditKind.PROMPT, body.by, replace(data, message=body.message)


def _turn_started(body: TurnStarted, _begun: AuditData) -> _Told:
    return AuditKind.TURN_STARTED, None, AuditData(messages=body.messages[:_MOST_ITEMS])


def _turn_finished(body: TurnFinished, _begun: AuditData) -> _Told:
    data = AuditData(outcome=body.outcome, cost_usd=str(body.cost_usd), reason=_short(body.reason))
    return AuditKind.TURN_FINISHED, None, data


def _tool_started(body: ToolStarted, _begun: AuditData) -> _Told:
    data = replace(_input(body.input), tool_use=body.tool_use, tool=_short(body.name))
    return AuditKind.TOOL_STARTED, None, replace(data, parent=body.parent or "")


def _tool_finished(body: ToolFinished, begun: AuditData) -> _Told:
    data = replace(
        _hashed(body.output.preview.encode()),
        tool_use=body.tool_use,
        tool=begun.tool,
        text=begun.text,
        status=body.status,
        truncated=body.output.truncated,
    )
    return AuditKind.TOOL_FINISHED, None, data


def _asked(body: ApprovalAsked, _begun: AuditData) -> _Told:
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


def _settled(body: ApprovalSettled, asked: AuditData) -> _Told:
    chosen = next((each.rule for each in asked.offers if each.id == body.suggestion), "")
    data = AuditData(
        approval=body.approval,
        outcome=body.outcome,
        suggestion=_short(body.suggestion),
        rule=chosen,
        reason=_short(body.feedback),
        type=asked.type,
        tool_use=asked.tool_use,
        tool=asked.tool,
        text=asked.text,
    )
    return AuditKind.APPROVAL_SETTLED, body.by, data


def _rewound(body: Rewound, _begun: AuditData) -> _Told:
    counts = body.files or None
    files = 0 if counts is None else counts.returns + counts.goes + counts.changes
    undone = body.undone[:_MOST_ITEMS]
    data = AuditData(rewind=body.rewind, to=body.to, type=body.what, undone=undone, files=files)
    return AuditKind.REWOUND, body.by, data


def _rewind_undone(body: RewindUndone, _begun: AuditData) -> _Told:
    return AuditKind.REWIND_UNDONE, body.by, AuditData(rewind=body.rewind)


def _mode(body: ModeChanged, _begun: AuditData) -> _Told:
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
    Rewound: _rewound,
    RewindUndone: _rewind_undone,
}
_NAMES: Mapping[type, str] = {
    ToolStarted: "tool_use",
    ToolFinished: "tool_use",
    ApprovalAsked: "approval",
    ApprovalSettled: "approval",
}
"""By what the end of something names its beginning."""


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
