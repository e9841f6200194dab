"""What waits for a person in a session: as the session tells it, and as its person reads it."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from .chat import Approval
from .sessions import SessionState

Name = Annotated[str, Meta(min_length=1, max_length=200)]


class ToldApproval(Approval, frozen=True, kw_only=True, omit_defaults=True):
    """A question with the conversation that it is asked in.

    `cut`: its input is longer than what is told of it. `lost`: Claude waits for no answer any
    more, since the session ended, and nobody has gone on with the conversation yet. `change`: what
    an edit would do, for each place a text of lines that begin with a sign (`-` goes, `+` comes,
    space stays).
    """

    conversation: Name
    title: Annotated[str, Meta(max_length=400)]
    change: list[str] | None = None
    cut: bool = False
    lost: bool = False


class OpenApprovals(msgspec.Struct, frozen=True, kw_only=True):
    """All that waits in a session. A later statement has a greater `number`.

    Of very many questions only the oldest are in `items`; `total` counts all.
    """

    number: Annotated[int, Meta(ge=1, le=2**53)]
    total: Annotated[int, Meta(ge=0, le=1_000_000)]
    items: list[ToldApproval]


class WaitingApproval(ToldApproval, frozen=True, kw_only=True, omit_defaults=True):
    """A question as its person reads it; `url` is the address of its conversation."""

    session: str
    session_title: str
    session_state: SessionState
    url: str
    told_at: datetime


class WaitingApprovals(msgspec.Struct, frozen=True, kw_only=True):
    """All that waits for a person, the oldest first."""

    items: list[WaitingApproval]
    total: int


class WaitingCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many questions wait in a session, for the list of sessions."""

    waiting: Annotated[int, Meta(ge=0, le=1_000_000)]
