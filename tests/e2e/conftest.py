"""One installation, session and browser for all browser tests of a process."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import (
    Browser,
    StorageState,
    StorageStateCookie,
    ViewportSize,
    expect,
)

from tests.support.billing import SCENES
from tests.support.browser import Watch, chromium
from tests.support.desk import MESSAGE, Desk
from tests.support.hub import ADMIN, STOP_SECONDS, Installation
from tests.support.model import ScriptedModel, scripted_model

expect.set_options(timeout=20_000)
VIEWPORT: ViewportSize = {"width": 1440, "height": 900}
STILL: dict[str, Any] = {"reduced_motion": "reduce"}
"""What moves is drawn again and again, for nobody here; `test_everyone` looks at movements."""
CONFIG = """
claude:
  provider: anthropic
  baseUrl: {url}
  apiKey: sk-canary-of-the-browser-tests
  maxPromptBytes: 20KiB
budgets:
  contact: ops@example.org
  limits:
    - {{user: broke, usd: 0, per: month}}
    - {{everyone: true, usd: 1000, per: day}}
"""
OpenDesk = Callable[..., Desk]


@pytest.fixture(autouse=True)
def jp_asyncio_loop() -> None:
    """The plug-in for Jupyter Server closes its loop after each test; ours is the browser's."""


@pytest.fixture(autouse=True)
def jp_server_cleanup() -> None:
    """No Jupyter Server runs in this process."""


@pytest.fixture(scope="session")
def model() -> Iterator[ScriptedModel]:
    """The scripted model in the place of a provider: it plays what the prompts say."""
    with scripted_model(SCENES) as serving:
        yield serving


@pytest.fixture(scope="session")
def installation(
    tmp_path_factory: pytest.TempPathFactory, model: ScriptedModel
) -> Iterator[Installation]:
    """An installation that believes the scripted model to be its provider."""
    data = tmp_path_factory.mktemp("up") / "data"
    with Installation(data, config=CONFIG.format(url=model.url)) as running:
        yield running


@pytest.fixture(scope="session")
def kept() -> set[str]:
    """The names of the sessions that outlive a module."""
    return set()


@pytest.fixture(scope="module", autouse=True)
def tidy(installation: Installation, kept: set[str]) -> Iterator[None]:
    """What a module set in JupyterLab is forgotten, and its own sessions are deleted."""
    yield
    delete_sessions(installation, kept)
    empty(installation.places.user(ADMIN) / "jupyter" / "settings")


def delete_sessions(installation: Installation, kept: set[str]) -> None:
    """Delete every session of the administrator's but these, running or not."""
    path = f"/users/{ADMIN}"

    def left() -> set[str]:
        answer = installation.api("GET", f"{path}?include_stopped_servers=1")
        return set(answer.json()["servers"]) - {"", *kept}

    for name in left():
        gone = installation.api("DELETE", f"{path}/servers/{name}", json={"remove": True})
        gone.raise_for_status()
    installation.wait_for(lambda: not left(), STOP_SECONDS)


@pytest.fixture(scope="session")
def server(installation: Installation, kept: set[str]) -> str:
    """The name of the session that all modules share: a server takes seconds to start."""
    name = installation.start_session("Test")
    kept.add(name)
    return name


@pytest.fixture(scope="module")
def session(installation: Installation, server: str) -> Iterator[str]:
    """The path of a session that runs, like a new one; `notes.txt` is in its workspace."""
    path = installation.session_path(server)
    workspace = installation.places.workspace(ADMIN, server)
    (workspace / "notes.txt").write_text("Milk, eggs.\n")
    yield path
    forget_all(installation, path)
    empty(workspace)
    empty(installation.places.session(ADMIN, server) / "layouts")


def forget_all(installation: Installation, path: str) -> None:
    """Delete every conversation, terminal and kernel of a session."""

    def items(route: str) -> list[dict[str, str]]:
        said = installation.call("GET", path + route).raise_for_status().json()
        return said["items"] if isinstance(said, dict) else said

    for route in ("/api/terminals", "/api/kernels", "/remote-claude/api/conversations"):
        while found := items(route):
            for each in found:
                gone = f"{route}/{each.get('id') or each['name']}"
                answer = installation.call("DELETE", path + gone)
                assert answer.is_success or answer.status_code == httpx.codes.NOT_FOUND, answer.text


def empty(folder: Path) -> None:
    """Remove what is in a folder."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


@pytest.fixture(scope="module")
def workspace(installation: Installation, session: str) -> Path:
    """The workspace of the session."""
    return installation.places.workspace(ADMIN, session.rpartition("/")[2])


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for this room: other tests cannot have an event loop beside its driver."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def signed_in(installation: Installation) -> StorageState:
    """The cookies of the administrator."""
    return cookies_of(installation, ADMIN)


def cookies_of(installation: Installation, user: str) -> StorageState:
    """The cookies of somebody who has signed in."""
    cookies = [
        StorageStateCookie(
            name=cookie.name,
            value=cookie.value or "",
            domain=urlsplit(installation.url).hostname or "",
            path=cookie.path,
            expires=cookie.expires or -1,
            httpOnly=True,
            secure=False,
            sameSite="Lax",
        )
        for cookie in installation.login(user).http.cookies.jar
    ]
    return {"cookies": cookies, "origins": []}


@pytest.fixture
def open_desk(
    browser: Browser, installation: Installation, signed_in: StorageState, session: str
) -> Iterator[OpenDesk]:
    """Opens a desk in a browser profile of its own; more words go to `Browser.new_context`.

    A page costs seconds of a core: only what another profile, another window or another session
    shows needs one; all else goes with `desk`.
    """
    contexts = []
    watches = []

    def open_one(*, path: str = session, box: str = MESSAGE, **more: object) -> Desk:
        options = {"base_url": installation.url, "viewport": VIEWPORT, **STILL, **more}
        context = browser.new_context(storage_state=signed_in, **options)  # type: ignore[arg-type]
        contexts.append(context)
        watches.append(Watch(context))
        return Desk(context.new_page(), box=box).open(path)

    yield open_one
    for context in contexts:
        context.close()
    assert [watch.crashes for watch in watches if watch.crashes] == []
    assert [watch.foreign for watch in watches if watch.foreign] == []


@pytest.fixture(scope="module")
def shared_page(
    browser: Browser, installation: Installation, signed_in: StorageState, session: str
) -> Iterator[Desk]:
    """A desk that the tests of a module share."""
    context = browser.new_context(
        base_url=installation.url, viewport=VIEWPORT, storage_state=signed_in, **STILL
    )
    watch = Watch(context)
    yield Desk(context.new_page()).open(session)
    context.close()
    assert watch.crashes == []
    assert watch.foreign == []


@pytest.fixture
def desk(shared_page: Desk) -> Desk:
    """A desk with an empty conversation."""
    return shared_page.new_conversation()
