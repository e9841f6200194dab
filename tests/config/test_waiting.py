"""Notes of containers that wait: taken by one start alone, and found again after a kill."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from remote_claude_ext.config.docker_names import new_waiting_name, write_volume
from remote_claude_ext.config.places import Places
from remote_claude_ext.config.waiting import (
    MAKING,
    READY,
    TAKEN,
    Waiting,
    find_waiting,
    forget,
    is_of_session,
    note_making,
    note_ready,
    take,
    take_this,
)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


def make(places: Places) -> Waiting:
    name = new_waiting_name("0123abcd")
    note_making(places, name)
    waiting = Waiting(name=name, container="1" * 64, host="192.0.2.7", secret="of its own")
    note_ready(places, waiting)
    return waiting


def names(places: Places, *states: str) -> list[str]:
    return sorted(waiting.name for waiting, _ in find_waiting(places, *states))


def test_nothing_waits_where_nobody_has_made_any(places: Places) -> None:
    assert take(places) is None
    assert names(places, MAKING, READY, TAKEN) == []


def test_one_is_taken_once(places: Places) -> None:
    made = make(places)
    assert take(places) == made
    assert take(places) is None
    assert take_this(places, made) is False
    assert names(places, TAKEN) == [made.name]
    forget(places, made)
    assert names(places, MAKING, READY, TAKEN) == []


def test_of_many_starts_at_once_none_gets_what_another_has(places: Places) -> None:
    made = {make(places).name for _ in range(8)}
    with ThreadPoolExecutor(16) as several:
        taken = list(several.map(lambda _: take(places), range(16)))
    got = [waiting.name for waiting in taken if waiting]
    assert len(got) == len(set(got)) == 8
    assert set(got) == made


def test_what_is_being_made_is_not_given_to_anybody(places: Places) -> None:
    note_making(places, "rc-0123abcd.WAITING.one")
    assert take(places) is None
    assert names(places, MAKING) == ["rc-0123abcd.WAITING.one"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"name": 1}', "\udc80"])
def test_a_note_that_cannot_be_read_is_nobodys_and_is_found_by_its_name(
    places: Places, text: str
) -> None:
    broken = make(places)
    note = places.waiting / f"{broken.name}{READY}"
    note.write_bytes(text.encode(errors="surrogateescape"))
    good = make(places)
    assert take(places) in (good, None)
    assert broken.name in names(places, READY, TAKEN)


def test_only_their_owner_reads_the_notes(places: Places) -> None:
    make(places)
    assert stat.S_IMODE(places.waiting.stat().st_mode) == 0o700
    assert {stat.S_IMODE(note.stat().st_mode) for note in places.waiting.iterdir()} == {0o600}


def test_a_volume_is_a_sessions_in_its_folder_and_in_the_trash(places: Places) -> None:
    kept, deleted = make(places), make(places)
    for folder, waiting in (
        (places.session("ada", "notes-abcd"), kept),
        (places.trash("ada") / "old-abcd.1700000000", deleted),
    ):
        folder.mkdir(parents=True)
        assert is_of_session(places, waiting.volume) is False
        write_volume(folder, waiting.volume)
        assert is_of_session(places, waiting.volume) is True
    assert is_of_session(places, make(places).volume) is False
