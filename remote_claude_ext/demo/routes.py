"""Routes of the scripted model: messages, token counts, models, and signs of life."""

import asyncio
import json

from tornado.iostream import StreamClosedError

from ..core.errors import MalformedError
from .request import read_request
from .script import Problem
from .stream import Piece, Play
from .tokens import count_input
from .web import ApiHandler, to_stream

MODELS = (
    ("claude-opus-5-5", "Opus 5.5"),
    ("claude-sonnet-5-5", "Sonnet 5.5"),
    ("claude-haiku-4-5", "Haiku 4.5"),
)
BATCH_BYTES = 65536


class MessagesHandler(ApiHandler):
    """`POST /v1/messages`: plays a turn, streamed or whole."""

    playing: asyncio.Task[None] | None = None

    async def post(self) -> None:
        """Answer one request."""
        play = self._play()
        for name, value in play.headers.items():
            self.set_header(name, value)
        self.playing = asyncio.create_task(self._answer(play))
        await asyncio.wait([self.playing])
        if not self.playing.cancelled():
            self.playing.result()

    def on_connection_close(self) -> None:
        """The client went away: stop at once."""
        self.settle("abandoned")
        if self.playing:
            self.playing.cancel()

    def _play(self) -> Play:
        body = self.body()
        if not isinstance(body.get("model"), str) or not isinstance(body.get("messages"), list):
            raise MalformedError("model and messages: Field required")
        asked = read_request(body)
        headers = self.request.headers
        attempt = self.given.attempts.count(
            headers.get("X-Claude-Code-Session-Id", ""),
            headers.get("X-Claude-Code-Agent-Id", ""),
            json.dumps(body["messages"]),
        )
        return Play(
            turn=self.given.library.choose(asked),
            asked=asked,
            counts=count_input(body),
            attempt=attempt + asked.standing.cuts,
            ident=self.ident,
        )

    async def _answer(self, play: Play) -> None:
        if play.asked.stream and not play.problem:
            await self._stream(play)
            return
        await self._pause(play.delay_seconds)
        if problem := play.problem:
            self._refuse(problem)
        else:
            self.write(play.to_whole())

    def _refuse(self, problem: Problem) -> None:
        for name, value in problem.headers.items():
            self.set_header(name, value)
        self.fail(problem.status, problem.message, kind=problem.type)

    async def _stream(self, play: Play) -> None:
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        self.set_header("Cache-Control", "no-cache")
        due = self.loop.time()
        waiting: list[Piece] = []
        for piece in play.to_stream():
            due += piece.wait_seconds
            if due > self.loop.time() or sum(len(p.data) for p in waiting) > BATCH_BYTES:
                await self._send(waiting)
                waiting = []
                await self._pause(due - self.loop.time())
            if piece.drops:
                await self._send(waiting)
                self._drop()
                return
            waiting.append(piece)
        await self._send(waiting)

    async def _send(self, pieces: list[Piece]) -> None:
        data = b"".join(piece.data for piece in pieces)
        if not data:
            return
        try:
            self.write(data)
            await self.flush()
        except StreamClosedError:
            self.settle("abandoned")
            raise asyncio.CancelledError from None
        self.exchange.events += sum(bool(piece.data) for piece in pieces)

    async def _pause(self, seconds: float) -> None:
        if seconds > 0:
            await asyncio.sleep(seconds)

    def _drop(self) -> None:
        """Close the connection in the middle of the answer."""
        self.settle("dropped")
        to_stream(self.request).close()


class CountHandler(ApiHandler):
    """`POST /v1/messages/count_tokens`."""

    def post(self) -> None:
        """Estimate the input's tokens."""
        self.write({"input_tokens": count_input(self.body()).total})


class ModelsHandler(ApiHandler):
    """`GET /v1/models`."""

    def get(self) -> None:
        """Some models; any other name is played just the same."""
        models = [
            {
                "type": "model",
                "id": ident,
                "display_name": f"{name} (scripted demo)",
                "created_at": "2026-01-01T00:00:00Z",
            }
            for ident, name in MODELS
        ]
        self.write(
            {
                "data": models,
                "has_more": False,
                "first_id": MODELS[0][0],
                "last_id": MODELS[-1][0],
            }
        )


class HelloHandler(ApiHandler):
    """`HEAD /` and `HEAD|GET /api/hello`: somebody is there."""

    def is_open(self) -> bool:
        """Asked before there is a key."""
        return True

    def head(self) -> None:
        """Answer 200."""

    def get(self) -> None:
        """Answer 200 and say what this is."""
        self.write({"message": "This is the scripted demo model of Remote Claude."})
