"""A session's page in a container loads from the hub what the image has alike, else from itself."""

import hashlib
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest

from tests.support.boxes import Boxes
from tests.support.hub import Installation
from tests.support.page_config import load_of, page_config

pytestmark = pytest.mark.containers
HUB = "/services/remote-claude/lab/"
STATIC = "/opt/remote-claude/share/jupyter/lab/static"
ONLY_IN_THE_IMAGE = "@jupyterlab/git"


@pytest.fixture(scope="module")
def session(installation: Installation) -> str:
    """A session that runs."""
    return installation.start_session("Page")


@pytest.fixture(scope="module")
def told(installation: Installation, session: str) -> dict[str, Any]:
    """What its page is told."""
    page = installation.call("GET", f"{installation.session_path(session)}/lab")
    return page_config(page.raise_for_status().text)


def test_image_and_hub_have_the_same_jupyterlab(
    installation: Installation, session: str, boxes: Boxes, told: dict[str, Any]
) -> None:
    assert told["fullStaticUrl"].startswith(HUB)
    lines = boxes.said(session, f"cd {STATIC} && sha256sum *.js").splitlines()
    for digest, name in (line.split() for line in lines[:: len(lines) // 5]):
        answer = installation.call("GET", f"{told['fullStaticUrl']}/{name}").raise_for_status()
        assert hashlib.sha256(answer.content).hexdigest() == digest


def test_what_the_image_alone_has_comes_from_the_session(
    installation: Installation, session: str, told: dict[str, Any]
) -> None:
    load = load_of(told, ONLY_IN_THE_IMAGE)
    assert load.startswith("static/remoteEntry.")
    whole = f"{told['fullLabextensionsUrl']}/{ONLY_IN_THE_IMAGE}/{load}"
    assert whole.startswith(f"{installation.session_path(session)}/")
    assert installation.call("GET", whole).status_code == httpx.codes.OK


def test_every_extension_is_where_the_page_looks_for_it(
    installation: Installation, told: dict[str, Any]
) -> None:
    for each in told["federated_extensions"]:
        path = f"{told['fullLabextensionsUrl']}/{each['name']}/{each['load']}"
        answer = installation.call(
            "GET", urljoin(installation.url, path).removeprefix(installation.url)
        )
        assert answer.status_code == httpx.codes.OK, path


def test_a_file_that_the_hub_no_longer_has_comes_from_the_container(
    installation: Installation, session: str, told: dict[str, Any]
) -> None:
    digest = told["fullStaticUrl"].removeprefix(HUB).partition("/")[0]
    older = told["fullStaticUrl"].replace(digest, "0" * len(digest))
    with httpx.Client(trust_env=False) as http:
        page = f"{installation.session_url(session)}/lab"
        sent = http.get(f"{installation.url}{older}/index.html", headers={"Referer": page})
    assert sent.status_code == httpx.codes.FOUND
    assert installation.call("GET", sent.headers["location"]).status_code == httpx.codes.OK
