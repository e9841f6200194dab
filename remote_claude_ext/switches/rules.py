"""What may be frozen, and which freeze stops a caller; pure."""

from collections.abc import Iterable, Mapping

from ..core.errors import MalformedError
from ..core.names import to_line
from ..wire.freezes import Freeze

EVERYONE = "everyone"
_KINDS = ("group", "user", "session")
_MOST_NAME_CHARACTERS = 255
_MOST_REASON_CHARACTERS = 500


def to_target(ident: str) -> str:
    """An id of what may be frozen.

    Raises:
        MalformedError: It is none.
    """
    kind, colon, name = ident.partition(":")
    if ident == EVERYONE:
        return ident
    fits = 0 < len(name) <= _MOST_NAME_CHARACTERS and name.isprintable()
    user, slash, session = name.partition("/")
    is_session = bool(user and slash and session) and "/" not in session
    if colon and kind in _KINDS and fits and (kind != "session" or is_session):
        return ident
    raise MalformedError(
        "What is frozen is named as everyone, group:NAME, user:NAME or session:USER/NAME."
    )


def to_concerned(target: str) -> tuple[str | None, str | None]:
    """The user, and the session, that a target is about; None where it is about more."""
    kind, _, name = target.partition(":")
    user, _, session = name.partition("/")
    return (user, session or None) if kind in {"user", "session"} else (None, None)


def to_reason(text: str) -> str:
    """A reason in one line, for people, without what nobody sees.

    Raises:
        MalformedError: There is none, or it is too long.
    """
    reason = to_line(text)
    if 0 < len(reason) <= _MOST_REASON_CHARACTERS:
        return reason
    raise MalformedError(
        f"reason says in 1 to {_MOST_REASON_CHARACTERS} characters why; people read it."
    )


def find(
    frozen: Mapping[str, Freeze], *, user: str, session: str | None, groups: Iterable[str]
) -> Freeze | None:
    """The freeze that stops a caller, the widest first; None where nothing does."""
    if not frozen:
        return None
    targets = [EVERYONE, *(f"group:{group}" for group in sorted(groups)), f"user:{user}"]
    if session is not None:
        targets.append(f"session:{user}/{session}")
    return next((frozen[target] for target in targets if target in frozen), None)
