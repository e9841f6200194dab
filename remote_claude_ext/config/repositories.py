"""What a session begins with, noted in its folder: which repository, and whether it is cloned."""

from pathlib import Path

import msgspec

from ..core.repositories import to_branch, to_folder, to_name, to_token, to_url
from ..wire.codec import encode
from ..wire.sessions import NewRepository
from .private import write_private

_NOTE = "repository.json"


class Repository(NewRepository, frozen=True, kw_only=True):
    """The note. With the clone the token is gone from it."""

    is_cloned: bool = False
    error: str = ""
    """Why the last start could not clone it."""

    @property
    def name(self) -> str:
        """What people call it."""
        return to_name(self.url)

    @property
    def wish(self) -> NewRepository:
        """What the session has to clone."""
        names = NewRepository.__struct_fields__
        return NewRepository(**{name: getattr(self, name) for name in names})


def to_repository(new: NewRepository) -> Repository:
    """A wish that was checked; MalformedError."""
    url = to_url(new.url)
    return Repository(
        url=url,
        branch=to_branch(new.branch) if new.branch.strip() else "",
        folder=to_folder(new.folder),
        shallow=new.shallow,
        token=to_token(new.token, url),
    )


def read_repository(session: Path) -> Repository | None:
    """What a session begins or began with, by its folder; None where that is nothing."""
    try:
        return msgspec.json.decode((session / _NOTE).read_bytes(), type=Repository)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def read_owed(session: Path) -> Repository | None:
    """What is to be cloned yet."""
    repository = read_repository(session)
    return None if repository is None or repository.is_cloned else repository


def write_repository(session: Path, repository: Repository) -> None:
    """Note it, for the next start."""
    session.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(session / _NOTE, encode(repository).decode())


def note_cloned(session: Path, error: str | None) -> None:
    """The clone is made, or could not be; a token is of no use any more once it is."""
    repository = read_owed(session)
    if repository is None or repository.error == error:
        return
    if error is None:
        changes: dict[str, object] = {"is_cloned": True, "token": "", "error": ""}
    else:
        changes = {"error": error}
    write_repository(session, msgspec.structs.replace(repository, **changes))


def forget_repository(session: Path) -> None:
    """Begin without one."""
    (session / _NOTE).unlink(missing_ok=True)


def forget_token(session: Path) -> None:
    """A deleted session takes no secret into the trash."""
    repository = read_repository(session)
    if repository is not None and repository.token:
        write_repository(session, msgspec.structs.replace(repository, token=""))
