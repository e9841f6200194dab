"""What may be asked for, and what an answer may be; pure."""

from decimal import Decimal

from msgspec.structs import replace

from ..core.errors import ConflictError, MalformedError
from ..core.money import ZERO, round_usd
from ..core.names import to_line
from ..wire.budgets import BudgetDecision, BudgetRequest, Decision, RequestState

_MOST_USD = Decimal(1_000_000)
_MOST_CHARACTERS = 500


def to_amount(usd: Decimal) -> Decimal:
    """An amount that may be asked for or granted.

    Raises:
        MalformedError: It is none.
    """
    if usd.is_finite() and ZERO < usd <= _MOST_USD and round_usd(usd) > ZERO:
        return round_usd(usd)
    raise MalformedError(f"usd has to be more than 0, and at most {_MOST_USD:,} USD.")


def to_words(text: str, what: str) -> str:
    """What somebody says to another one, in one line, without what nobody sees.

    Raises:
        MalformedError: It is nothing, or too long.
    """
    words = to_line(text)
    if 0 < len(words) <= _MOST_CHARACTERS:
        return words
    raise MalformedError(f"{what} has to have 1 to {_MOST_CHARACTERS} characters; people read it.")


def answer(request: BudgetRequest, decision: BudgetDecision) -> BudgetRequest:
    """A request with its answer, without who gave it and when.

    A grant needs no words. Raises MalformedError where the answer makes no sense, and ConflictError
    where there is one already.
    """
    if request.state is not RequestState.WAITING:
        raise AlreadyDecidedError(request)
    if decision.decision is Decision.DECLINE:
        words = to_words(decision.answer, "answer")
        return replace(request, state=RequestState.DECLINED, answer=words)
    usd = to_amount(request.usd if decision.usd is None else decision.usd)
    said = to_words(decision.answer, "answer") if decision.answer.strip() else None
    return replace(request, state=RequestState.GRANTED, granted_usd=usd, answer=said)


class AlreadyDecidedError(ConflictError):
    """Another administrator was first."""

    def __init__(self, request: BudgetRequest) -> None:
        super().__init__(f"{request.decided_by} has answered this already: {request.state}.")


class PeriodOverError(ConflictError):
    """The period for which more was asked has ended."""

    def __init__(self) -> None:
        super().__init__(
            "The period of this budget is over; it has begun anew.",
            remedy="Who still needs more asks again.",
        )


class AskedAlreadyError(ConflictError):
    """The same person waits for an answer about the same budget."""

    def __init__(self) -> None:
        super().__init__(
            "You have asked for more of this budget already.",
            remedy="Wait for the answer: it is shown where you have asked.",
        )
