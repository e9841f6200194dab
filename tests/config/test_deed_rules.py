"""Which requests to the hub are deeds, and how they wait for the record."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from remote_claude_ext.config.deeds import Deeds
from remote_claude_ext.config.noting import to_deed
from remote_claude_ext.config.places import Places
from remote_claude_ext.wire.audit import AuditKind, HubDeed
from remote_claude_ext.wire.codec import decode
from tests.support.clock import FixedClock


@pytest.mark.parametrize(
    ("request_line", "body", "deed"),
    [
        ("DELETE users/ada/servers/api-k3xq", b"", ("session.stopped", "ada", "api-k3xq", "")),
        (
            "DELETE users/ada/servers/api-k3xq",
            b'{"remove": true}',
            ("session.deleted", "ada", "api-k3xq", ""),
        ),
        ("PUT people/bob", b'{"admin": true}', ("person.added", "bob", None, "administrator")),
        ("PUT people/bob", b'{"password": "hunter22"}', ("person.added", "bob", None, "")),
        ("PUT people/bob/password", b'{"password": "x"}', ("person.password", "bob", None, "")),
        ("DELETE people/b%40b", b"", ("person.removed", "b@b", None, "")),
        ("POST users/ada/tokens", b'{"note": "CI"}', ("token.made", "ada", None, "CI")),
        ("DELETE users/ada/tokens/a7", b"garbage", ("token.revoked", "ada", "a7", "")),
        ("GET users/ada", b"", None),
        ("POST users/ada/activity", b"{}", None),
        ("POST users/ada/servers/api-k3xq", b"", None),  # the spawner tells of it
        ("PATCH people/bob", b'{"admin": true}', None),  # the sign-in tells of it
        ("DELETE users/ada/servers/api-k3xq/progress", b"", None),
        ("POST users", b"[]", None),
    ],
)
def test_what_a_request_does(
    request_line: str, body: bytes, deed: tuple[str, str, str | None, str] | None
) -> None:
    method, path = request_line.split()
    assert to_deed(method, f"/hub/api/{path}", body) == deed


def test_a_deed_waits_as_a_file_for_its_owner_alone(tmp_path: Path) -> None:
    places = Places(tmp_path)
    clock = FixedClock(datetime(2026, 11, 30, tzinfo=UTC))
    Deeds(places, clock).tell(AuditKind.PERSON_ADDED, by="root", user="ada", said={"role": "x"})
    (file,) = places.deeds.iterdir()
    assert file.suffix == ".json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(places.deeds.stat().st_mode) == 0o700
    deed = decode(file.read_bytes(), HubDeed)
    assert (deed.kind, deed.by, deed.user, deed.said) == (
        "person.added",
        "root",
        "ada",
        {"role": "x"},
    )


def test_a_disk_without_room_keeps_nobody_from_what_they_do(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    places = Places(tmp_path)
    places.deeds.write_text("no folder")
    Deeds(places).tell(AuditKind.PERSON_REMOVED, by="root", user="ada")
    assert "person.removed of ada is not in the audit" in caplog.text
