"""Every error raised on purpose, each with its public code and HTTP status."""

from collections.abc import Mapping


class RemoteClaudeError(Exception):
    """Something a person or a client can understand; `str()` of it is a sentence.

    Subclasses set `code` (stable, part of the contract) and `status` (HTTP). `remedy` says what to
    do about it, `details` holds plain values for programs.
    """

    code = "internal"
    status = 500

    def __init__(
        self,
        message: str,
        *,
        remedy: str | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.details = dict(details or {})


class MalformedError(RemoteClaudeError):
    """A request that cannot be read: bad JSON, a missing or mistyped field."""

    code = "malformed"
    status = 400


class NotFoundError(RemoteClaudeError):
    """An id that names nothing the caller may see."""

    code = "not_found"
    status = 404

    def __init__(self, what: str, ident: str) -> None:
        super().__init__(f"There is no {what} {ident!r} here.", details={"what": what, "id": ident})


class ForbiddenError(RemoteClaudeError):
    """The caller is known and may not do this."""

    code = "forbidden"
    status = 403


class ConflictError(RemoteClaudeError):
    """The thing is not in a state that allows this."""

    code = "conflict"
    status = 409


class NotRewindableError(ConflictError):
    """There is no way back to there."""

    code = "not_rewindable"


class TooLargeError(RemoteClaudeError):
    """A body over a limit; the message names the limit."""

    code = "too_large"
    status = 413

    def __init__(self, what: str, *, size_bytes: int, limit_bytes: int) -> None:
        super().__init__(
            f"The {what} has {size_bytes:,} bytes; the limit is {limit_bytes:,}.",
            remedy=f"Shorten the {what}, or put the long part into a file of the workspace.",
            details={"size_bytes": size_bytes, "limit_bytes": limit_bytes},
        )


class UnavailableError(RemoteClaudeError):
    """A part that this needs is away for the moment; trying again later may work."""

    code = "unavailable"
    status = 503


class AfterOutOfRangeError(RemoteClaudeError):
    """A reader asked for what comes after a frame that does not exist."""

    code = "after_out_of_range"
    status = 400

    def __init__(self, *, after: int, last: int) -> None:
        super().__init__(
            f"There is no frame {after}; the last one is {last}.",
            remedy="Read again from 0.",
            details={"after": after, "last": last},
        )


class MessageAlreadySentError(RemoteClaudeError):
    """A message that Claude already has cannot be withdrawn."""

    code = "message_already_sent"
    status = 409

    def __init__(self, message: str) -> None:
        super().__init__("Claude already has this message.", details={"message": message})


class ApprovalSettledError(RemoteClaudeError):
    """A question that was answered (or withdrawn) before."""

    code = "approval_settled"
    status = 409

    def __init__(self, *, by: str, at: str, outcome: str) -> None:
        super().__init__(
            f"This question was already settled: {outcome} by {by} at {at}.",
            details={"by": by, "at": at, "outcome": outcome},
        )


class ClaudeStartError(UnavailableError):
    """A `claude` process could not be started; the message says why."""

    code = "claude_start"


class ClaudeGoneError(UnavailableError):
    """The `claude` process that should take this is no more."""

    code = "claude_gone"

    def __init__(self) -> None:
        super().__init__(
            "Claude's process has ended.", remedy="Send the message again: it starts a new one."
        )
