"""REST routes of the audit: a session reports; people search and take out."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import cast

from tornado.iostream import StreamClosedError

from ...core.errors import MalformedError
from ...core.scopes import to_session
from ...trail.export import Format
from ...wire.audit import ToldEvents
from ..web import CallerHandler, to_limit
from .rules import NAMES, TURN, Seen

_TYPES = {"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8"}


class _AuditHandler(CallerHandler):
    def asked(self, *names: str) -> Mapping[str, str]:
        """What the address asks for by these names; an empty value asks for nothing."""
        given = {name: self.get_query_argument(name, "") for name in names}
        return {name: value for name, value in given.items() if value}

    @property
    def seen(self) -> Seen:
        """What the caller may see; ForbiddenError where a page asks that is none of ours."""
        self.require_own_page()
        if self.acts_for_everybody:
            return Seen()
        user = self.caller.name
        return Seen(user=user, session=to_session(user, self.scopes))


class AuditHandler(_AuditHandler):
    """`api/v1/audit`."""

    most_body_bytes = 1024 * 1024

    async def get(self) -> None:
        """A page of events: the caller's, for administrators everybody's."""
        limit = to_limit(self.get_query_argument("limit", "100"))
        self.answer(await self.context.audit.find(self.asked(*NAMES, "cursor"), self.seen, limit))

    async def post(self) -> None:
        """Record what was done in a session; its token says in which."""
        user = self.caller.name
        told = self.body(ToldEvents)
        await self.context.audit.take(user, to_session(user, self.scopes), told)
        self.set_status(HTTPStatus.NO_CONTENT)


class AuditTurnHandler(_AuditHandler):
    """`api/v1/audit/turn`."""

    async def get(self) -> None:
        """One turn from its prompt to its cost."""
        self.answer(await self.context.audit.turn(self.asked(*TURN), self.seen))


class AuditExportHandler(_AuditHandler):
    """`api/v1/audit/export`."""

    async def get(self) -> None:
        """All of it as a file, sent as it is read."""
        kind = self.get_query_argument("format", "jsonl")
        if kind not in _TYPES:
            raise MalformedError("format has to be jsonl or csv.")
        self.set_header("Content-Type", _TYPES[kind])
        self.set_header("Content-Disposition", f'attachment; filename="audit.{kind}"')
        asked = self.asked("user", "session", "since", "until")
        pieces = self.context.audit.export(asked, self.seen, cast("Format", kind))
        async for piece in pieces:
            self.write(piece)
            try:
                await self.flush()
            except StreamClosedError:
                return  # whoever asked is gone
