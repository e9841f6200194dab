"""The body of every error of session extension and hub service."""

import msgspec

from ..core.errors import RemoteClaudeError
from .codec import encode


class ErrorDetail(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong: a stable code, a sentence, what to do, and plain values."""

    code: str
    message: str
    remedy: str | None = None
    details: dict[str, object] = {}


class ErrorBody(msgspec.Struct, frozen=True, kw_only=True):
    """`{"error": {...}}`."""

    error: ErrorDetail


def to_error_body(error: RemoteClaudeError) -> bytes:
    """An error as JSON bytes."""
    detail = ErrorDetail(
        code=error.code, message=error.message, remedy=error.remedy, details=error.details
    )
    return encode(ErrorBody(error=detail))
