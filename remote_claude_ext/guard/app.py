"""Listens on a socket in the place of the engine's, and passes on what sessions need."""

import asyncio
import json
import logging
import signal
from contextlib import suppress
from urllib.parse import unquote

import aiohttp
from aiohttp import web
from yarl import URL

from .bodies import RefusedError
from .calls import Call, Kind, Passed, decide, id_of_ours
from .settings import GuardSettings

_log = logging.getLogger(__name__)
_MOST_BYTES = 1024 * 1024
_ENGINE = "http://engine"
_HEALTH = "/healthz"
_CONNECT_SECONDS = 5
_ANSWER_SECONDS = 300
"""Ending a container takes its time, and pulling an image more."""
_NOT_FOUND = 404


def serve(settings: GuardSettings) -> None:
    """Serve until SIGTERM or SIGINT."""
    asyncio.run(_serve(settings))


async def _serve(settings: GuardSettings) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS, sock_connect=_CONNECT_SECONDS)
    connector = aiohttp.UnixConnector(path=str(settings.engine))
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as engine:
        app = web.Application(client_max_size=_MOST_BYTES)
        app.router.add_route("*", "/{anything:.*}", Guard(settings, engine).answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        with suppress(FileNotFoundError):  # one that was killed leaves its socket
            settings.listen.unlink()
        await web.UnixSite(runner, str(settings.listen)).start()
        settings.listen.chmod(0o600)
        await stopped.wait()
        await runner.cleanup()


class Guard:
    """Answers one request after another: from the engine, or with the reason why not."""

    def __init__(self, settings: GuardSettings, engine: aiohttp.ClientSession) -> None:
        self._allowed = settings.allowed
        self._engine = engine

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """What the engine says, or why it was not asked."""
        try:
            if request.method == "GET" and request.path == _HEALTH:
                return await self._pass(request, Passed(method="GET", path="/_ping"))
            return await self._pass(request, await self._decide(request))
        except RefusedError as refused:
            _log.warning("Refused: %s", refused)
            return _say(403, f"Sessions do not need this of the engine: {refused}.")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            _log.warning("The engine does not answer: %s", error)
            return _say(503, "The container engine does not answer.")

    async def _decide(self, request: web.Request) -> Passed:
        query = request.query
        if len(query) != len(set(query)):
            raise RefusedError("a word of the query twice")
        call = Call(
            method=request.method,
            # As it was sent: `request.path` has its dots taken out.
            path=unquote(request.raw_path.partition("?")[0]),
            query=dict(query),
            body=await request.read(),
        )
        passed = decide(call, self._allowed)
        return passed if passed.owned is None else await self._name(passed)

    async def _name(self, passed: Passed) -> Passed:
        """The same with the id of the thing, once it is known to be ours."""
        assert passed.owned is not None  # noqa: S101 (for the types)
        where = passed.thing if passed.owned is Kind.NETWORK else f"{passed.thing}/json"
        async with self._engine.get(to_url(where)) as told:
            if told.status == _NOT_FOUND:
                # The engine says it in its own words, which its client knows.
                return Passed(method="GET", path=where)
            ident = id_of_ours(passed.owned, await told.json(content_type=None), self._allowed)
        if ident is None:
            raise RefusedError("something that is not of these sessions")
        return Passed(method=passed.method, path=passed.path.replace("{}", ident, 1))

    async def _pass(self, request: web.Request, passed: Passed) -> web.StreamResponse:
        async with self._engine.request(
            passed.method,
            to_url(passed.path),
            data=passed.body or None,
            headers={"Content-Type": "application/json"} if passed.body else None,
        ) as told:
            answer = web.StreamResponse(status=told.status)
            for name in ("Content-Type", "Api-Version", "Docker-Experimental", "Ostype"):
                if name in told.headers:
                    answer.headers[name] = told.headers[name]
            await answer.prepare(request)
            async for some in told.content.iter_any():
                await answer.write(some)
            await answer.write_eof()
            return answer


def to_url(path: str) -> URL:
    """The engine's address of a path that is written as it is to be sent."""
    return URL(f"{_ENGINE}{path}", encoded=True)


def _say(status: int, message: str) -> web.Response:
    return web.Response(
        status=status, text=json.dumps({"message": message}), content_type="application/json"
    )
