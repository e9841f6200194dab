"""The reference names everything that there is, and no link of the documentation leads nowhere."""

import argparse
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, cast, get_args
from urllib.parse import unquote

import msgspec
import pytest

from remote_claude_ext.cli.main import make_parser
from remote_claude_ext.config.pages import to_routes
from remote_claude_ext.config.places import Places
from remote_claude_ext.config.settings import SECTIONS
from remote_claude_ext.gateway.collector_routes import CollectorRoutes
from remote_claude_ext.gateway.routes import Routes
from remote_claude_ext.hub.app import ROUTES
from remote_claude_ext.session.app import RemoteClaude
from remote_claude_ext.session.changes import routes as changes_routes
from remote_claude_ext.session.chat import routes as chat_routes
from remote_claude_ext.session.chat import socket as chat_sockets
from remote_claude_ext.session.history import routes as history_routes
from remote_claude_ext.session.rewind import routes as rewind_routes
from remote_claude_ext.session.status import routes as status_routes
from remote_claude_ext.session.terminals import routes as terminals_routes
from remote_claude_ext.wire.frames import DurableBody, TransientBody

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in (*ROOT.glob("*.md"), *DOCS.rglob("*.md")))
NOTHING = cast("Any", None)
"""In the place of services: only the tables of routes are read."""
_LINK = re.compile(r"(?:\]\(|(?:src|srcset)=\")([^)\s\"]+)")
_VERBS = ("get", "post", "put", "patch", "delete")


def reference(name: str) -> str:
    return (DOCS / "reference" / f"{name}.md").read_text()


def section(title: str) -> str:
    """A chapter of the page about APIs."""
    found = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", reference("api"), re.DOTALL | re.MULTILINE)
    assert found, f"api.md has no chapter {title!r}"
    return found[1]


def rows(text: str) -> list[str]:
    """What stands in the first column of every table."""
    return [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]


def shape(path: str) -> str:
    """A path without the names of its parts: `a/{id}` and `a/([^/]+)` are the same."""
    return re.sub(r"\{\w+\}|\(.*?\)", "{}", path.replace("\\", ""))


def told(text: str) -> set[tuple[str, str]]:
    """Verb and path of each route that a chapter names."""
    found = re.findall(r"`(WS|HEAD|[A-Z]+) (\S+?)`", "\n".join(rows(text)))
    return {(verb.lower(), shape(path)) for verb, path in found}


def verbs(handler: type) -> Iterator[str]:
    yield from (verb for verb in _VERBS if verb in vars(handler))


def session_routes() -> set[tuple[str, str]]:
    rest = [
        *chat_routes.routes(NOTHING),
        *changes_routes.routes(NOTHING),
        *history_routes.routes(NOTHING),
        *rewind_routes.routes(NOTHING),
        *status_routes(NOTHING),
        *terminals_routes.routes(NOTHING),
    ]
    sockets = {("ws", shape(path)) for path, _, _ in chat_sockets.routes(NOTHING)}
    return sockets | {(verb, shape(path)) for path, kind, _ in rest for verb in verbs(kind)}


def hub_routes() -> set[tuple[str, str]]:
    pages = {"", "oauth_callback"}
    return {(v, shape(path)) for path, kind in ROUTES if path not in pages for v in verbs(kind)}


def gateway_routes() -> set[tuple[str, str]]:
    every = Routes(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, room=NOTHING)
    routes = (*every, *CollectorRoutes(NOTHING, NOTHING))
    return {(route.method.lower(), route.path) for route in routes if route.path}


@pytest.mark.parametrize(
    ("title", "there"),
    [
        ("Session extension", session_routes()),
        ("Hub service", hub_routes()),
        ("Gateway", gateway_routes()),
    ],
)
def test_each_chapter_names_the_routes_that_there_are(
    title: str, there: set[tuple[str, str]]
) -> None:
    assert told(section(title)) == there


def test_our_own_routes_of_the_hub_are_told() -> None:
    text = section("Hub service")
    ours = [path for path, *_ in to_routes(Places(Path("/data"))) if path.startswith("/api/")]
    assert ours
    for path in ours:
        beginning = path.removeprefix("/api/users/([^/]+)/").partition("/")[0]
        assert f"/hub/api/users/U/{beginning}" in text


def test_every_kind_of_frame_is_told_with_its_fields() -> None:
    table = {
        kind: line
        for line in section("Session extension").splitlines()
        for kind in re.findall(r"`([\w.]+)`", line.split("|")[1] if line.startswith("| ") else "")
    }
    for body in (*get_args(DurableBody), *get_args(TransientBody)):
        kind = body.__struct_config__.tag
        assert kind in table, f"no frame {kind}"
        if kind != "approval.asked":
            for field in msgspec.structs.fields(body):
                assert f"`{field.encode_name}" in table[kind], f"{kind}: no {field.encode_name}"


def test_every_trait_of_the_extension_is_told() -> None:
    names = set(RemoteClaude.class_own_traits(config=True))
    there = set(re.findall(r"`(\w+)`", "\n".join(rows(section("Session extension")))))
    assert names
    assert names <= there


def test_every_key_of_the_configuration_is_told_with_its_default() -> None:
    page = reference("configuration")
    keys = {
        f"{section}.{field.metadata['setting'].key}": field
        for section, kind in SECTIONS.items()
        for field in fields(kind)
    }
    table = page.partition("## Keys")[2].partition("\n## ")[0]
    lines = {line.split("`")[1]: line for line in table.splitlines() if line.startswith("| `")}
    assert set(lines) == set(keys)
    for key, field in keys.items():
        if isinstance(field.default, str) or key == "server.port":
            assert f"`{field.default}`" in lines[key]
        for choice in field.metadata["setting"].choices:
            assert f"`{choice}`" in lines[key]


def commands(parser: argparse.ArgumentParser, words: str) -> Iterator[tuple[str, set[str]]]:
    """Each command with its options."""
    below = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    for action in below:
        for name, inner in action.choices.items():
            yield from commands(inner, f"{words} {name}")
    if not below:
        options = {o for a in parser._actions for o in a.option_strings if o.startswith("--")}
        yield words, options - {"--help"}


def test_every_command_and_option_is_told() -> None:
    page = reference("commands")
    for words, options in commands(make_parser(), "remote-claude"):
        assert f"`{words}" in page, f"no {words}"
        for option in options:
            assert option in page, f"no {option} of {words}"


def test_every_target_of_make_is_told() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split()
    for target in targets:
        assert f"`make {target}`" in reference("commands")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text()):
        path = unquote(link.partition("#")[0])
        if path and "://" not in path:
            assert (page.parent / path).exists(), f"{page.name} links to {link}"


def test_every_page_can_be_reached_from_the_first() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        links = [link.partition("#")[0] for link in _LINK.findall(page.read_text())]
        waiting += [page.parent / link for link in links if link and "://" not in link]
    assert {path for path in PAGES if path.is_relative_to(DOCS)} <= seen
