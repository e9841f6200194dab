"""A page of results and its opaque cursor."""

import base64
import binascii

from .errors import MalformedError


def to_cursor(position: str) -> str:
    """Where the next page starts, as an opaque URL-safe string."""
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def from_cursor(cursor: str) -> str:
    """The position inside a cursor of ours; MalformedError for anything else."""
    try:
        return base64.b64decode(
            cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True
        ).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise MalformedError("The cursor is not one that this server gave out.") from None
