"""What all frames of a chat stream have in common: a header that the journal gives, and a body.

A frame on the wire is one JSON object, header fields first. A *durable* frame has a `seq` (1, 2, 3
... in its conversation) and is stored as the very bytes that are sent; a *transient* one has
`seq: null` and may be lost.
"""

from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType

from .codec import encode


class Header(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every frame carries. `recovered` marks one written from a transcript after a crash.

    `conversation` is the id; `hello` alone leaves it out, for its body says `conversation` whole.
    """

    seq: int | None
    at: datetime
    conversation: str | UnsetType = UNSET
    turn: str | UnsetType = UNSET
    recovered: bool | UnsetType = UNSET


class Body(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag=True
):
    """What a kind of frame says; `kind` is the tag."""


def to_frame(header: Header, body: Body) -> bytes:
    """One frame as the bytes that are stored and sent."""
    head, tail = encode(header), encode(body)
    return head[:-1] + b"," + tail[1:]
