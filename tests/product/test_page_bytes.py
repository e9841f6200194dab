"""A first page comes compressed over the wire, and only what may be."""

from pathlib import Path

import httpx
import pytest
from jupyter_core.paths import ENV_JUPYTER_PATH

from tests.product.room import PASSWORDS
from tests.support.hub import Installation


@pytest.fixture(scope="module")
def page(installation: Installation, session: str) -> str:
    """The address of ada's desktop."""
    installation.wait_for(lambda: find_core().with_name(find_core().name + ".br").exists(), 60)
    return installation.session_url(session, user="ada")


def find_core() -> Path:
    """JupyterLab's largest script."""
    (core,) = Path(ENV_JUPYTER_PATH[0], "lab", "static").glob("jlab_core.*.js")
    return core


def get(installation: Installation, url: str, **headers: str) -> httpx.Response:
    token = installation.token("ada", PASSWORDS["ada"])
    given = {"Authorization": f"token {token}", "Accept-Encoding": "gzip", **headers}
    with httpx.Client(trust_env=False, timeout=60) as http:
        return http.get(url, headers=given)


def test_a_script_is_the_same_in_every_encoding(installation: Installation, page: str) -> None:
    core = find_core()
    url = f"{page}/static/lab/{core.name}"
    plain = get(installation, url, **{"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.content == core.read_bytes()
    for encoding in ("br", "gzip"):
        packed = get(installation, url, **{"Accept-Encoding": encoding})
        assert packed.headers["Content-Encoding"] == encoding
        assert packed.content == plain.content
        assert int(packed.headers["Content-Length"]) * 3 < len(plain.content)
        assert packed.headers["Content-Type"] == plain.headers["Content-Type"]
        assert packed.headers["Vary"] == "Accept-Encoding"
        assert packed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        known = {"Accept-Encoding": encoding, "If-Modified-Since": packed.headers["Last-Modified"]}
        assert get(installation, url, **known).status_code == httpx.codes.NOT_MODIFIED


def test_a_part_is_a_part_of_the_original(installation: Installation, page: str) -> None:
    core = find_core()
    part = get(installation, f"{page}/static/lab/{core.name}", Range="bytes=10-29")
    assert part.status_code == httpx.codes.PARTIAL_CONTENT
    assert "Content-Encoding" not in part.headers
    assert part.content == core.read_bytes()[10:30]


def test_settings_are_compressed_and_pages_with_tokens_are_not(
    installation: Installation, page: str
) -> None:
    settings = get(installation, f"{page}/lab/api/settings")
    assert settings.headers["Content-Encoding"] == "gzip"
    assert settings.json()["settings"]
    for path in ("/lab", "/api/contents", "/remote-claude/api/conversations"):
        assert "Content-Encoding" not in get(installation, page + path).headers, path


def test_nothing_beside_the_folder_is_sent(installation: Installation, page: str) -> None:
    for path in ("/static/lab/%2e%2e/%2e%2e/etc/passwd", "/static/lab/nothing.js"):
        assert get(installation, page + path).status_code in {403, 404}, path
