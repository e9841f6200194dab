"""Typed identifiers and how new ones are made. To clients they are opaque strings."""

import uuid
from typing import NewType

ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)
TurnId = NewType("TurnId", str)
ApprovalId = NewType("ApprovalId", str)
ClaudeSessionId = NewType("ClaudeSessionId", str)
"""A Claude Code session id; the CLI wants a UUID."""


def new_id() -> str:
    """A fresh identifier: a random UUID, so that Claude Code takes it for messages and sessions."""
    return str(uuid.uuid4())
