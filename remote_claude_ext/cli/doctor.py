"""`doctor`: what is installed, reachable and writable, and what to do about what is not."""

import asyncio
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ..config.docker_names import to_installation
from ..config.places import Places
from ..config.processes import is_alive
from ..config.providers import upstreams
from ..config.run import Run, read_run
from ..config.settings import Settings
from ..config.waiting import READY, find_waiting
from ..core.errors import RemoteClaudeError
from ..data.version import check as check_database
from ..session.claude.launcher import bundled_cli
from .engine import UNBOUNDED, UNBOUNDED_REMEDY, MissingPackageError
from .probe import ask
from .proxy import find_node, find_proxy, node_version
from .serve import database_url
from .squid import find_squid
from .up import read_configuration

_LEAST_FREE_BYTES = 2**30
_CONNECT_SECONDS = 5
_OK = 200
_MARKS = {True: "✓", False: "✗", None: "·"}
_PORTS = {"http": 80, "https": 443}


class NotWellError(RemoteClaudeError):
    """Something that an installation needs is missing or wrong."""

    code = "not_well"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at, in a sentence; with a remedy where it is not well.

    `good` is None where it is neither: something to know.
    """

    said: str
    good: bool | None = True
    remedy: str = ""


def doctor(
    data: Path, config: Path | None, environ: Mapping[str, str], say: Callable[[str], None]
) -> None:
    """Look at everything, changing nothing, and say of each whether it is well.

    Raises:
        NotWellError: Something is not.
    """
    wrong = 0
    for finding in _look(Places(data.absolute()), config, environ):
        wrong += finding.good is False
        say(f"{_MARKS[finding.good]} {finding.said}")
        if finding.remedy:
            say(f"  {finding.remedy}")
    if wrong:
        what = "One thing is" if wrong == 1 else f"{wrong} things are"
        raise NotWellError(f"{what} not well.")
    say("All well.")


def _look(places: Places, config: Path | None, environ: Mapping[str, str]) -> Iterator[Finding]:
    yield from look_at_programs()
    yield from look_at_folder(places)
    try:
        settings = read_configuration(config, environ)
    except RemoteClaudeError as error:
        yield _bad(error)
        return
    yield Finding(said=f"Configuration: {config or 'none; the defaults hold'}.")
    yield look_at_database(places, settings)
    for url in [each.base_url for each in upstreams(settings) if each.provider != "demo"]:
        yield look_at_provider(url)
    yield from look_at_sessions(places, settings)
    yield from look_at_run(read_run(places.run))


def look_at_programs() -> Iterator[Finding]:
    """Python, and Node with the proxy."""
    yield Finding(said=f"Python {platform.python_version()} at {sys.executable}.")
    try:
        node, _ = find_node(), find_proxy()
        version = ".".join(map(str, node_version(node) or ("?",)))
        yield Finding(said=f"Node {version} at {node}, with the proxy.")
    except RemoteClaudeError as error:
        yield _bad(error)


def look_at_claude() -> Finding:
    """Claude Code, which sessions on this machine run."""
    claude = bundled_cli()
    return _either(
        os.access(claude, os.X_OK),
        f"Claude Code at {claude}.",
        f"Claude Code is not at {claude}.",
        "Install claude-agent-sdk again: pip install --force-reinstall claude-agent-sdk",
    )


def look_at_folder(places: Places) -> Iterator[Finding]:
    """The data folder: writable, private, with room."""
    data = places.data
    if not os.path.lexists(data):
        above = next(each for each in data.parents if os.path.lexists(each))
        if os.access(above, os.W_OK):
            yield Finding(said=f"Data folder {data}: made at the first start.", good=None)
        else:
            yield Finding(
                said=f"Data folder {data} cannot be made: {above} cannot be written.",
                good=False,
                remedy="Choose another folder with --data.",
            )
        return
    if not os.access(data, os.W_OK | os.X_OK):
        yield Finding(
            said=f"Data folder {data} cannot be written.",
            good=False,
            remedy="Give it to this user, or choose another one with --data.",
        )
    elif data.stat().st_mode & 0o077:
        yield Finding(
            said=f"Data folder {data} is open to other users of this machine.",
            good=False,
            remedy=f"chmod 700 {data}",
        )
    else:
        yield Finding(said=f"Data folder {data} can be written, and belongs to its owner alone.")
    free = shutil.disk_usage(data).free
    yield Finding(
        said=f"{free / 2**30:.1f} GiB are free for it.",
        good=free >= _LEAST_FREE_BYTES,
        remedy="" if free >= _LEAST_FREE_BYTES else "Make room: less than 1 GiB is soon used up.",
    )


def look_at_database(places: Places, settings: Settings) -> Finding:
    """Whether our tables can be used."""
    if not settings.database.url and not places.database.exists():
        return Finding(said=f"Database {places.database}: made at the first start.", good=None)
    try:
        check_database(database_url(places, settings))
    except RemoteClaudeError as error:
        return _bad(error)
    return Finding(said="The database answers, and its tables are those of this version.")


def look_at_provider(url: str) -> Finding:
    """Whether somebody listens at the address of a provider; nothing is sent."""
    parts = urlsplit(url)
    where = (parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 443))
    try:
        asyncio.run(_connect(*where))
    except (OSError, TimeoutError) as error:
        reason = getattr(error, "strerror", None) or "it does not answer"
        return Finding(
            said=f"The provider {url} cannot be reached: {reason}.",
            good=False,
            remedy="Look at claude.baseUrl, at the network, and at a proxy on the way.",
        )
    return Finding(said=f"The provider {url} can be reached.")


def look_at_sessions(places: Places, settings: Settings) -> Iterator[Finding]:
    """What sessions are made of."""
    if settings.sessions.spawner != "docker":
        said = "Sessions are processes of this user: nothing keeps them apart."
        yield Finding(said=said, good=None)
        yield look_at_claude()
        return
    try:
        from ..config.docker_facts import find_facts  # noqa: PLC0415 (only where they are containers)
    except ImportError as error:
        yield _bad(MissingPackageError(error.name))
        return
    image, runtime = settings.containers.image, settings.containers.runtime
    try:
        bounds = settings.containers.most_disk_bytes
        engine = find_facts(image, bounded_for=to_installation(places.data) if bounds else "")
    except RemoteClaudeError as error:
        yield _bad(error, "Start it (systemctl start docker), and let this user use it.")
        return
    yield Finding(said=f"The container engine answers: version {engine.version}.")
    yield _either(
        runtime in engine.runtimes,
        f"It has the runtime {runtime}.",
        f"It has no runtime {runtime}; it has {', '.join(sorted(engine.runtimes))}.",
        "Install it, or write another one into containers.runtime.",
    )
    yield _either(
        "seccomp" in engine.security,
        "It filters calls to the kernel (seccomp).",
        "It does not filter calls to the kernel: it has no seccomp.",
        "Use a kernel with seccomp.",
    )
    yield _either(
        engine.has_image or settings.containers.pull != "never",
        f"The image of sessions is {image}.",
        f"The image of sessions, {image}, is not on this machine.",
        "Make it with `make image`, or write another one into containers.image.",
    )
    yield _either(
        shutil.which("nft", path="/usr/sbin:/sbin:/usr/bin") is not None and os.geteuid() == 0,
        "The packet filter can be set: sessions reach nothing else of this machine.",
        "The packet filter cannot be set: sessions would reach what listens on this machine.",
        "Install nftables, and run this as root.",
    )
    if engine.can_bound is not None:
        yield _either(
            engine.can_bound,
            "It bounds the disk of sessions.",
            UNBOUNDED,
            UNBOUNDED_REMEDY,
        )
    if settings.egress.allow:
        yield look_at_squid()
    if most := settings.containers.warm:
        count = sum(1 for _ in find_waiting(places, READY))
        yield Finding(said=f"Containers that wait for a new session: {count} of {most}.", good=None)


def look_at_squid() -> Finding:
    """The way out of sessions, where hosts are listed."""
    try:
        return Finding(said=f"Sessions leave by {find_squid()}.")
    except RemoteClaudeError as error:
        return _bad(error)


def look_at_run(run: Run | None) -> Iterator[Finding]:
    """The installation that runs, if one does."""
    if run is None or not is_alive(run.up):
        yield Finding(said="The installation does not run.", good=None)
        return
    places = {
        "proxy": f"{run.public_url}hub/login",
        "hub": f"{run.hub_api_url}/",
        "hub service": f"{run.hub_service_url}/healthz",
        "gateway": f"{run.gateway_url}/healthz",
    }
    for name, url in places.items():
        status = asyncio.run(ask(url))
        answer = "nothing" if status is None else str(status)
        yield _either(
            status == _OK,
            f"The {name} answers.",
            f"The {name} answers {answer} at {url}.",
            "Its log says why; `up` starts it again if it ended.",
        )


async def _connect(host: str, port: int) -> None:
    opening = asyncio.open_connection(host, port)
    _, writer = await asyncio.wait_for(opening, _CONNECT_SECONDS)
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


def _either(good: bool, said: str, otherwise: str, remedy: str) -> Finding:  # noqa: FBT001 (its subject)
    return Finding(said=said) if good else Finding(said=otherwise, good=False, remedy=remedy)


def _bad(error: RemoteClaudeError, remedy: str = "") -> Finding:
    return Finding(said=error.message, good=False, remedy=error.remedy or remedy)
