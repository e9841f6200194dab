"""One installation for all browser tests of a process; one browser and session for a module."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, ViewportSize, expect

from tests.support.browser import Watch, chromium
from tests.support.desk import MESSAGE, Desk
from tests.support.hub import ADMIN, STOP_SECONDS, Installation
from tests.support.model import ScriptedModel, scripted_model

expect.set_options(timeout=20_000)
VIEWPORT: ViewportSize = {"width": 1440, "height": 900}
CONFIG = """
claude:
  provider: anthropic
  baseUrl: {url}
  apiKey: sk-canary-of-the-browser-tests
  maxPromptBytes: 20KiB
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
    with scripted_model() as serving:
        yield serving


@pytest.fixture(scope="session")
def installation(
    tmp_path_factory: pytest.TempPathFactory, model: ScriptedModel
) -> Iterator[Installation]:
    """An installation that believes the scripted model to be its provider."""
    data = tmp_path_factory.mktemp("up") / "data"
    with Installation(data, config=CONFIG.format(url=model.url)) as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def tidy(installation: Installation) -> Iterator[None]:
    """The sessions of a module are deleted, and what it set in JupyterLab is forgotten."""
    yield
    path = f"/users/{ADMIN}"

    def left() -> dict[str, object]:
        answer = installation.api("GET", f"{path}?include_stopped_servers=1")
        return {name: each for name, each in answer.json()["servers"].items() if name}

    for name in left():
        gone = installation.api("DELETE", f"{path}/servers/{name}", json={"remove": True})
        gone.raise_for_status()
    installation.wait_for(lambda: not left(), STOP_SECONDS)
    shutil.rmtree(installation.places.user(ADMIN) / "jupyter", ignore_errors=True)


@pytest.fixture(scope="module")
def session(installation: Installation) -> str:
    """The path of a session that runs; a file `notes.txt` is in its workspace."""
    name = installation.start_session("Test")
    (installation.places.workspace(ADMIN, name) / "notes.txt").write_text("Milk, eggs.\n")
    return installation.session_path(name)


@pytest.fixture(scope="module")
def workspace(installation: Installation, session: str) -> Path:
    """The workspace of the session."""
    return installation.places.workspace(ADMIN, session.rpartition("/")[2])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the module: other tests cannot have an event loop beside its driver."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def signed_in(browser: Browser, installation: Installation) -> StorageState:
    """The cookies of a person who has signed in."""
    context = browser.new_context(base_url=installation.url)
    Desk(context.new_page()).sign_in(ADMIN, installation.admin_password)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def open_desk(
    browser: Browser, installation: Installation, signed_in: StorageState, session: str
) -> Iterator[OpenDesk]:
    """Opens a desk in a browser profile of its own; more words go to `Browser.new_context`."""
    contexts = []
    watches = []

    def open_one(*, path: str = session, box: str = MESSAGE, **more: object) -> Desk:
        options = {"base_url": installation.url, "viewport": VIEWPORT, **more}
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
        base_url=installation.url, viewport=VIEWPORT, storage_state=signed_in
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
