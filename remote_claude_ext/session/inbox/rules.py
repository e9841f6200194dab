"""Which questions are told, and how much of each. No I/O."""

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from ...wire.approvals import OpenApprovals, ToldApproval
from ...wire.chat import Approval, Suggestion
from ...wire.codec import encode
from .change import to_change

MOST_ITEMS = 50
MOST_BYTES = 16 * 1024
"""Of what a tool was given; more of it is read where the conversation is."""
MOST_STATEMENT_BYTES = 900 * 1024
"""What a list of all of them has; the hub service takes a mebibyte."""
MOST_SUGGESTIONS = 8
MOST_SUGGESTION_BYTES = 1024
"""Nobody should choose a rule that cannot be read whole."""
_LENGTHS = (8000, 2000, 400, 80)
_MOST_PARTS = 50


class Asked(NamedTuple):
    """A question, where it is asked, and whether Claude waits for no answer any more."""

    approval: Approval
    conversation: str
    title: str
    lost: bool

    @property
    def key(self) -> tuple[object, ...]:
        """The same for as long as the same would be told."""
        return (self.approval.approval, self.conversation, self.title, self.lost)


def to_statement(found: Sequence[Asked], number: int) -> OpenApprovals:
    """All that waits, the oldest first."""
    oldest = sorted(found, key=lambda each: (each.approval.asked_at, each.approval.approval))
    items: list[ToldApproval] = []
    size_bytes = 0
    for told in map(_to_told, oldest[:MOST_ITEMS]):
        size_bytes += len(encode(told))
        if size_bytes > MOST_STATEMENT_BYTES:
            break
        items.append(told)
    return OpenApprovals(number=number, total=len(oldest), items=items)


def _to_told(asked: Asked) -> ToldApproval:
    approval = asked.approval
    shown = shorten(approval.input)
    change = to_change(approval.tool, shown)
    fields = {name: getattr(approval, name) for name in approval.__struct_fields__}
    reason = approval.reason and str(_cut(approval.reason, _LENGTHS[1]))
    suggestions = _few(approval.suggestions)
    return ToldApproval(
        **{**fields, "input": shown, "reason": reason, "suggestions": suggestions},
        conversation=asked.conversation,
        title=asked.title,
        change=change if len(encode(change)) <= MOST_BYTES else None,
        cut=shown is not approval.input,
        lost=asked.lost,
    )


def _few(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    short = [each for each in suggestions if len(encode(each)) <= MOST_SUGGESTION_BYTES]
    return short[:MOST_SUGGESTIONS]


def shorten(given: dict[str, object]) -> dict[str, object]:
    """The same where it is short enough; else with shorter texts, and fewer parts."""
    if len(encode(given)) <= MOST_BYTES:
        return given
    for length in _LENGTHS:
        cut = {key[:length]: _cut(value, length) for key, value in _first(given)}
        if len(encode(cut)) <= MOST_BYTES:
            return cut
    return {}


def _first(given: dict[str, object]) -> list[tuple[str, object]]:
    return list(islice(given.items(), _MOST_PARTS))


def _cut(value: object, length: int) -> object:
    match value:
        case str():
            return value if len(value) <= length else value[: length - 1] + "…"
        case list():
            return [_cut(each, length) for each in value[:_MOST_PARTS]]
        case dict():
            return {key[:length]: _cut(each, length) for key, each in _first(value)}
        case _:
            return value
