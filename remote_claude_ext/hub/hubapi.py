"""Client of JupyterHub's REST API; the only file that knows its paths.

Every call carries the caller's own token: the service lends nobody its rights.
"""

from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote

import aiohttp
import msgspec

from ..core.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RemoteClaudeError,
    UnavailableError,
)
from ..wire.sessions import NewRepository
from .errors import HubAwayError
from .sessions.model import Named, Server, Servers, SessionRef

T = TypeVar("T")
_PAGE_NAMES, _MOST_PAGES = 200, 25
_TIMEOUT = aiohttp.ClientTimeout(total=150, connect=5)


class HubApi:
    """JupyterHub, spoken to in the name of whoever called us."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url.rstrip("/")

    async def servers(self, token: str, user: str) -> list[Server]:
        """Every session of a user, stopped ones as well."""
        path = f"/users/{quote(user, safe='')}?include_stopped_servers=1"
        status, body = await self._call("GET", path, token)
        if status != HTTPStatus.OK:
            raise _to_error(status, body, "user", user)
        found = _decode(body, Servers).servers
        return [server for name, server in sorted(found.items()) if name]

    async def has(self, token: str, *path: str) -> bool:
        """Whether there is such a thing, as ("users", "ada", "servers", "billing-k3xq")."""
        if {".", ".."} & {*path}:  # (an address would lead elsewhere)
            return False
        status, body = await self._call("GET", _to_path(*path), token)
        if status not in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}:
            raise _to_error(status, body, path[0], path[-1])
        return status == HTTPStatus.OK

    async def names(self, token: str, kind: str) -> list[str]:
        """The names of all `users` or `groups`; of very many, the first 5,000."""
        found: list[str] = []
        for page in range(_MOST_PAGES):
            query = f"limit={_PAGE_NAMES}&offset={page * _PAGE_NAMES}"
            status, body = await self._call("GET", f"/{kind}?{query}", token)
            if status != HTTPStatus.OK:
                raise _to_error(status, body, kind, "")
            names = [item.name for item in _decode(body, list[Named])]
            found += names
            if len(names) < _PAGE_NAMES:
                break
        return found

    async def sessions(self, token: str, user: str) -> dict[str, str]:
        """The names of a user's sessions, by their names and titles."""
        servers = await self.servers(token, user)
        titles = {server.display_name or server.name: server.name for server in servers}
        return titles | {server.name: server.name for server in servers}

    async def server(self, token: str, ref: SessionRef) -> Server:
        """One session."""
        status, body = await self._call("GET", _path(ref), token)
        if status != HTTPStatus.OK:
            raise _to_error(status, body, "session", ref.id)
        return _decode(body, Server)

    async def create(self, token: str, ref: SessionRef, title: str) -> None:
        """Make a session without starting it."""
        status, body = await self._call("PUT", _path(ref), token, {"display_name": title})
        if status != HTTPStatus.CREATED:
            raise _to_error(status, body, "user", ref.user)

    async def begin_with(self, token: str, ref: SessionRef, repository: NewRepository) -> None:
        """Say what a session's first start clones."""
        path = f"/users/{quote(ref.user, safe='')}/sessions/{quote(ref.name, safe='')}"
        wish = {"repository": msgspec.to_builtins(repository)}
        status, body = await self._call("PATCH", path, token, wish)
        if status != HTTPStatus.OK:
            raise _to_error(status, body, "session", ref.id)

    async def start(self, token: str, ref: SessionRef) -> None:
        """Start a session; returns when it runs, or goes on starting after some seconds."""
        status, body = await self._call("POST", _path(ref), token, {})
        if status not in {HTTPStatus.CREATED, HTTPStatus.ACCEPTED}:
            raise _to_error(status, body, "session", ref.id)

    async def remove(self, token: str, ref: SessionRef) -> bool:
        """Stop a session if need be and delete it; whether that is done already."""
        status, body = await self._call("DELETE", _path(ref), token, {"remove": True})
        if status not in {HTTPStatus.NO_CONTENT, HTTPStatus.ACCEPTED}:
            raise _to_error(status, body, "session", ref.id)
        return status == HTTPStatus.NO_CONTENT

    async def _call(
        self, method: str, path: str, token: str, body: dict[str, Any] | None = None
    ) -> tuple[int, bytes]:
        headers = {"Authorization": f"token {token}"}
        try:
            async with self._session.request(
                method, self._url + path, headers=headers, json=body, timeout=_TIMEOUT
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise HubAwayError from error


class HubRefusedError(UnavailableError):
    """The hub could not do it, for the reason it gave."""

    code = "hub_refused"


def _path(ref: SessionRef) -> str:
    return _to_path("users", ref.user, "servers", ref.name)


def _to_path(*parts: str) -> str:
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def _decode(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise HubRefusedError(f"The hub's answer cannot be read: {error}.") from error


def _to_error(status: int, body: bytes, what: str, ident: str) -> RemoteClaudeError:
    message = _message(body)
    if status == HTTPStatus.NOT_FOUND:
        return NotFoundError(what, ident)
    if status == HTTPStatus.FORBIDDEN:
        return ForbiddenError(
            "This token may not do that.",
            remedy="Make a token without a list of scopes at /hub/token.",
        )
    if status in {HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT}:
        return ConflictError(
            message,
            remedy="Delete a session, or ask the administrator to raise sessions.maxPerUser."
            if "maximum" in message
            else None,
        )
    return HubRefusedError(message)


def _message(body: bytes) -> str:
    try:
        return str(msgspec.json.decode(body)["message"]) or "The hub refused without a reason."
    except (msgspec.MsgspecError, KeyError, TypeError):
        return "The hub refused without a reason."
