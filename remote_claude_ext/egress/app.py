"""Answers what the egress proxy asks, and writes down what it reports; on loopback."""

import asyncio
import hmac
import logging
import signal
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable

import aiohttp

from ..core.egress import may_reach
from .lines import Question, read_question, to_owner, to_record
from .owners import Owners
from .record import Record
from .settings import EgressSettings

_log = logging.getLogger(__name__)
_MOST_BYTES = 64 * 1024
_WORDS_OF_PROOF, _WORDS_OF_RULE = 2, 3


def serve(settings: EgressSettings) -> None:
    """Serve until SIGTERM or SIGINT."""
    asyncio.run(_serve(settings))


async def _serve(settings: EgressSettings) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with aiohttp.ClientSession() as http:
        desk = Desk(settings, Owners(http, settings.hub_api_url))
        server = await asyncio.start_server(
            desk.attend, "127.0.0.1", settings.port, limit=_MOST_BYTES
        )
        await stopped.wait()
        server.close()


class Desk:
    """One connection of the proxy after another: its first line says the key, and what for."""

    def __init__(self, settings: EgressSettings, owners: Owners) -> None:
        self._settings = settings
        self._owners = owners
        self._record = Record(settings.record)

    async def attend(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Serve a connection until it ends."""
        try:
            first = (await reader.readline()).split()
            if first[:2] == [b"GET", b"/healthz"]:
                writer.write(b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
            elif self._is_known(first, b"proof"):
                await self._answer(reader, writer, self._is_proved)
            elif self._is_known(first, b"rule"):
                await self._answer(reader, writer, self._is_allowed)
            else:
                await self._write_down([first] if first else [], reader)
        except (OSError, ValueError, IndexError) as error:
            _log.warning("A connection of the egress proxy ended: %s", type(error).__name__)
        finally:
            writer.close()

    async def _is_proved(self, question: Question) -> bytes:
        is_whole = len(question.words) == _WORDS_OF_PROOF
        good = is_whole and await self._owners.is_owner(*question.words)
        return question.answer(is_good=good)

    async def _is_allowed(self, question: Question) -> bytes:
        who, name, port = (*question.words, "", "", "")[:_WORDS_OF_RULE]
        user, session = to_owner(who)
        good = port.isdecimal() and may_reach(
            self._settings.rules,
            groups=self._owners.groups(who),
            size=self._settings.size_of(user, session),
            name=name,
            port=int(port),
        )
        return question.answer(is_good=good, word="listed" if good else "not_listed")

    async def _answer(
        self,
        reader: StreamReader,
        writer: StreamWriter,
        to_answer: Callable[[Question], Awaitable[bytes]],
    ) -> None:
        while line := await reader.readline():
            if line.strip():
                writer.write(await to_answer(read_question(line)))
                await writer.drain()

    async def _write_down(self, first: list[list[bytes]], reader: StreamReader) -> None:
        """Reports, each of which begins with the key; others are not ours."""
        words = first[0] if first else []
        while words:
            if self._has_key(words) and (line := to_record(b" ".join(words[1:]))):
                self._record.add(line)
            words = (await reader.readline()).split()

    def _is_known(self, words: list[bytes], what: bytes) -> bool:
        return self._has_key(words) and words[1:] == [what]

    def _has_key(self, words: list[bytes]) -> bool:
        return bool(words) and hmac.compare_digest(words[0], self._settings.key.encode())
