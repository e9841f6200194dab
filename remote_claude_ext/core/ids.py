"""How identifiers are made. To clients they are opaque strings."""

import random
import uuid
from datetime import datetime

_NAMES = uuid.UUID("8f0f4bd0-5a4c-4c0b-9a5e-2f2f3c1f7a61")


def new_id() -> str:
    """A fresh identifier: a random UUID, so that Claude Code takes it for messages and sessions."""
    return str(uuid.uuid4())


def to_id(name: str) -> str:
    """The identifier that belongs to a name of the caller's choice: the same name, the same one."""
    return str(uuid.uuid5(_NAMES, name))


def new_ordered_id(moment: datetime) -> str:
    """A fresh UUID 7, which sorts by the millisecond of its moment: an index appends it."""
    since = f"{int(moment.timestamp() * 1000):012x}"
    rest = f"{random.getrandbits(80):020x}"
    variant = "89ab"[int(rest[0], 16) & 3]
    return f"{since[:8]}-{since[8:]}-7{rest[1:4]}-{variant}{rest[4:7]}-{rest[7:19]}"
