"""A container that is a session passes; one that could be more than that does not."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from remote_claude_ext.cli.guard import to_allowed
from remote_claude_ext.config.docker_box import NO_AUTO_MODE
from remote_claude_ext.config.settings import Claude, Settings
from remote_claude_ext.guard.bodies import RefusedError, to_container, to_network

ALLOWED = to_allowed(Path("/data/remote-claude"), Settings())
OURS = f"{ALLOWED.name}.ada.notes"
BODY: dict[str, Any] = {
    "ExposedPorts": {"8888/tcp": None},
    "Tty": False,
    "AttachStdout": True,
    "AttachStderr": True,
    "Env": ["A=1"],
    "Cmd": ["session-init"],
    "Image": "remote-claude-session",
    "Volumes": {"/data": {}},
    "HostConfig": {
        **ALLOWED.host,
        "Memory": 2**30,
        "MemorySwap": 2**30,
        "PidsLimit": 512,
        "CpuQuota": 200000,
        "CpuPeriod": 100000,
        "Binds": [f"{OURS}.x1y2:/data:rw"],
        "Links": [],
        "Mounts": [],
    },
    "Labels": {
        ALLOWED.label: ALLOWED.installation,
        "remote-claude.user": "ada",
        "remote-claude.session": "notes",
    },
}
WAITING = f"{ALLOWED.name}.WAITING.{'0a' * 8}"
NETWORK = {
    "Name": ALLOWED.name,
    "Driver": "bridge",
    "Internal": True,
    "CheckDuplicate": None,
    "Labels": {ALLOWED.label: ALLOWED.installation},
    "Options": {
        "com.docker.network.bridge.name": ALLOWED.bridge,
        "com.docker.network.bridge.enable_icc": "false",
    },
    "IPAM": {
        "Driver": "default",
        "Config": [{"Subnet": "172.31.77.0/24", "Gateway": "172.31.77.1", "IPRange": None}],
    },
}


def made(body: dict[str, Any], name: str = OURS) -> dict[str, Any]:
    return to_container(json.dumps(body).encode(), name, ALLOWED)


def changed(where: str, value: object) -> dict[str, Any]:
    """The body with another value at `A` or `HostConfig.A`."""
    body = copy.deepcopy(BODY)
    *above, key = where.split(".")
    inner = body[above[0]] if above else body
    inner[key] = value
    return body


def test_a_session_passes_and_what_says_nothing_is_left_out() -> None:
    found = made(BODY)
    assert found["Env"] == ["A=1"]
    assert found["HostConfig"]["Binds"] == [f"{OURS}.x1y2:/data:rw"]
    assert "Mounts" not in found["HostConfig"]
    assert "AttachStdout" not in found


def test_what_lets_auto_mode_in_passes_only_where_the_operator_says_so() -> None:
    let_in = changed("HostConfig.Tmpfs", {**ALLOWED.host["Tmpfs"], NO_AUTO_MODE: "ro"})  # type: ignore[dict-item]
    with pytest.raises(RefusedError, match="another Tmpfs"):
        made(let_in)
    free = to_allowed(Path("/data/remote-claude"), Settings(claude=Claude(auto_mode=True)))
    assert free.host["Tmpfs"].keys() - ALLOWED.host["Tmpfs"].keys() == {NO_AUTO_MODE}  # type: ignore[attr-defined]
    usual = changed("HostConfig.Tmpfs", free.host["Tmpfs"])
    assert to_container(json.dumps(usual).encode(), OURS, free)["HostConfig"]
    with pytest.raises(RefusedError, match="another Tmpfs"):
        to_container(json.dumps(BODY).encode(), OURS, free)


def waiting(owner: str = "", volume: str = f"{WAITING}.volume") -> dict[str, Any]:
    body = changed("HostConfig.Binds", [f"{volume}:/data:rw"])
    body["Labels"] = {ALLOWED.label: ALLOWED.installation, "remote-claude.user": owner}
    return body


def test_a_container_that_waits_is_nobodys_with_its_own_volume() -> None:
    assert made(waiting(), WAITING)["Labels"]["remote-claude.user"] == ""
    ours = changed("HostConfig.Binds", [f"{WAITING}.volume:/data:rw"])
    assert made(ours)["HostConfig"]["Binds"] == [f"{WAITING}.volume:/data:rw"]
    for body in (
        waiting(owner="ada"),
        waiting(volume=f"{OURS}.x1y2"),
        waiting(volume=f"{WAITING.replace('0a', '0b')}.volume"),
        waiting(volume="/"),
    ):
        with pytest.raises(RefusedError):
            made(body, WAITING)


def test_the_volume_of_all_sessions_of_a_user_passes_for_each_of_them() -> None:
    shared = f"{ALLOWED.name}.ada._.x1y2z3w4:/data:rw"
    found = made(changed("HostConfig.Binds", [shared]))
    assert found["HostConfig"]["Binds"] == [shared]


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("Image", "debian"),
        ("User", "0"),
        ("Entrypoint", ["/bin/sh"]),
        ("Volumes", {"/etc": {}}),
        ("ExposedPorts", {"22/tcp": {}}),
        ("Labels", {}),
        ("Labels", {ALLOWED.label: "other"}),
        ("Labels", {**BODY["Labels"], "com.docker.compose.project": "x"}),
        ("NetworkingConfig", {"EndpointsConfig": {"bridge": {}}}),
        ("Healthcheck", {"Test": ["CMD", "x"]}),
        ("hostconfig", {"Privileged": True}),
        ("HostConfig.Privileged", True),
        ("HostConfig.privileged", True),
        ("HostConfig.Binds", ["/:/data:rw"]),
        ("HostConfig.Binds", [f"{OURS}.x1y2:/data:rw", "/:/host"]),
        ("HostConfig.Binds", [f"{ALLOWED.name}.eve.other.x1y2:/data:rw"]),
        ("HostConfig.Binds", [f"{ALLOWED.name}.eve._.x1y2:/data:rw"]),
        ("HostConfig.Binds", [f"{ALLOWED.name}._.x1y2:/data:rw"]),
        ("HostConfig.Binds", [f"{ALLOWED.name}.ada._:/data:rw"]),
        ("HostConfig.Binds", [f"{ALLOWED.name}.ada.notes._.x1y2:/data:rw"]),
        ("HostConfig.Binds", ["remote-claude_db:/data"]),
        ("HostConfig.Binds", [f"{OURS}.x1y2:/data:rw,shared"]),
        ("HostConfig.Binds", [f"{OURS}.x1y2:/etc:rw"]),
        ("HostConfig.Binds", []),
        ("HostConfig.Mounts", [{"Type": "bind", "Source": "/", "Target": "/host"}]),
        ("HostConfig.VolumesFrom", ["other"]),
        ("HostConfig.CapAdd", ["SYS_ADMIN"]),
        ("HostConfig.CapDrop", []),
        ("HostConfig.Devices", [{"PathOnHost": "/dev/sda"}]),
        ("HostConfig.DeviceRequests", [{"Count": -1}]),
        ("HostConfig.DeviceCgroupRules", ["a *:* rwm"]),
        ("HostConfig.SecurityOpt", ["seccomp=unconfined"]),
        ("HostConfig.SecurityOpt", [*ALLOWED.host["SecurityOpt"], "apparmor=unconfined"]),
        ("HostConfig.PidMode", "host"),
        ("HostConfig.IpcMode", "host"),
        ("HostConfig.UTSMode", "host"),
        ("HostConfig.UsernsMode", "host"),
        ("HostConfig.CgroupnsMode", "host"),
        ("HostConfig.Cgroup", "container:x"),
        ("HostConfig.CgroupParent", "/"),
        ("HostConfig.NetworkMode", "host"),
        ("HostConfig.NetworkMode", "container:x"),
        ("HostConfig.PortBindings", {"8888/tcp": [{"HostPort": "80"}]}),
        ("HostConfig.PublishAllPorts", True),
        ("HostConfig.Runtime", "other"),
        ("HostConfig.ReadonlyRootfs", False),
        ("HostConfig.Sysctls", {"net.ipv4.ip_forward": "1"}),
        ("HostConfig.Tmpfs", {"/run": "exec,suid"}),
        ("HostConfig.LogConfig", {"Type": "syslog", "Config": {}}),
        ("HostConfig.OomScoreAdj", -1000),
        ("HostConfig.RestartPolicy", {"Name": "always"}),
        ("HostConfig.ExtraHosts", ["hub:192.0.2.1"]),
        ("HostConfig.Memory", 0),
        ("HostConfig.Memory", True),
        ("HostConfig.Memory", 2**50),
        ("HostConfig.MemorySwap", -1),
        ("HostConfig.PidsLimit", -1),
        ("HostConfig.CpuQuota", -1),
        ("HostConfig", None),
        ("HostConfig", "x"),
        ("Env", "A=1"),
        ("Cmd", [1]),
    ],
)
def test_a_container_that_is_more_than_a_session_is_refused(where: str, value: object) -> None:
    with pytest.raises(RefusedError):
        made(changed(where, value))


def test_nothing_of_what_was_asked_beside_that_reaches_the_engine() -> None:
    asked = changed("HostConfig.MaskedPaths", [])
    asked["HostConfig"]["ReadonlyPaths"] = []
    host = made(asked)["HostConfig"]
    assert set(host) <= {*BODY["HostConfig"]} - {"Links", "Mounts"}


def test_a_key_that_is_there_twice_is_read_in_one_way() -> None:
    text = json.dumps(BODY)
    twice = text.replace('"Image": ', '"Image": "debian", "Image": ', 1)
    assert to_container(twice.encode(), OURS, ALLOWED)["Image"] == ALLOWED.image
    with pytest.raises(RefusedError):
        to_container(text.replace("}}", '}, "Image": "debian"}', 1).encode(), OURS, ALLOWED)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"[" * 100_000, b"\xff"])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    for read in (lambda: to_container(body, OURS, ALLOWED), lambda: to_network(body, ALLOWED)):
        with pytest.raises(RefusedError):
            read()


def test_the_network_of_sessions_passes_and_no_other() -> None:
    assert to_network(json.dumps(NETWORK).encode(), ALLOWED)["Internal"] is True
    for key, value in (
        ("Internal", False),
        ("Name", "bridge"),
        ("Driver", "macvlan"),
        ("Options", {"parent": "eth0"}),
        ("IPAM", {"Driver": "default", "Config": [{"Subnet": "10.0.0.0/8"}]}),
        ("Attachable", True),
        ("ConfigFrom", {"Network": "x"}),
    ):
        with pytest.raises(RefusedError):
            to_network(json.dumps({**NETWORK, key: value}).encode(), ALLOWED)
