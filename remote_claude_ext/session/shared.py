"""A session's page loads from the hub service what that has exactly alike, and the rest from here.

So a browser that has opened one session has the scripts of every other one.
"""

# mypy: disallow-untyped-calls=False
# Tornado's client has partial types.

import asyncio
import functools
import logging
import posixpath
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jupyter_core.paths import ENV_JUPYTER_PATH
from jupyterlab_server.handlers import LabHandler
from tornado.httpclient import AsyncHTTPClient, HTTPClientError
from tornado.web import Application

from ..core.errors import MalformedError
from ..core.parts import ADDRESS, LAB, Part, read_parts, to_path
from ..wire.codec import decode
from ..wire.desktop import Parts
from .packed import find_rules

_PATIENCE_SECONDS = 1.0
_log = logging.getLogger(__name__)


class Shared:
    """The parts of this installation, and which of them the hub service has as well."""

    def __init__(self, url: str) -> None:
        self._url = f"{url.rstrip('/')}/{ADDRESS}"
        self.address = urlsplit(self._url).path
        self._reading = asyncio.create_task(asyncio.to_thread(installed))

    async def find(self) -> list[Part]:
        """What both have; nothing where the hub service does not say so."""
        try:
            parts = await self._reading
            answer = await AsyncHTTPClient().fetch(
                self._url,
                connect_timeout=_PATIENCE_SECONDS,
                request_timeout=_PATIENCE_SECONDS,
                follow_redirects=False,
            )
            known = set(decode(answer.body, Parts).items)
        except (OSError, HTTPClientError, MalformedError) as error:
            _log.info("A page loads all from here: %s", error)
            return []
        return [part for part in parts if part.digest in known]


class SharedLabHandler(LabHandler):
    """JupyterLab's own page, but for where it loads its scripts from."""

    def initialize(self, name: str, *given: Any, shared: Shared, **named: Any) -> None:
        """Take what is shared beside what JupyterLab gives."""
        super().initialize(name, *given, **named)
        self._shared = shared
        self._parts: list[Part] = []

    async def get(self, *given: Any, **named: Any) -> None:
        """The page. Asked each time: the hub service may be another version by now."""
        if self.current_user:
            self._parts = await self._shared.find()
        super().get(*given, **named)

    def get_page_config(self) -> dict[str, Any]:  # type: ignore[override] # it has a cache there
        """What the page is told."""
        app: Any = self.extensionapp
        places = [Path(each) for each in app.extra_labextensions_path + app.labextensions_path]
        told = super().get_page_config()
        names = [each["name"] for each in told["federated_extensions"]]
        served = {LAB: Path(app.static_dir), **find_served(names, places)}
        parts = {each.path: each for each in self._parts if each.is_at(served.get(each.path))}
        return to_shared(told, parts, self._shared.address)


def share(application: Application, url: str) -> None:
    """Let JupyterLab's page load from the hub service at `url` what that has."""
    shared = Shared(url)
    for rule in find_rules(application.default_router):
        if rule.target is LabHandler:
            rule.target = SharedLabHandler
            rule.target_kwargs = {**rule.target_kwargs, "shared": shared}


@functools.cache
def installed() -> tuple[Part, ...]:
    """The parts that were installed with this package."""
    return tuple(read_parts(Path(ENV_JUPYTER_PATH[0])))


def find_served(names: Iterable[str], places: Iterable[Path]) -> dict[str, Path]:
    """The folder that each extension's files are sent from: the first that there is."""
    found: dict[str, Path] = {}
    for name in names:
        folders = (place / name / "static" for place in places)
        if folder := next((each for each in folders if each.is_dir()), None):
            found[to_path(name)] = folder
    return found


def to_shared(told: Mapping[str, Any], parts: Mapping[str, Part], address: str) -> dict[str, Any]:
    """What a page is told, with the addresses of these parts, which are by their paths."""
    page = dict(told)
    if part := parts.get(LAB):
        page["fullStaticUrl"] = f"{address}/{part.digest}/{LAB}"
    extensions = []
    for extension in told["federated_extensions"]:
        name, load = extension["name"], extension["load"]
        part = parts.get(to_path(name))
        if part and load.removeprefix("static/") in part.times:
            # The page puts the address of all extensions and the name of this one before it.
            there = f"{address}/{part.digest}/{to_path(name).removesuffix('static')}{load}"
            load = posixpath.relpath(there, f"{told['fullLabextensionsUrl']}/{name}")
        extensions.append({**extension, "load": load})
    page["federated_extensions"] = extensions
    return page
