"""Whatever is sent as telemetry is stamped, or refused as what it is not."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from remote_claude_ext.gateway.stamp import JSON, PROTOBUF, stamp

NAMES = st.sampled_from(["resourceLogs", "resource_logs", "resource", "attributes", "key"])
LEAVES = st.none() | st.integers() | st.text(max_size=5)


def nested(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return LEAVES | st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3)


TREES = nested(nested(nested(nested(LEAVES))))


def is_stamped(body: bytes, form: str) -> bool:
    try:
        stamped = stamp(body, "logs", form, {"enduser.id": "ada"})
    except ValueError:
        return False
    assert stamp(stamped, "logs", form, {}) is not None
    return True


@settings(deadline=None)
@given(TREES)
def test_any_json_is_stamped_or_refused(tree: object) -> None:
    is_stamped(json.dumps(tree).encode(), JSON)


@settings(deadline=None)
@given(st.binary(), st.sampled_from([JSON, PROTOBUF]))
def test_any_bytes_are_stamped_or_refused(body: bytes, form: str) -> None:
    is_stamped(body, form)


def test_what_is_empty_is_stamped() -> None:
    assert is_stamped(b"{}", JSON)
    assert is_stamped(b'{"resourceLogs": [{}]}', JSON)
    assert is_stamped(b"", PROTOBUF)
