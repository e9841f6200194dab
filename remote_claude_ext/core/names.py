"""Which user and session names are legal, and their safe forms."""

import re
import secrets
import unicodedata

USER_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
SESSION_NAME = re.compile(r"[a-z][a-z0-9-]{0,29}")
"""What JupyterHub 6 allows as the name of a named server."""

_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_SLUG_LENGTH = 24


def is_user_name(name: str) -> bool:
    """Whether `name` may be a user's: a letter, then letters, digits, `_` or `-`; at most 32."""
    return USER_NAME.fullmatch(name) is not None


def is_session_name(name: str) -> bool:
    """Whether `name` may be a session's."""
    return SESSION_NAME.fullmatch(name) is not None


def to_slug(display_name: str) -> str:
    """The part of a display name that may stand in a session's name; empty if none may."""
    plain = unicodedata.normalize("NFKD", display_name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    slug = re.sub(r"^[^a-z]+", "", slug)
    return slug[:_SLUG_LENGTH].rstrip("-")


def new_session_name(display_name: str) -> str:
    """A session's name for a display name: its slug and four random characters.

    `s-` and eight random characters where nothing of the display name remains.
    """
    slug = to_slug(display_name)
    if not slug:
        return "s-" + _random(8)
    return f"{slug}-{_random(4)}"


def _random(length: int) -> str:
    return "".join(secrets.choice(_BASE32) for _ in range(length))


def to_line(text: str) -> str:
    """What somebody wrote as one line: single spaces, and no character that nobody sees.

    Those come with what is pasted, and can turn around what stands behind them.
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
