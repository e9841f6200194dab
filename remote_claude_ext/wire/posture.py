"""How closed a session is: what it found when it started, and what an administrator reads of it."""

from datetime import datetime

import msgspec


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was promised: whether it holds, and a sentence that says what was seen."""

    name: str
    good: bool
    said: str


class NewPosture(msgspec.Struct, frozen=True, kw_only=True):
    """What a session found."""

    checks: list[Check]


class Posture(msgspec.Struct, frozen=True, kw_only=True):
    """What a session found when it started last; `good` where every check holds."""

    user: str
    session: str
    at: datetime
    good: bool
    checks: list[Check]


class Postures(msgspec.Struct, frozen=True, kw_only=True):
    """Those that are not closed first, then the newest; `items` may be the first of very many.

    `total` and `open` count all: the sessions that told, and those that are not closed.
    """

    items: list[Posture]
    total: int
    open: int
