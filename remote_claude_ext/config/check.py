"""Mistakes that types cannot catch, each with its remedy. Pure."""

import ipaddress
from pathlib import PurePosixPath

from .problems import Problem
from .settings import Settings

_DATABASES = ("postgresql+psycopg", "sqlite")


def check(settings: Settings) -> list[Problem]:
    """What is wrong with settings that could be read; empty when all is well."""
    return [*_server(settings), *_claude(settings), *_database(settings)]


def is_loopback(host: str) -> bool:
    """Whether this is an IPv4 address, or the name, that only this machine reaches."""
    if host == "localhost":
        return True
    try:
        return ipaddress.IPv4Address(host).is_loopback
    except ValueError:
        return False


def _server(settings: Settings) -> list[Problem]:
    if is_loopback(settings.server.host):
        return []
    return [
        Problem(
            "server.host",
            f"{settings.server.host} is not this machine's own 127.0.0.1, and here sessions are"
            " plain processes, which are not protected from each other: they are for one trusted"
            " person.",
            "Write 127.0.0.1, and reach it from elsewhere through an SSH tunnel or a TLS proxy"
            " that you run in front.",
        )
    ]


def _claude(settings: Settings) -> list[Problem]:
    claude = settings.claude
    problems = []
    if claude.provider == "anthropic" and claude.api_key is None:
        remedy = "Write apiKey: file:PATH below claude, or set ANTHROPIC_API_KEY for the start."
        problems.append(Problem("claude.apiKey", "The provider needs a key.", remedy))
    if claude.model and claude.models and claude.model not in claude.models:
        problems.append(
            Problem("claude.model", f"{claude.model} is not in claude.models.", "Add it there.")
        )
    return problems


def _database(settings: Settings) -> list[Problem]:
    url = settings.database.url
    if url is None:
        return []
    scheme, _, rest = url.partition("://")
    if scheme not in _DATABASES:
        remedy = f"Write {_DATABASES[0]}://USER@HOST/NAME."
        return [Problem("database.url", f"{scheme} is no database this version knows.", remedy)]
    if scheme == "sqlite" and not PurePosixPath(rest.removeprefix("/")).is_absolute():
        remedy = "Write four slashes: sqlite:////var/lib/remote-claude/db.sqlite."
        return [Problem("database.url", "The path of the SQLite file is not absolute.", remedy)]
    return []
