"""The volume of a session passes, with no option but its size; no other does."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from remote_claude_ext.cli.guard import to_allowed
from remote_claude_ext.config.containers import Containers, Size
from remote_claude_ext.config.settings import Settings
from remote_claude_ext.guard.bodies import RefusedError, to_volume
from remote_claude_ext.guard.calls import Call, decide

GIB = 2**30
SIZES = (Size(name="small", disk_bytes=GIB), Size(name="b"), Size(name="c", disk_bytes=9 * GIB))
SETTINGS = replace(Settings(), containers=Containers(sizes=SIZES))
ALLOWED = to_allowed(Path("/data/remote-claude"), SETTINGS)
NAME = f"{ALLOWED.name}.ada.notes.x1y2z3w4"
BODY: dict[str, Any] = {
    "Name": NAME,
    "Driver": "local",
    "DriverOpts": {"size": str(2 * GIB)},
    "Labels": {
        ALLOWED.label: ALLOWED.installation,
        "remote-claude.user": "ada",
        "remote-claude.session": "notes",
    },
}


def made(**more: Any) -> dict[str, object]:
    return to_volume(json.dumps({**BODY, **more}).encode(), ALLOWED)


def test_a_volume_of_a_session_passes_as_it_is() -> None:
    assert made() == BODY
    plain = {"Name": NAME, "Driver": "local"}
    assert made(DriverOpts={}, Labels={}) == plain
    assert made(DriverOpts=None, Labels=None, Driver=None, ClusterVolumeSpec=None) == plain
    call = Call(method="POST", path="/v1.41/volumes/create", body=json.dumps(BODY).encode())
    passed = decide(call, ALLOWED)
    assert (passed.path, json.loads(passed.body)) == ("/v1.41/volumes/create", BODY)


def test_a_volume_of_all_sessions_of_a_user_passes() -> None:
    name = f"{ALLOWED.name}.ada._.x1y2z3w4"
    assert made(Name=name)["Name"] == name
    for path in (f"/volumes/{name}", f"/v1.41/volumes/{name}"):
        assert decide(Call(method="DELETE", path=path), ALLOWED).path == path


def test_the_largest_size_of_all_bounds_it_and_without_one_there_is_none() -> None:
    assert made(DriverOpts={"size": str(9 * GIB)})
    unbounded = to_allowed(Path("/data/remote-claude"), Settings())
    with pytest.raises(RefusedError):
        to_volume(json.dumps(BODY).encode(), unbounded)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Name", "remote-claude_data"),
        ("Name", ""),
        ("Name", None),
        ("Name", [NAME]),
        ("Name", f"{ALLOWED.name}.ada.notes"),
        ("Name", "/etc"),
        ("Name", f"{ALLOWED.name}._.x1y2z3w4"),
        ("Name", f"{ALLOWED.name}._._.x1y2z3w4"),
        ("Name", f"{ALLOWED.name}.ada._"),
        ("name", "remote-claude_data"),
        ("Driver", "nfs"),
        ("Driver", ["local"]),
        ("Labels", {ALLOWED.label: "other"}),
        ("Labels", {**BODY["Labels"], "com.docker.compose.project": "x"}),
        ("Labels", "x"),
        ("ClusterVolumeSpec", {"Group": "x"}),
        ("DriverOpts", {"type": "none", "o": "bind", "device": "/"}),
        ("DriverOpts", {"size": str(GIB), "device": "/"}),
        ("DriverOpts", {"size": str(GIB), "type": "tmpfs"}),
        ("DriverOpts", {"size": str(GIB), "o": "bind"}),
        ("DriverOpts", {"Size": str(GIB)}),
        ("DriverOpts", {"size": "1g"}),
        ("DriverOpts", {"size": "0"}),
        ("DriverOpts", {"size": "-1"}),
        ("DriverOpts", {"size": "٣"}),
        ("DriverOpts", {"size": f"{GIB}\n"}),
        ("DriverOpts", {"size": "9" * 400}),
        ("DriverOpts", {"size": str(9 * GIB + 1)}),
        ("DriverOpts", {"size": GIB}),
        ("DriverOpts", {"size": True}),
        ("DriverOpts", ["size"]),
    ],
)
def test_a_volume_that_is_more_than_that_is_refused(key: str, value: object) -> None:
    with pytest.raises(RefusedError):
        made(**{key: value})


def test_a_key_that_is_there_twice_is_read_in_one_way() -> None:
    text = json.dumps(BODY)[:-1]
    assert to_volume(f'{text}, "DriverOpts": {{}}}}'.encode(), ALLOWED) == {
        key: value for key, value in BODY.items() if key != "DriverOpts"
    }
    with pytest.raises(RefusedError):
        to_volume(f'{text}, "DriverOpts": {{"device": "/"}}}}'.encode(), ALLOWED)
