"""REST routes of conversations."""

# mypy: disallow-untyped-calls=False, disallow-untyped-decorators=False
# Jupyter Server's decorators have no types.

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from ...core.errors import MalformedError
from ...wire.chat import ApprovalAnswer, ConversationPatch, Fork, NewConversation, NewMessage
from ...wire.writing import MessagePatch
from ..web import RestHandler
from .service import ChatService

ID = r"([^/]+)"
MOST_FRAMES = 5000
_MOST_CONVERSATIONS = 200
_ATTACHMENT_BYTES = 32 << 20
_MOST_SUGGESTIONS = 100
_LONGEST_QUERY = 500


class ChatHandler(RestHandler):
    """Has the service."""

    def initialize(self, chat: ChatService) -> None:
        """Keep the service."""
        self.chat = chat

    @property
    def message_bytes(self) -> int:
        """The largest body of a message."""
        # JSON writes a character with at most six bytes; the text itself is measured later.
        return 6 * self.chat.settings.max_prompt_bytes + _ATTACHMENT_BYTES


class ConversationsHandler(ChatHandler):
    """`conversations`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """A page of conversations."""
        cursor = self.get_query_argument("cursor", None)
        limit = self.number("limit", 50, least=1, most=_MOST_CONVERSATIONS)
        await self.answer(self.chat.list(cursor=cursor, limit=limit))

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Begin a conversation."""
        created = await self.chat.create(self.read(NewConversation))
        await self.answer(created, status=HTTPStatus.CREATED)


class ConversationHandler(ChatHandler):
    """`conversations/{id}`."""

    @web.authenticated
    @authorized
    async def get(self, conversation: str) -> None:
        """One conversation."""
        await self.answer(self.chat.get(conversation))

    @web.authenticated
    @authorized
    async def patch(self, conversation: str) -> None:
        """Change title, mode, model, effort, tags, the unread mark, or whether it is archived."""
        await self.answer(await self.chat.patch(conversation, self.read(ConversationPatch)))

    @web.authenticated
    @authorized
    async def delete(self, conversation: str) -> None:
        """End it and put it away; for a while it can be restored."""
        await self.chat.delete(conversation)
        await self.answer_nothing()


class ForkHandler(ChatHandler):
    """`conversations/{id}/fork`."""

    @web.authenticated
    @authorized
    async def post(self, conversation: str) -> None:
        """Begin another conversation with the past of this one."""
        forked = await self.chat.fork(conversation, self.read(Fork))
        await self.answer(forked, status=HTTPStatus.CREATED)


class RestoreHandler(ChatHandler):
    """`conversations/{id}/restore`."""

    @web.authenticated
    @authorized
    async def post(self, conversation: str) -> None:
        """Bring back what was deleted just now."""
        await self.answer(await self.chat.restore(conversation))


class MessagesHandler(ChatHandler):
    """`conversations/{id}/messages`."""

    @web.authenticated
    @authorized
    async def post(self, conversation: str) -> None:
        """Take a message."""
        message = self.read(NewMessage, limit_bytes=self.message_bytes)
        accepted = await self.chat.post(conversation, message, by=self.who)
        await self.answer(accepted, status=HTTPStatus.ACCEPTED)


class MessageHandler(ChatHandler):
    """`conversations/{id}/messages/{message}`."""

    @web.authenticated
    @authorized
    async def delete(self, conversation: str, message: str) -> None:
        """Withdraw a queued message."""
        await self.chat.withdraw(conversation, message)
        await self.answer_nothing()

    @web.authenticated
    @authorized
    async def patch(self, conversation: str, message: str) -> None:
        """Write a queued message anew, or hand it over at once."""
        wish = self.read(MessagePatch, limit_bytes=self.message_bytes)
        await self.answer(await self.chat.rewrite(conversation, message, wish))


class CommandsHandler(ChatHandler):
    """`commands`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """The `/` commands that Claude takes."""
        await self.answer(await self.chat.commands())


class SuggestionsHandler(ChatHandler):
    """`suggestions`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Files and folders that fit what was typed after an `@`."""
        query = self.get_query_argument("query", "")
        limit = self.number("limit", 20, least=1, most=_MOST_SUGGESTIONS)
        if len(query) > _LONGEST_QUERY:
            raise MalformedError(f"'query' is longer than {_LONGEST_QUERY} characters.")
        await self.answer(await self.chat.suggest(query, limit=limit))


class InterruptHandler(ChatHandler):
    """`conversations/{id}/interrupt`."""

    @web.authenticated
    @authorized
    async def post(self, conversation: str) -> None:
        """Stop the turn."""
        await self.chat.interrupt(conversation)
        await self.answer_nothing()


class BackgroundHandler(ChatHandler):
    """`conversations/{id}/background/{background}/stop`."""

    @web.authenticated
    @authorized
    async def post(self, conversation: str, background: str) -> None:
        """Stop a subagent or a command of the background."""
        await self.chat.stop_background(conversation, background)
        await self.answer_nothing()


class ApprovalHandler(ChatHandler):
    """`conversations/{id}/approvals/{approval}`."""

    @web.authenticated
    @authorized
    async def post(self, conversation: str, approval: str) -> None:
        """Decide."""
        said = self.read(ApprovalAnswer, limit_bytes=_ATTACHMENT_BYTES)
        await self.answer(await self.chat.answer(conversation, approval, said, by=self.who))


class FramesHandler(ChatHandler):
    """`conversations/{id}/frames`: the stored bytes themselves, never written anew."""

    @web.authenticated
    @authorized
    async def get(self, conversation: str) -> None:
        """Durable frames after a number, or about so many before one."""
        limit = self.number("limit", 500, least=1, most=MOST_FRAMES)
        before = self.number("before", 0, least=0, most=2**53)
        if before:
            await self._answer_before(conversation, before, limit)
            return
        after = self.number("after", 0, least=0, most=2**53)
        frames, last = await self.chat.frames(conversation, after=after, limit=limit)
        await self._answer(frames, last, has_more=after + len(frames) < last)

    async def _answer_before(self, conversation: str, before: int, limit: int) -> None:
        frames, standing, last = await self.chat.frames_before(
            conversation, before=before, limit=limit
        )
        has_more = len(frames) + 1 < min(before, last + 1)
        await self._answer(frames, last, has_more=has_more, standing=standing)

    async def _answer(
        self, frames: Sequence[bytes], last: int, *, has_more: bool, standing: Sequence[bytes] = ()
    ) -> None:
        more = "true" if has_more else "false"
        tail = f'],"last":{last},"more":{more}'.encode()
        if standing:
            tail += b',"standing":[' + b",".join(standing) + b"]"
        await self.answer(b'{"frames":[' + b",".join(frames) + tail + b"}")


def routes(chat: ChatService) -> list[tuple[str, type[RestHandler], dict[str, Any]]]:
    """Every REST route of conversations, below `api/`."""
    one = rf"conversations/{ID}"
    table: list[tuple[str, type[RestHandler]]] = [
        ("conversations", ConversationsHandler),
        (one, ConversationHandler),
        (rf"{one}/fork", ForkHandler),
        (rf"{one}/restore", RestoreHandler),
        (rf"{one}/messages", MessagesHandler),
        (rf"{one}/messages/{ID}", MessageHandler),
        (rf"{one}/interrupt", InterruptHandler),
        (rf"{one}/background/{ID}/stop", BackgroundHandler),
        (rf"{one}/approvals/{ID}", ApprovalHandler),
        (rf"{one}/frames", FramesHandler),
        ("commands", CommandsHandler),
        ("suggestions", SuggestionsHandler),
    ]
    return [(path, handler, {"chat": chat}) for path, handler in table]
