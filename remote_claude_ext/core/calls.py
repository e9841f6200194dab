"""The request that is being answered, as log lines and spans name it."""

from contextvars import ContextVar

from msgspec import Struct

from .spans import SilentSpan, Span
from .trace import Trace


class Call(Struct, kw_only=True):
    """One request: its span at once, who calls as soon as that is known."""

    span: Span
    user: str = ""
    session: str = ""

    @property
    def trace(self) -> Trace:
        """Where it belongs."""
        return self.span.trace


_current: ContextVar[Call | None] = ContextVar("call", default=None)


def begin_call(span: Span) -> Call:
    """From now on this task answers this request."""
    call = Call(span=span)
    _current.set(call)
    return call


def end_call() -> None:
    """This task answers nothing any more; a connection's task goes on to its next request."""
    _current.set(None)


def find_call() -> Call | None:
    """The request that this task answers, if any."""
    return _current.get()


def current_call() -> Call:
    """The request that this task answers; outside of every request one that nobody made."""
    return _current.get() or Call(span=SilentSpan(Trace.begin()))
