"""What can be wrong with the database, as sentences for people."""

from sqlalchemy.exc import DBAPIError

from ..core.errors import RemoteClaudeError, UnavailableError


def to_reason(error: BaseException) -> str:
    """The first line of what the database itself says, without statement and parameters."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    lines = str(cause).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(cause).__name__


class DatabaseUrlError(RemoteClaudeError):
    """A `database.url` that names no database we can use."""

    code = "database_url"

    def __init__(self, shown: str, reason: str) -> None:
        super().__init__(
            f"The database URL {shown!r} cannot be used: {reason}.",
            remedy="Write sqlite:////path/to/file.sqlite or postgresql://user@host/name.",
        )


class DatabaseUnavailableError(UnavailableError):
    """The database does not take what is written, or does not answer."""

    code = "database_unavailable"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The database cannot be used at the moment: {reason}.",
            remedy="Make sure that it runs and that its disk has room; nothing is to be restarted.",
        )


class SchemaOutdatedError(UnavailableError):
    """The tables are not those of this version."""

    code = "schema_outdated"

    def __init__(self, *, found: str | None, needed: str, known: bool) -> None:
        if found is None:
            message = f"The database has no tables yet; this version needs revision {needed}."
        else:
            message = f"The database is at revision {found}; this version needs {needed}."
        super().__init__(
            message,
            remedy=(
                "Start `remote-claude up`, which upgrades the database before anything uses it."
                if known
                else "A newer version has upgraded this database: install that version again."
            ),
            details={"found": found, "needed": needed},
        )
