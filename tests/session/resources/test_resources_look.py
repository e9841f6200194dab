"""What is looked at for real: made-up control groups, own processes, folders, and who is told."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler

from remote_claude_ext.session.resources import walk
from remote_claude_ext.session.resources.look import look_at_container, look_at_processes
from remote_claude_ext.session.resources.service import Place, ResourcesService
from remote_claude_ext.wire.codec import decode
from remote_claude_ext.wire.resources import NewResources
from tests.session.resources.test_resources_rules import FIRST, SECOND
from tests.support.clock import ManualClock

KIB = 1024


@pytest.mark.parametrize("files", [FIRST, SECOND])
def test_control_groups_are_read_from_their_files(tmp_path: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert look_at_container(tmp_path).processes == 12


def test_without_control_groups_the_processes_are_counted(tmp_path: Path) -> None:
    (tmp_path / "memory").write_bytes(b"\xff")
    found = look_at_container(tmp_path)
    assert found.processes >= 1
    assert found.memory_bytes > 0


def test_what_a_process_started_counts_with_it() -> None:
    hold = "import sys; held = b'x' * (64 << 20); print(); sys.stdin.read()"
    before = look_at_processes()
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        during = look_at_processes()
        child.communicate()
    assert during.processes == before.processes + 1
    assert during.memory_bytes > before.memory_bytes + (48 << 20)
    assert look_at_processes().processor_seconds >= before.processor_seconds


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A hundred KiB in files, and what must not count again or at all."""
    folder = tmp_path / "volume"
    (folder / "deep" / "er").mkdir(parents=True)
    for number in range(10):
        (folder / "deep" / f"{number}").write_bytes(b"x" * 8 * KIB)
    (folder / "deep" / "er" / "one").write_bytes(b"x" * 20 * KIB)
    os.link(folder / "deep" / "er" / "one", folder / "the same")
    (folder / "to all").symlink_to("/usr")
    with (folder / "hole").open("wb") as sparse:
        sparse.truncate(2**40)
    return folder


def counted(folder: Path, *bounds: str) -> tuple[int, str]:
    command = [sys.executable, "-I", "-S", walk.__file__, str(folder), *bounds]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    total, how = done.stdout.split()
    return int(total), how


def test_a_folder_is_counted_as_the_disk_has_it(folder: Path) -> None:
    total, how = counted(folder)
    assert how == "all"
    assert 100 * KIB <= total <= 140 * KIB
    closed = folder / "deep" / "er"
    closed.chmod(0)
    assert counted(folder)[1] == "all"
    closed.chmod(0o700)


def test_what_lies_too_deep_for_a_path_is_told_to_be_missing(folder: Path) -> None:
    above = os.open(folder, os.O_RDONLY)
    for _ in range(25):  # of 200 characters each: a path has at most 4096
        os.mkdir("d" * 200, dir_fd=above)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=above)
        os.close(above)
        above = below
    os.close(above)
    assert counted(folder)[1] == "some"
    shutil.rmtree(folder)


def test_a_count_is_bounded_by_entries_and_by_time(folder: Path) -> None:
    total, how = counted(folder, "3")
    assert (how, total < 100 * KIB) == ("some", True)
    assert counted(folder, "1000", "0")[1] == "some"


class HubService:
    """Keeps what a session tells."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[NewResources] = asyncio.Queue()
        self.status = 201

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        """Listen on loopback; the address."""
        keeper = self

        class Handler(RequestHandler):
            def post(self) -> None:
                assert self.request.headers["Authorization"] == "token of-the-session"
                keeper.told.put_nowait(decode(self.request.body, NewResources))
                self.set_status(keeper.status)

        listening, port = bind_unused_port()
        server = HTTPServer(Application([("/api/v1/resources", Handler)]))
        server.add_socket(listening)
        yield f"http://127.0.0.1:{port}"
        server.stop()
        await server.close_all_connections()


async def next_report(hub: HubService) -> NewResources:
    return await asyncio.wait_for(hub.told.get(), 30)


class Telling:
    """A session that tells, by a clock that runs by hand."""

    def __init__(self, place: Place, url: str) -> None:
        self._clock = ManualClock()
        self.service = ResourcesService(place, url, "of-the-session", self._clock)

    async def after(self, seconds: float) -> bool:
        """Let time pass; whether it looked then."""
        self._clock.advance(seconds)
        has_begun = self.service.tick()
        await self.service.settle()
        return has_begun


@pytest.mark.asyncio
async def test_a_session_tells_each_minute_and_counts_its_files_each_fifth(folder: Path) -> None:
    hub = HubService()
    async with hub.serve() as url:
        telling = Telling(Place(folder=folder), url)
        assert not await telling.after(5)  # its start comes first
        assert await telling.after(6)
        first = await next_report(hub)
        assert (first.processors, first.disk_limit_bytes) == (None, None)
        (folder / "more").write_bytes(b"x" * 200 * KIB)
        assert not await telling.after(30)
        assert await telling.after(31)
        second = await next_report(hub)
        assert second.disk_bytes == first.disk_bytes
        assert second.processors is not None
        assert await telling.after(240)
        assert ((await next_report(hub)).disk_bytes or 0) > 200 * KIB
        await telling.service.aclose()


@pytest.mark.asyncio
async def test_who_is_short_is_told_so_and_counted_each_minute(folder: Path) -> None:
    hub = HubService()
    async with hub.serve() as url:
        telling = Telling(Place(folder=folder, limit_bytes=90 * KIB), url)
        assert await telling.after(11)
        told, shortage = await next_report(hub), telling.service.shortage
        assert told.disk_limit_bytes == 90 * KIB
        assert shortage is not None
        assert (shortage.level, shortage.used_bytes) == ("full", told.disk_bytes)
        for path in (folder / "deep").glob("?"):
            path.unlink()
        assert await telling.after(61)
        assert telling.service.shortage is None
        await telling.service.aclose()


@pytest.mark.asyncio
async def test_what_the_engine_bounds_is_taken_from_its_volume(folder: Path) -> None:
    hub = HubService()
    async with hub.serve() as url:
        telling = Telling(Place(folder=folder, limit_bytes=2**62, is_bound=True), url)
        assert await telling.after(11)
        told, found = await next_report(hub), os.statvfs(folder)
        assert told.disk_bytes is not None
        assert told.disk_bytes > 140 * KIB
        assert told.disk_bytes + told.disk_free_bytes <= found.f_blocks * found.f_frsize
        await telling.service.aclose()


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["", "gone"])
async def test_a_hub_service_or_a_folder_that_is_away_disturbs_nothing(
    folder: Path, name: str
) -> None:
    telling = Telling(Place(folder=folder / name), "http://127.0.0.1:1")
    assert await telling.after(11)
    assert await telling.after(61)
    await telling.service.aclose()


@pytest.mark.asyncio
async def test_who_is_refused_tells_again_the_next_minute(folder: Path) -> None:
    hub = HubService()
    hub.status = 403
    async with hub.serve() as url:
        telling = Telling(Place(folder=folder), url)
        for seconds in (11, 61):
            assert await telling.after(seconds)
            await next_report(hub)
        await telling.service.aclose()


@pytest.mark.asyncio
async def test_it_may_be_closed_in_the_middle(folder: Path) -> None:
    clock = ManualClock()
    service = ResourcesService(Place(folder=folder), "http://192.0.2.1", "a-token", clock)
    clock.advance(11)
    assert service.tick()
    clock.advance(61)
    assert not service.tick()  # it is about that yet
    await service.aclose()
