"""JupyterLab's files at the hub service: for everybody, for ever, and nothing beside them."""

from pathlib import Path

import httpx
import pytest
from jupyter_core.paths import ENV_JUPYTER_PATH

from remote_claude_ext.core.parts import LAB, Part, read_parts
from remote_claude_ext.hub.desktop.rules import to_own
from tests.support.hub import Installation

PREFIX = "/services/remote-claude/"
PAGE = "http://hub.test/user/ada/work/lab/tree/notes.txt?x=1"


@pytest.fixture(scope="module")
def lab() -> Part:
    return next(part for part in read_parts(Path(ENV_JUPYTER_PATH[0])) if part.path == LAB)


@pytest.fixture(scope="module")
def script(lab: Part) -> Path:
    """The first script that a page loads."""
    (found,) = lab.folder.glob("main.*.js")
    return found


def get(shared: Installation, path: str, **headers: str) -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=60) as http:
        return http.get(f"{shared.url}{PREFIX}lab{path}", headers=headers)


def test_anybody_learns_what_is_here(shared: Installation, lab: Part) -> None:
    answer = get(shared, "")
    assert lab.digest in answer.json()["items"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_file_is_the_same_in_every_encoding_and_for_ever(
    shared: Installation, lab: Part, script: Path
) -> None:
    shared.wait_for(lambda: script.with_name(f"{script.name}.br").exists(), 60)
    for encoding, told in (("br", "br"), ("gzip", "gzip"), ("identity", None)):
        answer = get(shared, f"/{lab.digest}/{LAB}/{script.name}", **{"Accept-Encoding": encoding})
        assert answer.content == script.read_bytes()
        assert answer.headers.get("content-encoding") == told
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["vary"] == "Accept-Encoding"
        assert "javascript" in answer.headers["content-type"]
        assert "content-security-policy" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/{digest}",
        "/{digest}/",
        "/{digest}/static/lab",
        "/{digest}/static/lab/",
        "/{digest}/static/lab/nothing.js",
        "/{digest}/static/lab/%2e%2e/settings/overrides.json",
        "/{digest}/static/lab/..%2f..%2f..%2f..%2fpyvenv.cfg",
        "/{digest}/static/lab/%2fetc%2fpasswd",
        "/{digest}/static/lab/{script}%00",
        "/{digest}/static/lab/{script}.br",
        "/{digest}/lab/extensions/{script}",
        "/{short}/static/lab/{script}",
        "//static/lab/{script}",
    ],
)
def test_nothing_else_is_sent(shared: Installation, lab: Part, script: Path, path: str) -> None:
    filled = path.format(digest=lab.digest, short=lab.digest[:-1], script=script.name)
    answer = get(shared, filled)
    assert answer.status_code == httpx.codes.NOT_FOUND
    assert answer.json()["error"]["code"] == "not_found"


def test_what_another_version_had_is_sent_for_to_the_session(
    shared: Installation, script: Path
) -> None:
    name = shared.start_session("Before", user="ada")
    page = f"{shared.session_url(name, 'ada')}/lab"
    answer = get(shared, f"/0123456789/{LAB}/{script.name}", Referer=page)
    assert answer.status_code == httpx.codes.FOUND
    assert answer.headers["cache-control"] == "no-store"
    own = shared.call("GET", answer.headers["location"], user="ada")
    assert own.content == script.read_bytes()


@pytest.mark.parametrize(
    ("referer", "prefix", "path", "own"),
    [
        (PAGE, PREFIX, "static/lab/a.js", "/user/ada/work/static/lab/a.js"),
        (PAGE, f"/base{PREFIX}", "static/lab/a.js", None),
        (
            PAGE.replace("/user", "/base/user"),
            f"/base{PREFIX}",
            "lab/extensions/@x/y/static/a.js",
            "/base/user/ada/work/lab/extensions/@x/y/static/a.js",
        ),
        (PAGE, PREFIX, "static/lab/a\r\nb", "/user/ada/work/static/lab/a%0D%0Ab"),
        (PAGE, PREFIX, "static/lab/../../api/contents", None),
        (PAGE, PREFIX, "static/lab/.", None),
        (PAGE, PREFIX, "static/lab", None),
        (PAGE, PREFIX, "api/contents", None),
        ("http://hub.test/hub/home", PREFIX, "static/lab/a.js", None),
        ("http://hub.test//evil.test/user/a/b/lab", PREFIX, "static/lab/a.js", None),
        ("http://evil.test/user/a/b/lab", PREFIX, "static/lab/a", "/user/a/b/static/lab/a"),
        ("", PREFIX, "static/lab/a.js", None),
        ("http://[", PREFIX, "static/lab/a.js", None),
    ],
)
def test_only_files_of_a_page_are_sent_for(
    referer: str, prefix: str, path: str, own: str | None
) -> None:
    assert to_own(referer, prefix, path) == own
