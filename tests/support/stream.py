"""A small client of the contract: REST and streams of one session."""

import asyncio
import json
import ssl
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Self

import aiohttp

Frame = dict[str, Any]
WAIT_SECONDS = 60


class RefusedError(Exception):
    """The server said no."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.error = body.get("error", {}) if isinstance(body, dict) else {}


class Stream:
    """The frames of one conversation as they come."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.raw: list[str] = []
        self.frames: list[Frame] = []

    @property
    def durable(self) -> list[Frame]:
        """What has a number."""
        return [frame for frame in self.frames if frame["seq"] is not None]

    async def next(self) -> Frame:
        """One frame."""
        message = await self.socket.receive(WAIT_SECONDS)
        if message.type is not aiohttp.WSMsgType.TEXT:
            raise ConnectionError(f"the stream ended: {message}")
        frame = json.loads(message.data)
        self.raw.append(message.data)
        self.frames.append(frame)
        return frame

    async def until(self, found: Callable[[Frame], bool]) -> Frame:
        """The first frame from now on that is as wanted."""
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                frame = await self.next()
                if found(frame):
                    return frame

    async def kind(self, kind: str) -> Frame:
        """The next frame of a kind."""
        return await self.until(lambda frame: frame["kind"] == kind)

    async def answers(self, texts: set[str]) -> list[str]:
        """Every answer so far, once these were told."""

        def told() -> list[str]:
            return [frame["text"] for frame in self.durable if frame["kind"] == "text"]

        if not texts <= set(told()):
            await self.until(lambda _: texts <= set(told()))
        return told()


class SessionClient:
    """What a program with a token can do."""

    def __init__(self, url: str, *, token: str | None, trust: ssl.SSLContext | None = None) -> None:
        self.url = url
        self._trust = trust or True
        self._headers = {"Authorization": f"token {token}"} if token else {}

    async def __aenter__(self) -> Self:
        everyone = aiohttp.TCPConnector(
            limit=0, ssl=self._trust
        )  # else the hundred-and-first stream waits
        self.http = aiohttp.ClientSession(headers=self._headers, connector=everyone)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    async def call(self, verb: str, path: str, body: Any = None, **options: Any) -> Any:
        """One request; RefusedError for every status that is no success."""
        async with self.http.request(verb, self.url + path, json=body, **options) as answer:
            text = await answer.text()
            said = json.loads(text) if text else None
            if answer.status >= 400:
                raise RefusedError(answer.status, said)
            return said

    async def create(self, **wish: Any) -> str:
        """Begin a conversation."""
        return str((await self.call("POST", "conversations", wish))["id"])

    async def post(self, conversation: str, text: str, **more: Any) -> Any:
        """Send a message."""
        body = {"text": text, "client_id": str(uuid.uuid4()), **more}
        return await self.call("POST", f"conversations/{conversation}/messages", body)

    async def decide(self, conversation: str, approval: str, **said: Any) -> Any:
        """Answer a question."""
        return await self.call("POST", f"conversations/{conversation}/approvals/{approval}", said)

    async def held(self, conversation: str) -> None:
        """Return once a terminal is seen to have it."""
        async with asyncio.timeout(WAIT_SECONDS):
            path = f"conversations/{conversation}"
            while (await self.call("GET", path))["terminal"] is None:  # noqa: ASYNC110 (polled)
                await asyncio.sleep(0.05)

    async def frames(self, conversation: str, *, after: int = 0, limit: int = 5000) -> Any:
        """Durable frames after a number."""
        query = {"after": after, "limit": limit}
        return await self.call("GET", f"conversations/{conversation}/frames", params=query)

    async def raw_frames(self, conversation: str, *, after: int = 0) -> bytes:
        """The same as bytes."""
        url = f"{self.url}conversations/{conversation}/frames?after={after}&limit=5000"
        async with self.http.get(url) as answer:
            return await answer.read()

    @asynccontextmanager
    async def stream(self, conversation: str, *, after: int = 0) -> AsyncIterator[Stream]:
        """Listen."""
        url = f"{self.url}conversations/{conversation}/stream?after={after}"
        async with self.http.ws_connect(url, max_msg_size=0) as socket:
            yield Stream(socket)
