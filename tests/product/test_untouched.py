"""A day's use of a whole installation changes nothing on the machine but the data folder."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.product.room import CANARY, client_of, configuration
from tests.support.hub import ADMIN, Installation, processes_below
from tests.support.model import ScriptedModel
from tests.support.programs import ROOT
from tests.support.stream import SessionClient

ETC = Path("/etc")
SECONDS = 60
# What tests and developers' tools write into a checkout, whoever runs.
OTHERS = {
    ".git",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "__pycache__",
    "artifacts",
    "node_modules",
}
Facts = tuple[int, int, int]


def listing(folder: Path, *, others: frozenset[str] = frozenset()) -> dict[Path, Facts]:
    """Everything in a folder with mode, size and time of change.

    With `others` left out, their folders' own times change too and do not count.
    """
    return dict(_walk(folder, others))


def _walk(folder: Path, others: frozenset[str]) -> Iterator[tuple[Path, Facts]]:
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in others]
        for path in (Path(root), *(Path(root, name) for name in files)):
            state = path.lstat()
            is_vague = others and path.is_dir()
            facts = (0, 0) if is_vague else (state.st_size, state.st_mtime_ns)
            yield path, (state.st_mode, *facts)


def differences(before: dict[Path, Facts], after: dict[Path, Facts]) -> list[Path]:
    """The paths that are new, gone or changed."""
    both = before.keys() | after.keys()
    return sorted(path for path in both if before.get(path) != after.get(path))


def make_home(home: Path) -> Path:
    """A person's home, with a Claude Code of her own in it."""
    (home / ".claude" / "projects").mkdir(parents=True)
    (home / ".claude" / "settings.json").write_text('{"model": "opus"}')
    (home / ".claude.json").write_text('{"numStartups": 3}')
    (home / ".bashrc").write_text("export OWN=yes\n")
    (home / ".jupyter").mkdir()
    return home


async def work(up: Installation, session: str) -> None:
    """Prompts with tools in the panel, then `claude -p` in a terminal."""
    workspace = up.places.workspace(ADMIN, session)
    async with client_of(up, session, ADMIN) as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(
                conversation,
                '@@ tool Bash {"command": "mktemp; echo hi > made.txt"} >>'
                f' tool Write {{"file_path": "{workspace}/note.md", "content": "# Note"}} >>'
                " say Done.",
            )
            for _ in range(2):
                asked = await stream.kind("approval.asked")
                await client.decide(conversation, asked["approval"], decision="allow")
            assert (await stream.kind("turn.finished"))["outcome"] == "completed"
        sockets = sockets_of_claude(up)
        assert sockets
        assert [path for path in sockets if not path.is_relative_to(up.data)] == []
        await use_terminal(client, up.session_url(session), workspace)


def sockets_of_claude(up: Installation) -> list[Path]:
    """The files of the sockets on which the living `claude` processes listen."""
    living = [one for one in processes_below(up.data) if one.name() == "claude"]
    paths = [each.laddr for one in living for each in one.net_connections("unix")]
    return [Path(path) for path in paths if str(path).startswith("/")]


async def use_terminal(client: SessionClient, url: str, workspace: Path) -> None:
    """Type a command into a JupyterLab terminal."""
    async with client.http.post(f"{url}/api/terminals", json={}) as made:
        name = (await made.json())["name"]
    line = "claude -p '@@ say From a terminal.' < /dev/null > said.txt 2>&1; mv said.txt told.txt\r"
    async with client.http.ws_connect(f"{url}/terminals/websocket/{name}") as socket:
        await socket.send_json(["stdin", line])
        async with asyncio.timeout(SECONDS):
            while not (workspace / "told.txt").exists():
                await socket.receive()
    assert (workspace / "told.txt").read_text().strip() == "From a terminal."


@pytest.fixture
def short() -> Iterator[Path]:
    """A data folder with a path of the length that people choose, not that of pytest's."""
    with tempfile.TemporaryDirectory(prefix="remote-claude-") as folder:
        yield Path(folder) / "data"


def test_home_etc_temporary_folder_and_checkout_stay_as_they_were(
    tmp_path: Path, short: Path, model: ScriptedModel
) -> None:
    model.accept_only(CANARY)
    home, temporary = make_home(tmp_path / "home"), tmp_path / "tmp"
    temporary.mkdir()
    others = frozenset(OTHERS)

    def look() -> list[dict[Path, Facts]]:
        whole = [listing(folder) for folder in (home, temporary, ETC)]
        return [*whole, listing(ROOT, others=others)]

    before = look()
    environ = {"HOME": str(home), "TMPDIR": str(temporary)}
    up = Installation(short, config=configuration(model), environ=environ)
    try:
        up.start()
        session = up.start_session("A day's work")
        assert up.login().get(f"/user/admin/{session}/lab").status_code == httpx.codes.OK
        asyncio.run(work(up, session))
        up.api("DELETE", f"/users/admin/servers/{session}").raise_for_status()
        assert up.stop() == 0
    finally:
        up.end_all()
    changed = [
        path
        for earlier, later in zip(before, look(), strict=True)
        for path in differences(earlier, later)
    ]
    assert changed == []
    assert not (ETC / "claude-code").exists()
