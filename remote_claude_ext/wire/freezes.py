"""Bodies of the freeze routes: who may not ask a model for now, why, and who said so."""

from datetime import datetime

import msgspec


class NewFreeze(msgspec.Struct, frozen=True, kw_only=True):
    """What an administrator says when freezing; the people concerned read it."""

    reason: str
    anyway: bool = False
    """Also a user, group or session that the hub does not know."""


class Freeze(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is `everyone`, `group:NAME`, `user:NAME` or `session:USER/NAME`."""

    id: str
    reason: str
    by: str
    at: datetime


class Freezes(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is frozen now, the newest first."""

    items: list[Freeze]
