"""How identifiers are made. To clients they are opaque strings."""

import uuid


def new_id() -> str:
    """A fresh identifier: a random UUID, so that Claude Code takes it for messages and sessions."""
    return str(uuid.uuid4())
