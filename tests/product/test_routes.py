"""Every route of all three applications, each verb, sockets too: who may not come in does not.

The routes are read from the applications' own routers, so a route that is added without
authentication fails here.
"""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.product.callers import Caller, another, foreign_page, unknown
from tests.product.room import PASSWORDS, client_of, frames_when
from tests.product.routers import VERBS, Route, gateway_routes, hub_routes, session_routes
from tests.support.hub import Installation
from tests.support.person import Person

REFUSED = {401, 403}
NOT_THERE = {404, 405}
# Of CONTRACT.md, word for word; the rest of the walk proves that there is nothing more.
PUBLIC = {
    ("GET", "/services/remote-claude/healthz"),
    ("GET", "/services/remote-claude/lab"),
    ("HEAD", "/services/claude-gateway/"),
    ("HEAD", "/services/claude-gateway/api/hello"),
    ("GET", "/services/claude-gateway/api/hello"),
    ("GET", "/services/claude-gateway/healthz"),
}
# A refusal for people who open one of these pages: the hub's sign-in, which comes back to them.
PAGES = {
    "/services/remote-claude/",
    "/services/remote-claude/inbox",
    "/services/remote-claude/usage",
    "/services/remote-claude/audit",
    "/services/remote-claude/admin",
    "/services/remote-claude/resources",
}
FILES = "/services/remote-claude/lab/(.+)"
"""Public, too, and none of its files has this name."""
SIGN_IN = "/hub/api/oauth2/authorize"
CALLBACK = "/services/remote-claude/oauth_callback"
SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What ada has, where it is, and the words that nobody else may read."""

    session: str
    ids: dict[str, str]
    words: tuple[str, ...]

    def path(self, pattern: str) -> str:
        """A path that fits a route's pattern, with ada's own ids in it."""
        plain = pattern.replace("\\", "").replace("(/.*)?", "/nothing")
        return re.sub(r"(\w+)/\(\[\^/\]\+\)", self._fill, plain)

    def _fill(self, found: re.Match[str]) -> str:
        return f"{found[1]}/{self.ids.get(found[1], 'x')}"

    def leaked(self, url: str, text: str) -> list[str]:
        """The words and ids of ada's in an answer that were not in the request."""
        told = (*self.words, *self.ids.values(), self.session)
        return [word for word in told if word in text and word not in url]


@pytest.fixture(scope="module")
def secrets(installation: Installation) -> Secrets:
    """A session of ada's with a conversation in which an approval and a message wait."""
    session = installation.start_session("Operation Heron", user="ada")
    return asyncio.run(prepare(installation, session))


async def prepare(installation: Installation, session: str) -> Secrets:
    async with client_of(installation, session) as client:
        conversation = await client.create(title="Silver Osprey")
        await client.post(conversation, '@@ tool Bash {"command": "touch egret"} >> say No.')
        frames = await frames_when(
            client,
            conversation,
            lambda all_: any(frame["kind"] == "approval.asked" for frame in all_),
        )
        asked = next(frame for frame in frames if frame["kind"] == "approval.asked")
        queued = await client.post(conversation, "@@ say Golden Plover.")
    return Secrets(
        session=session,
        ids={
            "conversations": conversation,
            "approvals": asked["approval"],
            "messages": queued["message"],
            "sessions": f"ada%2F{session}",
        },
        words=("Operation Heron", "Silver Osprey", "egret", "Golden Plover", "/users/ada/"),
    )


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory, secrets: Secrets) -> list[Route]:
    """All routes; patterns are paths below the public address."""
    folder = tmp_path_factory.mktemp("routers")
    prefix = f"/user/ada/{secrets.session}"
    ours = [
        Route(pattern=prefix + one.pattern, verbs=one.verbs, is_socket=one.is_socket)
        for one in session_routes(folder)
    ]
    found = [*ours, *asyncio.run(hub_routes(folder)), *asyncio.run(gateway_routes(folder))]
    assert len(ours) >= 12
    assert len(found) >= 27
    assert sum(one.is_socket for one in found) >= 2
    return found


@pytest.fixture
def unchanged(installation: Installation, secrets: Secrets) -> Iterator[None]:
    """Whatever was tried: what ada has is as it was."""
    before = what_ada_has(installation, secrets)
    yield
    assert what_ada_has(installation, secrets) == before


def what_ada_has(installation: Installation, secrets: Secrets) -> Any:
    """Conversations, frames and sessions, as she sees them."""
    api = f"/user/ada/{secrets.session}/remote-claude/api/conversations"
    one = f"{api}/{secrets.ids['conversations']}"
    listed = installation.api("GET", "/users/ada/sessions", user="ada").json()["items"]
    paths = (api, one, f"{one}/frames")
    seen = [installation.call("GET", path, user="ada").json() for path in paths]
    assert seen[1]["approvals"]
    assert seen[1]["queue"]
    return [*seen, [(item["id"], item["title"], item["state"]) for item in listed]]


def client_without_memory(installation: Installation) -> httpx.Client:
    """A client with a new connection for each request: a refused upgrade leaves none to go on."""
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(base_url=installation.url, trust_env=False, timeout=30, limits=limits)


def walk(
    installation: Installation,
    secrets: Secrets,
    routes: list[Route],
    caller: Caller,
    *,
    reads: bool = True,
) -> Iterator[tuple[str, str, httpx.Response]]:
    """Ask every route with every verb; no answer tells anything of ada's.

    Without `reads` the caller has her cookies: what a page of another site may not read is for
    the browser to see to.
    """
    sockets = {secrets.path(route.pattern) for route in routes if route.is_socket}
    with client_without_memory(installation) as http:
        for path in dict.fromkeys(secrets.path(route.pattern) for route in routes):
            for verb in VERBS:
                headers = caller.sends(path, is_socket=path in sockets and verb == "GET")
                body = {"json": {"start": False}} if verb in {"POST", "PUT", "PATCH"} else {}
                answer = http.request(verb, path + caller.query, headers=headers, **body)
                told = secrets.leaked(path, f"{answer.text} {answer.headers}")
                assert told == [] or not (reads or verb not in SAFE), (verb, path)
                assert answer.status_code < 500, (verb, path, answer.text)
                yield verb, path, answer


def is_refused(taken: set[tuple[str, str]], verb: str, path: str, answer: httpx.Response) -> bool:
    """Whether a request was turned away for who sent it; 404 and 405 where there is nothing."""
    if verb == "OPTIONS" and answer.status_code in {200, 204}:
        return answer.content == b""  # Jupyter Server's answer to a browser's preflight
    if is_sign_in(path, answer):
        return True
    if path == FILES and verb in SAFE and answer.status_code == httpx.codes.NOT_FOUND:
        return True
    if path == CALLBACK and answer.status_code == httpx.codes.BAD_REQUEST:
        return True  # it takes nothing but what the hub has just signed
    return answer.status_code in (REFUSED if (verb, path) in taken else REFUSED | NOT_THERE)


def is_sign_in(path: str, answer: httpx.Response) -> bool:
    """Whether somebody who opened a page of the service is sent to the hub's sign-in."""
    is_sent = answer.status_code == httpx.codes.FOUND
    return is_sent and path in PAGES and answer.headers["location"].startswith(SIGN_IN)


@pytest.mark.usefixtures("unchanged")
def test_nobody_unknown_gets_in_anywhere_but_where_it_is_public(
    installation: Installation, secrets: Secrets, routes: list[Route]
) -> None:
    taken = {(verb, secrets.path(route.pattern)) for route in routes for verb in route.verbs}
    for caller in unknown(installation):
        opened, wrong = set(), []
        for verb, path, answer in walk(installation, secrets, routes, caller):
            if answer.status_code == httpx.codes.OK and verb != "OPTIONS":
                opened.add((verb, path))
            elif not is_refused(taken, verb, path, answer):
                wrong.append((verb, path, answer.status_code, answer.text[:200]))
        assert wrong == [], caller.name
        assert opened == PUBLIC, caller.name


@pytest.mark.usefixtures("unchanged")
def test_another_user_finds_nothing_of_the_first(
    installation: Installation, secrets: Secrets, routes: list[Route]
) -> None:
    wrong = []
    for verb, path, answer in walk(installation, secrets, routes, another(installation)):
        is_adas = secrets.session in path
        if is_adas and verb != "OPTIONS" and answer.status_code not in REFUSED | NOT_THERE:
            wrong.append((verb, path, answer.status_code, answer.text[:200]))
    assert wrong == []


@pytest.mark.usefixtures("unchanged")
def test_a_foreign_page_neither_writes_nor_listens_with_somebodys_cookie(
    installation: Installation, secrets: Secrets, routes: list[Route]
) -> None:
    caller = foreign_page(installation)
    sign_in_everywhere(installation, secrets)
    sockets = {secrets.path(route.pattern) for route in routes if route.is_socket}
    wrong = []
    for verb, path, answer in walk(installation, secrets, routes, caller, reads=False):
        refused = answer.status_code in REFUSED | NOT_THERE or is_sign_in(path, answer)
        if (verb not in SAFE or path in sockets) and not refused:
            wrong.append((verb, path, answer.status_code, answer.text[:200]))
    assert wrong == []


@pytest.mark.usefixtures("unchanged")
def test_a_cookie_without_its_safeguard_writes_nothing(
    installation: Installation, secrets: Secrets, routes: list[Route]
) -> None:
    person = sign_in_everywhere(installation, secrets)
    with client_without_memory(installation) as http:
        for path in {secrets.path(route.pattern) for route in routes}:
            cookie = {"Cookie": person.cookie_header(path), "Origin": installation.url}
            for verb in sorted(set(VERBS) - SAFE):
                answer = http.request(verb, path, headers=cookie)
                refused = answer.status_code in REFUSED | NOT_THERE or is_sign_in(path, answer)
                assert refused, (verb, path, answer.text)


def sign_in_everywhere(installation: Installation, secrets: Secrets) -> Person:
    """Ada's browser with every cookie that there is: of the hub, its service and the session."""
    person = installation.login("ada", PASSWORDS["ada"])
    for page in (f"/user/ada/{secrets.session}/lab", "/services/remote-claude/"):
        assert person.get(page).status_code == httpx.codes.OK
    health = f"/user/ada/{secrets.session}/remote-claude/api/health"
    for path in (health, "/services/remote-claude/api/v1/auth/user"):
        assert person.get(path).status_code == httpx.codes.OK
    return person
