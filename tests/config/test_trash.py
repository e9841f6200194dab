"""Deleted sessions: moved aside, listed, put back, gone after seven days."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from remote_claude_ext.config.places import Places
from remote_claude_ext.config.trash import KEPT, Trash
from remote_claude_ext.core.errors import ConflictError, NotFoundError

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = Places(tmp_path)
    workspace = places.workspace("ada", "work-abcd")
    workspace.mkdir(parents=True)
    (workspace / "notes.txt").write_text("kept")
    return places


def test_a_deleted_session_is_kept_whole(places: Places) -> None:
    Trash(places).put("ada", "work-abcd", title="Work", at=AT)
    assert not places.session("ada", "work-abcd").exists()
    kept = places.trash("ada") / f"work-abcd.{int(AT.timestamp())}"
    assert (kept / "workspace" / "notes.txt").read_text() == "kept"


def test_it_can_be_put_back_with_its_title(places: Places) -> None:
    trash = Trash(places)
    trash.put("ada", "work-abcd", title="Work", at=AT)
    (item,) = trash.items("ada")
    assert (item.title, item.gone_at - item.deleted_at) == ("Work", KEPT)
    trash.restore("ada", item.entry)
    assert (places.workspace("ada", "work-abcd") / "notes.txt").read_text() == "kept"
    assert trash.items("ada") == []


def test_it_is_not_put_back_over_a_session_of_that_name(places: Places) -> None:
    trash = Trash(places)
    trash.put("ada", "work-abcd", title="Work", at=AT)
    places.workspace("ada", "work-abcd").mkdir(parents=True)
    with pytest.raises(ConflictError):
        trash.restore("ada", trash.items("ada")[0].entry)


@pytest.mark.parametrize("entry", ["work-abcd.1", "../../bob", "work-abcd", ""])
def test_what_is_not_in_ones_own_trash_cannot_be_put_back(places: Places, entry: str) -> None:
    Trash(places).put("ada", "work-abcd", title="Work", at=AT)
    with pytest.raises(NotFoundError):
        Trash(places).restore("ada", entry)
    with pytest.raises(NotFoundError):
        Trash(places).restore("bob", f"work-abcd.{int(AT.timestamp())}")


def test_after_seven_days_it_is_gone(places: Places) -> None:
    trash = Trash(places)
    trash.put("ada", "work-abcd", title="Work", at=AT)
    assert trash.expire(AT + KEPT - timedelta(seconds=1)) == 0
    assert trash.expire(AT + KEPT) == 1
    assert trash.items("ada") == []


def test_deleting_a_session_that_never_started_is_harmless(places: Places) -> None:
    Trash(places).put("ada", "other-abcd", title="Other", at=AT)
    assert Trash(places).items("ada") == []


def test_a_session_stays_while_what_it_has_elsewhere_cannot_be_removed(places: Places) -> None:
    answers = [False, True]
    asked = []

    def erase(path: Path) -> bool:
        asked.append(path.name)
        return answers[len(asked) - 1]

    trash = Trash(places, erase)
    trash.put("ada", "work-abcd", title="Work", at=AT)
    assert trash.expire(AT) == 0
    assert asked == []
    assert (trash.expire(AT + KEPT), trash.expire(AT + KEPT)) == (0, 1)
    assert asked == [f"work-abcd.{int(AT.timestamp())}"] * 2
