"""What took how long, for whoever records it; the span here is recorded by nobody."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Self

from .trace import Trace

Attributes = Mapping[str, str | int | float | bool | list[str]]


class Span(ABC):
    """A piece of work within a trace. Whoever begins it ends it."""

    @property
    @abstractmethod
    def trace(self) -> Trace:
        """What is asked because of it belongs there."""

    @property
    def is_recorded(self) -> bool:
        """Whether somebody will read it."""
        return True

    @abstractmethod
    def begin(self, name: str, attributes: Attributes) -> "Span":
        """A part of it, which asks somebody else."""

    @abstractmethod
    def set(self, attributes: Attributes) -> None:
        """Say more about it."""

    @abstractmethod
    def end(self, attributes: Attributes, *, error: str | None = None) -> None:
        """It is over; `error` is a word for what went wrong."""


class SilentSpan(Span):
    """A span that nobody records: all that it knows is its trace."""

    __slots__ = ("_trace",)

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    @property
    def trace(self) -> Trace:
        """The trace that it was given."""
        return self._trace

    @property
    def is_recorded(self) -> bool:
        """Never."""
        return False

    def begin(self, name: str, attributes: Attributes) -> Self:
        """Itself."""
        return self

    def set(self, attributes: Attributes) -> None:
        """Do nothing."""

    def end(self, attributes: Attributes, *, error: str | None = None) -> None:
        """Do nothing."""


class Tracer(ABC):
    """Begins the spans of requests."""

    @abstractmethod
    def begin(self, name: str, trace: Trace, attributes: Attributes) -> Span:
        """The span of a request that belongs to a trace."""

    @abstractmethod
    async def aclose(self) -> None:
        """Hand over what is recorded, if that is done soon."""


class SilentTracer(Tracer):
    """Records nothing."""

    def begin(self, name: str, trace: Trace, attributes: Attributes) -> Span:
        """A span that nobody records."""
        return SilentSpan(trace)

    async def aclose(self) -> None:
        """There is nothing to hand over."""
