"""What is done at the hub comes into the record: sessions, people, administrators, tokens."""

import httpx

from tests.hub.test_audit_told import exported
from tests.support.hub import Installation


def test_who_did_what_at_the_hub_is_recorded(shared: Installation) -> None:
    added = shared.api("PUT", "/people/zoe", json={"password": "zoe-password"})
    assert added.status_code == httpx.codes.CREATED
    for is_admin in (True, False):
        changed = shared.api("PATCH", "/people/zoe", json={"admin": is_admin})
        assert changed.status_code == httpx.codes.NO_CONTENT
    token = shared.token("zoe", "zoe-password")
    name = shared.start_session("Deeds", user="zoe")
    stopped = shared.api("DELETE", f"/users/zoe/servers/{name}")
    assert stopped.is_success
    refused = shared.api("DELETE", "/people/zoe/nothing")
    assert not refused.is_success
    # Left behind by somebody who can write there, and by a hub that was killed.
    (shared.places.deeds / "0.json").write_text("{}")
    (shared.places.deeds / "1.new").write_text('{"kind"')
    shared.command(
        "user", "passwd", "zoe", "--password-file", str(shared.data.parent / "ada.password")
    )

    def told() -> list[tuple[str, str, str | None]]:
        return [(each["kind"], each["by"], each["session"]) for each in exported(shared, "zoe")]

    shared.wait_for(lambda: "person.password" in {kind for kind, _, _ in told()}, 60)
    events = [each for each in told() if each[0] != "token.made"]
    assert events == [
        ("person.added", "admin", None),
        ("admin.made", "admin", None),
        ("admin.unmade", "admin", None),
        ("session.started", "zoe", name),
        ("session.stopped", "admin", name),
        ("person.password", "the command line", None),
    ]
    assert ("token.made", "zoe", None) in told()
    everything = shared.command("audit", "export")
    assert token not in everything
    assert "zoe-password" not in everything
    left = sorted(path.name for path in shared.places.deeds.iterdir())
    assert left == ["0.json", "1.new"]
    for path in shared.places.deeds.iterdir():
        path.unlink()
