"""Mistakes that types cannot catch, each with its remedy. Pure."""

import ipaddress
from pathlib import PurePosixPath

from ..core.models import ModelAccess
from ..core.signals import SIGNALS
from .containers import Containers
from .problems import Problem
from .recorded import Telemetry
from .settings import Claude, Settings

_DATABASES = ("postgresql+psycopg", "sqlite")


def check(settings: Settings) -> list[Problem]:
    """What is wrong with settings that could be read; empty when all is well."""
    return [
        *_server(settings),
        *_claude(settings),
        *_database(settings),
        *_telemetry(settings.telemetry),
        *_egress(settings),
        *_containers(settings.containers),
    ]


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
    why = (
        "sessions here are plain processes, which are not protected from each other: they are for"
        " one trusted person"
        if settings.sessions.spawner == "local"
        else "nothing is encrypted here: who listens on the way reads passwords"
    )
    return [
        Problem(
            "server.host",
            f"{settings.server.host} is not this machine's own 127.0.0.1, and {why}.",
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
    if claude.model and not _everyone_may(claude, claude.model):
        problems.append(
            Problem("claude.model", f"{claude.model} is not in claude.models.", "Add it there.")
        )
    return [*problems, *_beside_upstreams(claude), *_aliases(claude)]


def _beside_upstreams(claude: Claude) -> list[Problem]:
    usual = Claude()
    written = {
        "claude.provider": claude.provider != usual.provider,
        "claude.baseUrl": claude.base_url != usual.base_url,
        "claude.authScheme": claude.auth_scheme != usual.auth_scheme,
        "claude.apiKey": claude.api_key is not None,
    }
    return [
        Problem(place, "It stands beside claude.upstreams.", "Move it into an item of that list.")
        for place, is_written in written.items()
        if claude.upstreams and is_written
    ]


def _everyone_may(claude: Claude, name: str) -> bool:
    choice = ModelAccess(models=claude.models, aliases=claude.aliases).choose("", ())
    return choice.allows(name)


def _aliases(claude: Claude) -> list[Problem]:
    places = {"claude.aliases": claude.aliases}
    for grant in claude.access:
        places[f"claude.access ({grant.whose} {grant.name})"] = grant.aliases
    known = {alias for pairs in places.values() for alias, _ in pairs}
    return [
        Problem(
            place,
            f"The alias {alias} leads to {model}, which is an alias itself.",
            "Write the name of a model.",
        )
        for place, pairs in places.items()
        for alias, model in pairs
        if model in known
    ]


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


def _telemetry(telemetry: Telemetry) -> list[Problem]:
    unknown = [name for name in telemetry.sessions if name not in SIGNALS]
    problems = [
        Problem("telemetry.sessions", f"{name} is no signal.", f"Known: {', '.join(SIGNALS)}.")
        for name in unknown
    ]
    if telemetry.otlp_endpoint is None and (telemetry.sessions or telemetry.headers):
        place = "telemetry.sessions" if telemetry.sessions else "telemetry.headers"
        remedy = "Write telemetry.otlpEndpoint, such as http://127.0.0.1:4318."
        problems.append(Problem(place, "There is no collector to send anything to.", remedy))
    return problems


def _egress(settings: Settings) -> list[Problem]:
    rules, place = settings.egress.allow, "egress.allow"
    if rules and settings.sessions.spawner != "docker":
        why = "Sessions that are plain processes reach what this machine reaches."
        return [Problem(place, why, "Write sessions.spawner: docker, or remove it.")]
    known = [size.name for size in settings.containers.sizes]
    return [
        Problem(place, f"There is no size {rule.name}.", f"Known: {', '.join(known)}.")
        for rule in rules
        if rule.whose == "size" and rule.name not in known
    ]


def _containers(containers: Containers) -> list[Problem]:
    problems, place = [], "containers.warm"
    if containers.warm and containers.pull == "always":
        why = "No container can wait where each start asks the registry for the image."
        problems.append(Problem(place, why, "Write containers.pull: missing, or remove it."))
    if containers.warm and containers.volume == "user":
        why = "No container can wait for the volume of a user, which sessions share."
        problems.append(Problem(place, why, "Write containers.volume: session, or remove it."))
    most = containers.addresses // 2
    if containers.warm > most:
        why = f"More than half of the addresses of {containers.network} would be for what waits."
        remedy = f"Write at most {most}, or a larger range into containers.network."
        problems.append(Problem(place, why, remedy))
    return problems
