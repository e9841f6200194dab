"""Which calls of the engine's API sessions need, and what becomes of each. Pure."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from urllib.parse import quote, urlencode

from .bodies import (
    RefusedError,
    is_container_name,
    is_volume_name,
    is_waiting_name,
    to_container,
    to_network,
    to_volume,
)
from .settings import Allowed

_VERSION = re.compile(r"/v1\.(\d{1,3})(?=/)")
_OLDEST = 24
"""Before it, starting a container could change what it may."""
_THING = r"([A-Za-z0-9][A-Za-z0-9_.-]{0,254})"
_NUMBER = re.compile(r"\d{1,6}|all")


class Kind(Enum):
    """Things of the engine that have an owner."""

    CONTAINER = auto()
    WAITING = auto()
    """A container that waits for a session."""
    IMAGE = auto()
    NETWORK = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request as a client made it; `path` is decoded, `query` has one value a name."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What is sent to the engine instead.

    Where `owned` is set, `thing` has to be one of ours first; then its id takes the place of `{}`
    in `path`.
    """

    method: str
    path: str
    body: bytes = b""
    owned: Kind | None = None
    thing: str = ""


def decide(call: Call, allowed: Allowed) -> Passed:
    """What becomes of a call.

    Raises:
        RefusedError: Sessions do not need it.
    """
    version = _VERSION.match(call.path)
    if version and int(version[1]) < _OLDEST:
        raise RefusedError("so old a version of the engine's API")
    prefix = version[0] if version else ""
    path = call.path.removeprefix(prefix)
    for method, pattern, rule in _RULES:
        if method == call.method and (found := re.fullmatch(pattern, path)):
            passed = rule(call, found[1] if found.groups() else "", allowed)
            target = f"{prefix}{passed.path}"
            return Passed(
                method=passed.method,
                path=target,
                body=passed.body,
                owned=passed.owned,
                thing=f"{prefix}{_WHERE[passed.owned]}{passed.thing}" if passed.owned else "",
            )
    raise RefusedError(f"{call.method} {path}"[:200])


def id_of_ours(kind: Kind, told: object, allowed: Allowed) -> str | None:
    """The id of what the engine told about, where it belongs to our sessions."""
    if not isinstance(told, dict) or not isinstance(told.get("Id"), str):
        return None
    if kind is Kind.IMAGE:
        ours = {allowed.image, f"{allowed.image}:latest"} & {*(told.get("RepoTags") or ())}
        return told["Id"] if ours else None
    if kind is Kind.NETWORK:
        return told["Id"] if told.get("Name") == allowed.name else None
    labels = (told.get("Config") or {}).get("Labels") or {}
    name = str(told.get("Name", "")).removeprefix("/")
    is_labelled = labels.get(allowed.label) == allowed.installation
    is_named = is_waiting_name(name, allowed)
    if kind is Kind.CONTAINER:
        is_named = is_named or is_container_name(name, allowed)
    return told["Id"] if is_labelled and is_named else None


def _plain(call: Call, _thing: str, _allowed: Allowed) -> Passed:
    return Passed(method=call.method, path=_VERSION.sub("", call.path, count=1))


def _list_containers(_call: Call, _thing: str, allowed: Allowed) -> Passed:
    # Whatever was asked for: others' are nobody's business.
    label = f"{allowed.label}={allowed.installation}"
    return _listing("/containers/json", {"label": [label]}, all="1")


def _list_networks(_call: Call, _thing: str, allowed: Allowed) -> Passed:
    return _listing("/networks", {"name": [f"^{re.escape(allowed.name)}$"]})


def _list_images(_call: Call, _thing: str, allowed: Allowed) -> Passed:
    return _listing("/images/json", {"reference": [allowed.image]})


def _listing(path: str, filters: Mapping[str, list[str]], **more: str) -> Passed:
    query = urlencode({**more, "filters": json.dumps(filters)})
    return Passed(method="GET", path=f"{path}?{query}")


def _image(_call: Call, thing: str, allowed: Allowed) -> Passed:
    _require_image(thing, allowed)
    return Passed(method="GET", path=f"/images/{quote(allowed.image)}/json")


def _pull(call: Call, _thing: str, allowed: Allowed) -> Passed:
    if not allowed.may_pull:
        raise RefusedError("pulling an image (containers.pull is never)")
    name, tag = call.query.get("fromImage", ""), call.query.get("tag", "")
    _require_image(f"{name}:{tag}" if tag else name, allowed)
    if set(call.query) - {"fromImage", "tag"}:
        raise RefusedError("more than the name of an image")
    query = urlencode({key: call.query[key] for key in ("fromImage", "tag") if key in call.query})
    return Passed(method="POST", path=f"/images/create?{query}")


def _require_image(name: str, allowed: Allowed) -> None:
    if name not in (allowed.image, f"{allowed.image}:latest"):
        raise RefusedError("an image that is not that of sessions")


def _create_container(call: Call, _thing: str, allowed: Allowed) -> Passed:
    name = call.query.get("name", "")
    if not (is_container_name(name, allowed) or is_waiting_name(name, allowed)):
        raise RefusedError("a container that is not named like one of a session")
    body = json.dumps(to_container(call.body, name, allowed)).encode()
    return Passed(method="POST", path=f"/containers/create?name={quote(name)}", body=body)


def _rename_container(call: Call, thing: str, allowed: Allowed) -> Passed:
    """What has waited becomes a session's; no session's becomes another's."""
    name = call.query.get("name", "")
    if not is_container_name(name, allowed):
        raise RefusedError("a container that is not named like one of a session")
    path = f"/containers/{{}}/rename?name={quote(name)}"
    return Passed(method="POST", path=path, owned=Kind.WAITING, thing=thing)


def _create_network(call: Call, _thing: str, allowed: Allowed) -> Passed:
    body = json.dumps(to_network(call.body, allowed)).encode()
    return Passed(method="POST", path="/networks/create", body=body)


def _create_volume(call: Call, _thing: str, allowed: Allowed) -> Passed:
    body = json.dumps(to_volume(call.body, allowed)).encode()
    return Passed(method="POST", path="/volumes/create", body=body)


def _volume(call: Call, thing: str, allowed: Allowed) -> Passed:
    if not is_volume_name(thing, allowed):
        raise RefusedError("a volume that is not that of a session")
    return Passed(method=call.method, path=f"/volumes/{thing}")


def _owned(kind: Kind, end: str = "", **kept: str) -> Callable[[Call, str, Allowed], Passed]:
    """A call about a thing of ours; of its query what is named, each with what it may be."""

    def rule(call: Call, thing: str, _allowed: Allowed) -> Passed:
        query = {
            key: value
            for key, value in call.query.items()
            if key in kept and re.fullmatch(kept[key], value)
        }
        more = f"?{urlencode(query)}" if query else ""
        path = f"{_WHERE[kind]}{{}}{end}{more}"
        return Passed(method=call.method, path=path, owned=kind, thing=thing)

    return rule


_WHERE = {
    Kind.CONTAINER: "/containers/",
    Kind.WAITING: "/containers/",
    Kind.IMAGE: "/images/",
    Kind.NETWORK: "/networks/",
}
_FLAG = "0|1|true|false|True|False"
_RULES: tuple[tuple[str, str, Callable[[Call, str, Allowed], Passed]], ...] = (
    ("GET", "/_ping", _plain),
    ("HEAD", "/_ping", _plain),
    ("GET", "/version", _plain),
    ("GET", "/info", _plain),
    ("GET", "/images/json", _list_images),
    ("GET", r"/images/(sha256:[0-9a-f]{64})/json", _owned(Kind.IMAGE, "/json")),
    ("GET", r"/images/(\S{1,255})/json", _image),
    ("POST", "/images/create", _pull),
    ("GET", "/containers/json", _list_containers),
    ("POST", "/containers/create", _create_container),
    ("POST", f"/containers/{_THING}/rename", _rename_container),
    ("GET", f"/containers/{_THING}/json", _owned(Kind.CONTAINER, "/json")),
    (
        "GET",
        f"/containers/{_THING}/logs",
        _owned(Kind.CONTAINER, "/logs", stdout=_FLAG, stderr=_FLAG, tail=_NUMBER.pattern),
    ),
    ("POST", f"/containers/{_THING}/start", _owned(Kind.CONTAINER, "/start")),
    ("POST", f"/containers/{_THING}/stop", _owned(Kind.CONTAINER, "/stop", t=_NUMBER.pattern)),
    ("DELETE", f"/containers/{_THING}", _owned(Kind.CONTAINER, v=_FLAG, force=_FLAG)),
    ("GET", "/networks", _list_networks),
    ("POST", "/networks/create", _create_network),
    ("GET", f"/networks/{_THING}", _owned(Kind.NETWORK)),
    ("DELETE", f"/networks/{_THING}", _owned(Kind.NETWORK)),
    ("POST", "/volumes/create", _create_volume),
    ("GET", f"/volumes/{_THING}", _volume),
    ("DELETE", f"/volumes/{_THING}", _volume),
)
"""All there is; the third decides what is sent instead of what was asked."""
