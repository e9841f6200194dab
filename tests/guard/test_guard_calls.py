"""Of the engine's API, the calls that sessions need pass; no other does."""

from dataclasses import replace
from pathlib import Path

import pytest

from remote_claude_ext.cli.guard import to_allowed
from remote_claude_ext.config.settings import Settings
from remote_claude_ext.guard.bodies import RefusedError
from remote_claude_ext.guard.calls import Call, Kind, decide, id_of_ours

ALLOWED = to_allowed(Path("/data/remote-claude"), Settings())
OURS = f"{ALLOWED.name}.ada.notes"
WAITING = f"{ALLOWED.name}.WAITING.{'0a' * 8}"
LABELS = {ALLOWED.label: ALLOWED.installation}
REFUSED = [
    ("POST", f"/containers/{OURS}/exec"),
    ("POST", "/exec/abc/start"),
    ("POST", f"/containers/{OURS}/attach"),
    ("GET", f"/containers/{OURS}/attach/ws"),
    ("GET", f"/containers/{OURS}/archive"),
    ("PUT", f"/containers/{OURS}/archive"),
    ("GET", f"/containers/{OURS}/export"),
    ("GET", f"/containers/{OURS}/top"),
    ("GET", f"/containers/{OURS}/changes"),
    ("POST", f"/containers/{OURS}/update"),
    ("POST", f"/containers/{OURS}/rename"),
    ("POST", f"/containers/{OURS}/restart"),
    ("POST", f"/containers/{OURS}/kill"),
    ("POST", f"/containers/{OURS}/pause"),
    ("POST", "/containers/prune"),
    ("POST", "/commit"),
    ("POST", "/build"),
    ("POST", "/build/prune"),
    ("POST", "/session"),
    ("POST", "/grpc"),
    ("POST", "/auth"),
    ("POST", "/images/create"),
    ("POST", "/images/load"),
    ("GET", "/images/get"),
    ("GET", f"/images/{ALLOWED.image}/get"),
    ("POST", f"/images/{ALLOWED.image}/push"),
    ("POST", f"/images/{ALLOWED.image}/tag"),
    ("DELETE", f"/images/{ALLOWED.image}"),
    ("GET", "/images/debian/json"),
    ("GET", "/images/../containers/json"),
    ("POST", "/images/prune"),
    ("GET", "/volumes"),
    ("POST", "/volumes/create"),
    ("POST", "/volumes/prune"),
    ("GET", "/volumes/remote-claude_data"),
    ("DELETE", "/volumes/remote-claude_data"),
    ("POST", "/networks/bridge/connect"),
    ("POST", f"/networks/{ALLOWED.name}/connect"),
    ("POST", f"/networks/{ALLOWED.name}/disconnect"),
    ("POST", "/networks/prune"),
    ("GET", "/events"),
    ("GET", "/system/df"),
    ("GET", "/plugins"),
    ("POST", "/plugins/pull"),
    ("GET", "/secrets"),
    ("POST", "/secrets/create"),
    ("GET", "/configs"),
    ("GET", "/services"),
    ("POST", "/services/create"),
    ("GET", "/nodes"),
    ("GET", "/swarm"),
    ("POST", "/swarm/init"),
    ("GET", "/tasks"),
    ("GET", "/distribution/debian/json"),
    ("GET", "/"),
    ("GET", "/info/"),
    ("GET", "//info"),
    ("POST", "/info"),
    ("GET", "/containers/../info"),
    ("GET", "/containers/json/../../info"),
]


@pytest.mark.parametrize("version", ["", "/v1.41"])
@pytest.mark.parametrize(("method", "path"), REFUSED)
def test_no_other_call_passes(method: str, path: str, version: str) -> None:
    with pytest.raises(RefusedError):
        decide(Call(method=method, path=f"{version}{path}"), ALLOWED)


def test_an_old_version_with_other_rules_is_refused() -> None:
    for version in ("/v1.18", "/v1.1", "/v2.0", "/v1.41/v1.18", "/V1.41"):
        with pytest.raises(RefusedError):
            decide(Call(method="POST", path=f"{version}/containers/{OURS}/start"), ALLOWED)


def test_starting_sends_no_body_and_no_word_that_was_not_thought_of() -> None:
    call = Call(
        method="POST",
        path=f"/v1.41/containers/{OURS}/start",
        query={"checkpoint": "x", "t": "1"},
        body=b'{"Privileged": true}',
    )
    passed = decide(call, ALLOWED)
    assert (passed.path, passed.body) == ("/v1.41/containers/{}/start", b"")
    assert (passed.owned, passed.thing) == (Kind.CONTAINER, f"/v1.41/containers/{OURS}")
    logs = Call(method="GET", path=f"/containers/{OURS}/logs", query={"follow": "1", "tail": "40"})
    assert decide(logs, ALLOWED).path == "/containers/{}/logs?tail=40"


def test_only_what_waits_is_renamed_and_only_to_a_session() -> None:
    call = Call(method="POST", path="/v1.41/containers/abc/rename", query={"name": OURS, "x": "1"})
    passed = decide(call, ALLOWED)
    assert passed.path == f"/v1.41/containers/{{}}/rename?name={OURS}"
    assert (passed.owned, passed.thing) == (Kind.WAITING, "/v1.41/containers/abc")
    for name in ("", WAITING, "remote-claude_db_1", f"{OURS}&x=1", f"{ALLOWED.name}.ada"):
        with pytest.raises(RefusedError):
            decide(Call(method="POST", path=call.path, query={"name": name}), ALLOWED)


def test_lists_are_of_our_own_whatever_was_asked() -> None:
    for path, ours in (
        ("/containers/json", ALLOWED.installation),
        ("/networks", ALLOWED.installation),
        ("/images/json", ALLOWED.image),
    ):
        asked = Call(method="GET", path=path, query={"filters": "{}"})
        assert ours in decide(asked, ALLOWED).path


def test_only_the_image_of_sessions_is_pulled_and_only_where_it_may_be() -> None:
    pulls = replace(ALLOWED, may_pull=True)
    call = Call(
        method="POST",
        path="/v1.41/images/create",
        query={"fromImage": ALLOWED.image, "tag": "latest"},
    )
    assert decide(call, pulls).path.endswith("?fromImage=remote-claude-session&tag=latest")
    for allowed, query in (
        (ALLOWED, call.query),
        (pulls, {"fromImage": "debian"}),
        (pulls, {"fromSrc": "http://example.org/x.tar"}),
        (pulls, {**call.query, "fromSrc": "-"}),
    ):
        with pytest.raises(RefusedError):
            decide(Call(method="POST", path=call.path, query=query), allowed)


@pytest.mark.parametrize(
    ("kind", "told", "ident"),
    [
        (Kind.CONTAINER, ("/" + OURS, {ALLOWED.label: ALLOWED.installation}), "abc"),
        (Kind.CONTAINER, ("/remote-claude_db_1", {ALLOWED.label: ALLOWED.installation}), None),
        (Kind.CONTAINER, ("/" + OURS, {}), None),
        (Kind.CONTAINER, ("/" + WAITING, LABELS), "abc"),
        (Kind.WAITING, ("/" + WAITING, LABELS), "abc"),
        (Kind.WAITING, ("/" + OURS, LABELS), None),
        (Kind.WAITING, ("/" + WAITING, {}), None),
        (Kind.WAITING, ("/" + WAITING + "0", LABELS), None),
        (Kind.NETWORK, (ALLOWED.name, {}), "abc"),
        (Kind.NETWORK, ("bridge", {}), None),
    ],
)
def test_whose_a_thing_is_the_engine_says(
    kind: Kind, told: tuple[str, dict[str, str]], ident: str | None
) -> None:
    name, labels = told
    said = {"Id": "abc", "Name": name, "Config": {"Labels": labels}}
    assert id_of_ours(kind, said, ALLOWED) == ident
    assert id_of_ours(kind, None, ALLOWED) is None


def test_an_image_is_ours_by_its_name() -> None:
    for tags, ident in (
        (["remote-claude-session:latest"], "sha256:1"),
        (["debian:12"], None),
        (None, None),
    ):
        said = {"Id": "sha256:1", "RepoTags": tags}
        assert id_of_ours(Kind.IMAGE, said, ALLOWED) == ident
