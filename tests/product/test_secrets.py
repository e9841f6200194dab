"""The provider's key is the gateway's alone, while a session works: looked for in /proc and files.

And the other way round: no token of the hub goes to the provider.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from remote_claude_ext.config.processes import find_marked
from remote_claude_ext.config.session_environment import MARKS
from tests.product.room import CANARY, client_of
from tests.support.hub import ADMIN, Installation
from tests.support.model import ScriptedModel

pytestmark = pytest.mark.asyncio

HEADER = "canary-of-the-collector"
WATCHED = f"""
logging: {{format: json, level: debug}}
telemetry: {{otlpEndpoint: 'http://127.0.0.1:9', headers: 'x-tenant={HEADER}', sessions: [metrics]}}
"""
"""Everything is told that can be, to a collector that is away."""
SECONDS = 60
SMALL_BYTES = 20_000_000
Place = Callable[[Path], tuple[str, dict[str, str]]]


def in_environment(_folder: Path) -> tuple[str, dict[str, str]]:
    """The key in `ANTHROPIC_API_KEY` of the environment that `up` is started in."""
    return "", {"ANTHROPIC_API_KEY": CANARY}


def in_file(folder: Path) -> tuple[str, dict[str, str]]:
    """The key in a file that the configuration names."""
    (folder / "provider-key").write_text(CANARY + "\n")
    return ", apiKey: file:provider-key", {}


@pytest.fixture(scope="module", params=[in_environment, in_file])
def keyed(
    request: pytest.FixtureRequest,
    model: ScriptedModel,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Installation]:
    """An installation whose key is where `params` says."""
    folder = tmp_path_factory.mktemp("keyed")
    place: Place = request.param
    line, environ = place(folder)
    config = f"claude: {{baseUrl: '{model.url}'{line}}}\n{WATCHED}"
    with Installation(folder / "data", config=config, environ=environ) as up:
        yield up


def of_sessions(up: Installation) -> list[psutil.Process]:
    """Every process that was started in a session, by its environment or by descent."""
    marked = find_marked(MARKS, up.data / "users")
    found: dict[int, psutil.Process] = {}
    for child in marked:
        with suppress(psutil.NoSuchProcess):  # Claude Code's helpers come and go
            process = psutil.Process(child.pid)
            found |= {each.pid: each for each in (process, *process.children(recursive=True))}
    return list(found.values())


def shown(process: psutil.Process) -> Iterator[tuple[str, bytes]]:
    """All that the kernel tells of a process, descriptors with what can be read through them."""
    folder = Path(f"/proc/{process.pid}")
    with suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        for name in ("environ", "cmdline"):
            yield name, (folder / name).read_bytes()
        yield from descriptors(folder)


def descriptors(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Where a process's descriptors lead, and what can be read through them."""
    for number in (folder / "fd").iterdir():
        try:
            target = number.readlink()
            yield f"fd {number.name}", str(target).encode()
            # A deleted file can still be read through its descriptor.
            if number.stat().st_size < SMALL_BYTES and number.is_file():
                yield f"fd {number.name} -> {target}", number.read_bytes()
        except OSError:
            continue


def holds(content: bytes) -> bool:
    """Whether a secret of the provider's or the collector's stands in it."""
    return CANARY.encode() in content or HEADER.encode() in content


def holding(up: Installation) -> list[Path]:
    """Every file of the data folder with a secret in it: workspace, HOME, journal, logs, all."""
    found = []
    for path in up.data.rglob("*"):
        with suppress(FileNotFoundError):  # Claude Code makes and removes files meanwhile
            if path.is_file() and holds(path.read_bytes()):
                found.append(path)
    return found


def find_sleep(up: Installation) -> list[psutil.Process]:
    """The `sleep` of the tool, once it runs."""
    return [process for process in of_sessions(up) if command(process)[:2] == ["sleep", "31"]]


def command(process: psutil.Process) -> list[str]:
    """What a process was started with; nothing once it has ended."""
    with suppress(psutil.NoSuchProcess):
        return process.cmdline()
    return []


async def test_no_process_and_no_file_of_a_session_holds_the_key(
    keyed: Installation, model: ScriptedModel
) -> None:
    del model.exchanges[:]
    session = keyed.start_session("Curious")
    command = json.dumps({"command": "env > seen.txt; cat /proc/self/environ; sleep 31"})
    async with client_of(keyed, session, ADMIN) as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, f"@@ tool Bash {command} >> say Done.")
            asked = await stream.kind("approval.asked")
            await client.decide(conversation, asked["approval"], decision="allow")
            keyed.wait_for(lambda: find_sleep(keyed), SECONDS)
            everyone = of_sessions(keyed)
            names = {process.name() for process in everyone if process.is_running()}
            assert names >= {"claude", "bash", "sleep"}
            assert len(everyone) >= 4  # with the Jupyter server
            seen = [(process, *one) for process in everyone for one in shown(process)]
            assert sum(name == "environ" and value != b"" for _, name, value in seen) >= 4
            showing = [(command(process), name) for process, name, value in seen if holds(value)]
            assert showing == []
            await client.call("POST", f"conversations/{conversation}/interrupt")
            await stream.kind("turn.finished")
    workspace = keyed.places.workspace(ADMIN, session)
    assert "PATH=" in (workspace / "seen.txt").read_text()
    assert holding(keyed) == []
    written = (keyed.places.logs / "gateway.log").read_text().splitlines()
    ended = [one for one in map(json.loads, written) if "remote_claude.outcome" in one]
    assert {(one["user"], one["session"]) for one in ended} == {(ADMIN, session)}
    assert CANARY not in keyed.text()
    assert {one.headers.get("x-api-key") for one in model.turns} == {CANARY}


async def test_claude_of_a_session_tells_the_gateway_what_the_operator_asked_for(
    keyed: Installation,
) -> None:
    [written] = keyed.data.glob("users/*/sessions/*/state/claude-settings.json")
    settings = json.loads(written.read_text())
    assert settings["env"]["OTEL_EXPORTER_OTLP_ENDPOINT"] == keyed.run.gateway_url
    exporters = [settings["env"][f"OTEL_{name}_EXPORTER"] for name in ("METRICS", "LOGS")]
    assert exporters == ["otlp", "none"]
    assert "Bearer" in settings["otelHeadersHelper"]


async def test_no_program_of_up_shows_the_key_either(keyed: Installation) -> None:
    others = [
        name
        for name, child in keyed.run.children.items()
        if any(holds(value) for _, value in shown(psutil.Process(child.pid)))
    ]
    assert others == []


async def test_no_token_of_the_hub_reaches_the_provider(
    keyed: Installation, model: ScriptedModel
) -> None:
    assert model.turns
    secrets = [path.read_text().strip() for path in keyed.places.secrets.iterdir()]
    tokens = keyed.data.glob("users/*/sessions/*/state/token")
    secrets += [path.read_text().strip() for path in tokens]
    assert len(secrets) >= 4
    logs = "".join(path.read_text() for path in keyed.places.logs.glob("*.log"))
    assert [secret for secret in secrets if secret in logs] == []
    for exchange in model.exchanges:
        sent = json.dumps(exchange.headers) + exchange.query
        assert "cookie" not in exchange.headers
        assert "authorization" not in exchange.headers
        assert [secret for secret in secrets if secret in sent] == []
        assert [secret for secret in secrets if secret.encode() in exchange.body] == []
