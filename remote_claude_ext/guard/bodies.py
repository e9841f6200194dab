"""What a container, a volume or a network that is asked for may be. Pure.

What goes to the engine is put together here from what was understood, so that a key that is there
twice, or in other letters, is not read in two ways.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from .settings import Allowed

_TEXT_LISTS = ("Env", "Cmd")
_OF_CLIENTS = frozenset({"AttachStdin", "AttachStdout", "AttachStderr"})
"""Whether somebody listens when it starts: the engine's client says so, and nobody does."""
_PERIOD = range(1_000, 1_000_001)
_PORTS: dict[str, object] = {"8888/tcp": {}}
_NAME_PART = r"[a-z][a-z0-9_-]{0,31}"
_BYTES = re.compile(r"[1-9][0-9]{0,18}")
_VOLUME_END = r"[A-Za-z0-9_-]{1,32}"


class RefusedError(Exception):
    """Something that sessions do not need; the text says what."""


def to_object(body: bytes) -> dict[str, Any]:
    """A JSON object without the keys that say nothing.

    Raises:
        RefusedError: It is none.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise RefusedError("a body that is no JSON") from None
    if not isinstance(found, dict):
        raise RefusedError("a body that is no object")
    return _said(found)


def is_container_name(name: str, allowed: Allowed) -> bool:
    """Whether a container of one of our sessions may be called so."""
    return re.fullmatch(rf"{allowed.name}\.{_NAME_PART}\.{_NAME_PART}", name) is not None


def is_waiting_name(name: str, allowed: Allowed) -> bool:
    """Whether a container that waits for a session may be called so."""
    return re.fullmatch(rf"{allowed.name}\.{allowed.waiting}\.[0-9a-f]{{16}}", name) is not None


def is_volume_name(name: str, allowed: Allowed) -> bool:
    """Whether a volume of one of our sessions may be called so.

    Or one of all sessions of a user, or one that waits for a session or has.
    """
    container, _, end = name.rpartition(".")
    is_shared = re.fullmatch(rf"{allowed.name}\.{_NAME_PART}\.{allowed.shared}", container)
    is_named = is_container_name(container, allowed) or is_waiting_name(container, allowed)
    is_ours = is_named or is_shared is not None
    return is_ours and bool(re.fullmatch(_VOLUME_END, end))


def to_container(body: bytes, name: str, allowed: Allowed) -> dict[str, object]:
    """The container that is asked for, as the engine is to make it.

    Raises:
        RefusedError: It is not one of a session, or not closed off as those are.
    """
    asked = to_object(body)
    made: dict[str, object] = {"Image": allowed.image, "ExposedPorts": _PORTS}
    _require(asked.pop("Image", None) == allowed.image, "an image that is not that of sessions")
    _require(asked.pop("ExposedPorts", {}) in ({}, _PORTS), "other ports")
    _require(asked.pop("Volumes", {}) in ({}, {allowed.mount: {}}), "other volumes")
    for key in _TEXT_LISTS:
        made[key] = _texts(asked.pop(key, []), key)
    made["Labels"] = _labels(asked.pop("Labels", {}), name, allowed)
    _require(asked.pop("NetworkingConfig", {}) == {}, "other networks")
    made["HostConfig"] = _host(asked.pop("HostConfig", {}), name, allowed)
    _nothing_more({key: asked[key] for key in asked.keys() - _OF_CLIENTS}, "")
    return made


def to_network(body: bytes, allowed: Allowed) -> dict[str, object]:
    """The network of the sessions; there is only one that may be made.

    Raises:
        RefusedError: It is another one.
    """
    asked = to_object(body)
    made: dict[str, object] = {
        "Name": allowed.name,
        "Driver": "bridge",
        "Internal": True,
        "Labels": {allowed.label: allowed.installation},
        "Options": {
            "com.docker.network.bridge.name": allowed.bridge,
            "com.docker.network.bridge.enable_icc": "false",
        },
        "IPAM": {
            "Driver": "default",
            "Config": [{"Subnet": allowed.network, "Gateway": allowed.gateway}],
        },
    }
    for key, value in made.items():
        _require(asked.pop(key, None) == value, f"a network with another {key}")
    _nothing_more(asked, "of the network")
    # A second one of this name would make the name mean either.
    return {**made, "CheckDuplicate": True}


def to_volume(body: bytes, allowed: Allowed) -> dict[str, object]:
    """The volume of a session, with no option but how large it may get.

    Raises:
        RefusedError: It is another one, or would be a folder or a disk of the machine.
    """
    asked = to_object(body)
    name = asked.pop("Name", "")
    _require(isinstance(name, str) and is_volume_name(name, allowed), "another volume")
    _require(asked.pop("Driver", "local") == "local", "a volume with another Driver")
    made: dict[str, object] = {"Name": name, "Driver": "local"}
    if labels := asked.pop("Labels", {}):
        made["Labels"] = _labels(labels, "", allowed)
    options = _object(asked.pop("DriverOpts", {}), "DriverOpts")
    if (size := options.pop("size", None)) is not None:
        # Digits alone: the engine knows units, and would take `1g` for more than it looks.
        _require(isinstance(size, str) and bool(_BYTES.fullmatch(size)), "a volume's other size")
        _number(int(size), range(1, allowed.most_disk_bytes + 1), "size of its volume")
        made["DriverOpts"] = {"size": size}
    _nothing_more(options, "in DriverOpts")
    _nothing_more(asked, "of the volume")
    return made


def _host(asked: object, name: str, allowed: Allowed) -> dict[str, object]:
    given = _object(asked, "HostConfig")
    made = dict(allowed.host)
    for key, value in made.items():
        _require(given.pop(key, None) == value, f"a container with another {key}")
    made["Binds"] = [_bind(given.pop("Binds", None), name, allowed)]
    memory = _number(given.pop("Memory", 0), range(1, allowed.most_memory_bytes + 1), "Memory")
    made["Memory"] = memory
    swap = given.pop("MemorySwap", None)
    _require(swap == memory and isinstance(swap, int), "a container with another MemorySwap")
    made["MemorySwap"] = memory
    processes = range(1, allowed.most_processes + 1)
    made["PidsLimit"] = _number(given.pop("PidsLimit", 0), processes, "PidsLimit")
    if "CpuQuota" in given:
        made["CpuPeriod"] = _number(given.pop("CpuPeriod", 0), _PERIOD, "CpuPeriod")
        made["CpuQuota"] = _number(given.pop("CpuQuota"), range(1_000, 2**31), "CpuQuota")
    _nothing_more(given, "in HostConfig")
    return made


def _bind(asked: object, name: str, allowed: Allowed) -> str:
    (bind,) = _texts(asked, "Binds") if isinstance(asked, list) and len(asked) == 1 else ("",)
    volume, _, rest = bind.partition(":")
    # The name of a volume and no path: what begins with a slash would be a folder of the machine.
    # Its own, the one that its user's sessions share, or one that came with a container that
    # waited; what waits itself, only its own.
    may = [f"{name}."]
    if is_container_name(name, allowed):
        may += [f"{name.rpartition('.')[0]}.{allowed.shared}."]
        may += [f"{allowed.name}.{allowed.waiting}."]
    ours = is_volume_name(volume, allowed) and volume.startswith(tuple(may))
    _require(ours and rest in (allowed.mount, f"{allowed.mount}:rw"), "another volume or folder")
    return f"{volume}:{allowed.mount}:rw"


def _labels(asked: object, name: str, allowed: Allowed) -> dict[str, str]:
    given = _object(asked, "Labels")
    _require(given.pop(allowed.label, None) == allowed.installation, "another installation's label")
    made = {allowed.label: allowed.installation}
    for key in allowed.owner_labels:
        value = given.pop(key, "")
        _require(isinstance(value, str), "a label that is no text")
        is_nobodys = is_waiting_name(name, allowed)
        _require(not (is_nobodys and value), "a label with somebody on what waits for a session")
        made[key] = value
    _require(not given, "labels that are not those of sessions")
    return made


def _texts(asked: object, key: str) -> list[str]:
    if not isinstance(asked, list) or not all(isinstance(each, str) for each in asked):
        raise RefusedError(f"{key} that is no list of texts")
    return asked


def _number(asked: object, among: range, key: str) -> int:
    if isinstance(asked, bool) or not isinstance(asked, int) or asked not in among:
        raise RefusedError(f"a container with another {key}")
    return asked


def _object(asked: object, key: str) -> dict[str, Any]:
    if not isinstance(asked, dict):
        raise RefusedError(f"{key} that is no object")
    return _said(asked)


def _nothing_more(left: Mapping[str, Any], where: str) -> None:
    # What is left is dropped; but whoever asks for more than a session needs is told so.
    more = sorted(key for key, value in left.items() if not _is_silent(value))
    _require(not more, f"{', '.join(more)} {where}"[:200].strip())


def _is_silent(value: object) -> bool:
    return not value and isinstance(value, bool | int | str | list | dict)


def _require(is_so: bool, otherwise: str) -> None:  # noqa: FBT001 (its subject)
    if not is_so:
        raise RefusedError(otherwise)


def _said(found: dict[str, Any]) -> dict[str, Any]:
    return {key: _without_none(value) for key, value in found.items() if value is not None}


def _without_none(value: object) -> object:
    if isinstance(value, dict):
        return _said(value)
    return [_without_none(each) for each in value] if isinstance(value, list) else value
