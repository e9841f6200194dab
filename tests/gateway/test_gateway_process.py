"""The gateway as a process: killed, told to stop, and what it gives away of its key."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import aiohttp
import psutil
import pytest

from remote_claude_ext.core.secret import SecretRef
from remote_claude_ext.gateway.errors import CannotListenError
from remote_claude_ext.gateway.settings import GatewaySettings
from remote_claude_ext.ledger.model import Outcome
from tests.gateway.hub import RealHub, free_ports
from tests.gateway.provider import SSE, STREAM, Asked, Provider, Wire
from tests.gateway.running import BODY, KEY, PREFIX, read_records, running, to_settings, until

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Process:
    """A gateway process and what it has written."""

    process: asyncio.subprocess.Process
    settings: GatewaySettings
    log_file: Path
    key_pipe: str
    """The pipe that brought the key, as /proc names it."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}{PREFIX}v1/messages"

    @property
    def log(self) -> str:
        return self.log_file.read_text()

    async def wait(self, *, seconds: float = 10) -> int:
        async with asyncio.timeout(seconds):
            return await self.process.wait()


@asynccontextmanager
async def started(settings: GatewaySettings, log_file: Path) -> AsyncIterator[Process]:
    """A gateway that got its key through a pipe, and nothing of it otherwise."""
    reading, writing = os.pipe()
    key_pipe = f"pipe:[{os.fstat(reading).st_ino}]"
    os.write(writing, KEY.encode() + b"\n")
    os.close(writing)
    given = asdict(settings)
    given["upstreams"][0]["key"] = ["pipe", str(reading)]
    del given["budgets"], given["access"]  # none: a time zone is no JSON
    with log_file.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.gateway.serve",
            json.dumps(given),
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
            stdout=log,
            stderr=log,
            pass_fds=(reading,),
        )
    os.close(reading)
    serving = Process(process, settings, log_file, key_pipe)
    try:
        await answer_at(serving)
        yield serving
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def answer_at(serving: Process) -> None:
    def answers() -> bool:
        assert serving.process.returncode is None, serving.log
        return is_listening(serving.settings.port)

    await until(answers, seconds=30)


@pytest.fixture
def settings(tmp_path: Path, hub: RealHub, upstream: Provider) -> GatewaySettings:
    key = SecretRef("pipe", "0")
    return to_settings(tmp_path, hub, upstream.url, port=free_ports(1)[0], key=key)


def without_key(settings: GatewaySettings, **changes: int) -> GatewaySettings:
    upstreams = tuple(replace(one, key=None) for one in settings.upstreams)
    return replace(settings, upstreams=upstreams, **changes)


def read_descriptors(pid: int) -> set[str]:
    return {str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir()}


def read_files(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.iterdir() if one.is_file())


async def begin(client: aiohttp.ClientSession, serving: Process, token: str) -> bytes:
    """Ask, and read until the answer ends or breaks."""
    headers = {"Authorization": f"Bearer {token}"}
    async with client.post(serving.url, data=BODY, headers=headers) as answer:
        return bytes(await answer.read())


async def stall(wire: Wire, asked: Asked) -> None:
    """Begin an answer and do not end it."""
    await wire.head("200 OK", *SSE)
    await wire.chunk(STREAM[:400])
    await wire.gone()
    asked.gone.set()


async def until_asked(upstream: Provider) -> None:
    await until(lambda: bool(upstream.asked))


@pytest.mark.asyncio
async def test_what_a_killed_gateway_left_open_is_unknown_after_the_next_start(
    settings: GatewaySettings, hub: RealHub, upstream: Provider, tmp_path: Path
) -> None:
    upstream.script = stall
    log = tmp_path / "log"
    async with aiohttp.ClientSession() as client:
        async with started(settings, log) as serving:
            asking = asyncio.create_task(begin(client, serving, hub.token("alice")))
            await until_asked(upstream)
            serving.process.kill()
            await serving.wait()
            with pytest.raises(aiohttp.ClientError):
                await asking
        assert [one.outcome for one in read_records(settings)] == [Outcome.OPEN]
        await asyncio.wait_for(upstream.asked[0].gone.wait(), 5)
        async with started(settings, log) as serving:
            assert [one.outcome for one in read_records(settings)] == [Outcome.UNKNOWN]
            assert "1 requests of a killed gateway are now unknown" in serving.log


@pytest.mark.asyncio
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_told_to_stop_it_ends_within_seconds_and_closes_its_entries(
    settings: GatewaySettings,
    hub: RealHub,
    upstream: Provider,
    tmp_path: Path,
    number: signal.Signals,
) -> None:
    upstream.script = stall
    async with (
        aiohttp.ClientSession() as client,
        started(settings, tmp_path / "log") as serving,
    ):
        asking = asyncio.create_task(begin(client, serving, hub.token("alice")))
        await until_asked(upstream)
        serving.process.send_signal(number)
        assert await serving.wait(seconds=8) == 0
        with pytest.raises(aiohttp.ClientError):
            await asking
        await asyncio.wait_for(upstream.asked[0].gone.wait(), 5)
    [record] = read_records(settings)
    assert record.outcome is Outcome.STOPPED
    assert record.end is not None
    assert record.end.tokens.input == 100


@pytest.mark.asyncio
async def test_told_to_stop_it_lets_an_answer_end_that_is_about_to(
    settings: GatewaySettings, hub: RealHub, upstream: Provider, tmp_path: Path
) -> None:
    go_on = asyncio.Event()

    async def stream(wire: Wire, _asked: Asked) -> None:
        await wire.head("200 OK", *SSE)
        await wire.chunk(STREAM[:400])
        await go_on.wait()
        await wire.chunk(STREAM[400:])
        await wire.end()

    upstream.script = stream
    async with (
        aiohttp.ClientSession() as client,
        started(settings, tmp_path / "log") as serving,
    ):
        asking = asyncio.create_task(begin(client, serving, hub.token("alice")))
        await until_asked(upstream)
        serving.process.terminate()
        await until(lambda: not is_listening(settings.port))
        go_on.set()
        assert await asking == STREAM
        assert await serving.wait(seconds=8) == 0
    [record] = read_records(settings)
    assert record.outcome is Outcome.COMPLETED


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.asyncio
async def test_the_key_is_in_no_log_no_argument_no_environment_and_no_open_pipe(
    settings: GatewaySettings, hub: RealHub, upstream: Provider, tmp_path: Path
) -> None:
    token = hub.session_token("alice", "one")

    async def refuse(wire: Wire, _asked: Asked) -> None:
        body = b'{"type":"error","error":{"type":"x","message":"no"}}'
        await wire.head("401 No", f"Content-Length: {len(body)}")
        await wire.send(body)

    async with (
        aiohttp.ClientSession() as client,
        started(settings, tmp_path / "log") as serving,
    ):
        assert await begin(client, serving, token) == STREAM
        upstream.script = refuse
        assert b"no" in await begin(client, serving, token)
        process = psutil.Process(serving.process.pid)
        shown = [*process.cmdline(), *process.environ().values()]
        descriptors = read_descriptors(process.pid)
        serving.process.terminate()
        assert await serving.wait() == 0
        log = serving.log
    assert {one.headers["x-api-key"] for one in upstream.asked} == {KEY}
    assert KEY not in "".join(shown)
    assert serving.key_pipe not in descriptors
    kept = read_files(tmp_path)
    assert KEY.encode() not in kept
    assert token.encode() not in kept
    lines = [json.loads(line) for line in log.splitlines()]
    [refused] = [one for one in lines if one["level"] == "error"]
    assert "The model provider refused this server's key" in refused["message"]
    [told] = [one for one in lines if one.get("remote_claude.outcome") == "completed"]
    assert (told["user"], told["session"]) == ("alice", "one")
    # One trace in the line and at the provider, where the caller named none.
    assert told["trace_id"] in upstream.asked[0].headers["traceparent"]


@pytest.mark.asyncio
async def test_a_port_that_is_taken_is_named(settings: GatewaySettings) -> None:
    async with running(without_key(settings)) as first:
        with pytest.raises(CannotListenError, match=f"127.0.0.1:{first.port}: "):
            async with running(without_key(settings, port=first.port)):
                pass


@pytest.mark.asyncio
async def test_it_does_not_start_on_a_database_of_another_version(
    settings: GatewaySettings, tmp_path: Path
) -> None:
    (tmp_path / "usage.sqlite").unlink()
    with pytest.raises(AssertionError, match="no tables yet"):
        async with started(settings, tmp_path / "log"):
            pass
