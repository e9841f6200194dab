"""What happened to one request; kept by whoever watches the scripted model."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["open", "answered", "failed", "dropped", "abandoned"]


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request and how far its answer came."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    started: float
    """On the event loop's monotonic clock, as is `ended`."""
    status: int = 0
    events: int = 0
    """Events of the stream that were written."""
    outcome: Outcome = "open"
    """`abandoned`: the client went away first; `dropped`: the script closed the connection."""
    ended: float | None = None
    response_headers: dict[str, str] = field(default_factory=dict)


Watcher = Callable[[Exchange], None]
"""Told of every request when it comes in; the value goes on changing until it has ended."""
