"""How much and how long a caller may send."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a connection of a caller is held to."""

    head_bytes: int = 64 * 1024
    headers: int = 128
    pipelined: int = 32
    """So many requests may wait for those before them."""
    unwanted_bytes: int = 64 * 1024
    """So much of a body is taken before anybody wants it."""
    head_seconds: float = 30
    """How long a head may take."""
    idle_seconds: float = 300
    """How long a connection may be silent between requests."""
    body_seconds: float = 60
    """How long a body may stand still."""
    stalled_seconds: float = 600
    """How long a caller may read nothing of an answer."""
    linger_seconds: float = 2
    """How long a caller that is refused may go on sending, so that it reads why."""
