"""Why a freeze is not made at once."""

from ...core.errors import ConflictError, RemoteClaudeError

_ANYWAY = 'Say "anyway": true to freeze it all the same, as for somebody who has yet to come.'


class UnknownTargetError(RemoteClaudeError):
    """The hub knows nobody of this name: mistyped, most likely."""

    code = "freeze_unknown"
    status = 404

    def __init__(self, kind: str, name: str, near: list[str]) -> None:
        meant = f"Did you mean {' or '.join(near)}? " if near else ""
        super().__init__(
            f"The hub knows no {kind} {name!r}.",
            remedy=meant + _ANYWAY,
            details={"what": kind, "id": name, "near": near},
        )


class UncheckedTargetError(ConflictError):
    """Whoever calls may freeze, but not ask the hub for names."""

    code = "freeze_unchecked"

    def __init__(self, kind: str, name: str, scope: str) -> None:
        super().__init__(
            f"Whether there is a {kind} {name!r} cannot be seen without the scope {scope}.",
            remedy=f"Sign in again, or use a token that has it. {_ANYWAY}",
            details={"what": kind, "id": name, "scope": scope},
        )
