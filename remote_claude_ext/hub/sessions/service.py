"""Sessions in the name of the caller: list, make, look at, end."""

from collections.abc import Sequence

from ...core.errors import MalformedError, RemoteClaudeError
from ...core.names import new_session_name, to_line
from ...core.paging import from_cursor, to_cursor
from ...core.repositories import to_name, to_url
from ...wire.sessions import NewRepository, NewSession, Session, Sessions
from ..hubapi import HubApi
from .machine import to_state
from .model import Server, SessionRef

DEFAULT_TITLE = "New session"


class SessionService:
    """What a caller may do with sessions is what the caller's own token may do."""

    def __init__(self, hub: HubApi) -> None:
        self._hub = hub

    async def list(self, token: str, user: str, *, cursor: str = "", limit: int = 100) -> Sessions:
        """A page of the caller's sessions, by name."""
        after = from_cursor(cursor) if cursor else ""
        servers = await self._hub.servers(token, user)
        page = [server for server in servers if server.name > after][: limit + 1]
        items = [to_session(user, server) for server in page[:limit]]
        return Sessions(items=items, next=to_cursor(items[-1].name) if len(page) > limit else None)

    async def every(self, token: str, user: str) -> Sequence[Session]:
        """All of the caller's sessions."""
        return [to_session(user, server) for server in await self._hub.servers(token, user)]

    async def create(self, token: str, user: str, new: NewSession) -> Session:
        """Make a session of the caller and, if asked, start it."""
        repository = new.repository or None
        plain = to_name(to_url(repository.url)) if repository else DEFAULT_TITLE
        title = to_title(new.title or plain)
        ref = SessionRef(user, new_session_name(title))
        await self._hub.create(token, ref, title)
        if repository:
            await self._begin_with(token, ref, repository)
        if new.start:
            await self._hub.start(token, ref)
        return await self.find(token, ref)

    async def _begin_with(self, token: str, ref: SessionRef, repository: NewRepository) -> None:
        """With what it cannot begin with there is no session either."""
        try:
            await self._hub.begin_with(token, ref, repository)
        except RemoteClaudeError:
            await self._hub.remove(token, ref)
            raise

    async def find(self, token: str, ref: SessionRef) -> Session:
        """One session."""
        return to_session(ref.user, await self._hub.server(token, ref))

    async def remove(self, token: str, ref: SessionRef) -> bool:
        """Delete a session; whether that is done already (else it is still stopping)."""
        return await self._hub.remove(token, ref)


def to_session(user: str, server: Server) -> Session:
    """A server as the hub tells of it, as a session."""
    return Session(
        id=f"{user}/{server.name}",
        user=user,
        name=server.name,
        title=server.display_name or server.name,
        state=to_state(pending=server.pending, ready=server.ready),
        url=server.url,
        started_at=server.started,
        last_activity_at=server.last_activity,
    )


def to_title(text: str) -> str:
    """A title as the hub takes it: no control characters, single spaces."""
    title = to_line(text)
    if not title:
        raise MalformedError("The title is empty.", remedy="Give one, or leave the field out.")
    return title
