"""An older journal goes on, a newer one is refused, a large one is read in pages."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from remote_claude_ext.core.clock import SystemClock
from remote_claude_ext.session.journal.store import Entry, Journal, JournalError, Stored
from remote_claude_ext.wire.frames import Text

pytestmark = pytest.mark.asyncio
FIRST_VERSION = """
    CREATE TABLE conversations (id TEXT PRIMARY KEY, record BLOB NOT NULL, updated_at TEXT NOT NULL)
        WITHOUT ROWID;
    CREATE TABLE frames (conversation TEXT NOT NULL, seq INTEGER NOT NULL, frame BLOB NOT NULL,
        PRIMARY KEY (conversation, seq)) WITHOUT ROWID;
    CREATE TABLE messages (conversation TEXT NOT NULL, client_id TEXT NOT NULL,
        message TEXT NOT NULL, answer BLOB NOT NULL, PRIMARY KEY (conversation, client_id))
        WITHOUT ROWID;
    PRAGMA user_version = 1;
"""


def ignore(conversation: str, frames: Sequence[Stored]) -> None:
    """Nobody listens."""


def open_journal(path: Path) -> Journal:
    return Journal(path, clock=SystemClock(), publish=ignore)


async def test_a_journal_of_the_first_version_keeps_its_frames_and_its_queue(
    tmp_path: Path,
) -> None:
    path = tmp_path / "journal.sqlite"
    old = sqlite3.connect(path)
    old.executescript(FIRST_VERSION)
    record = b'{"id": "c", "queue": [{"message": "m", "text": "wait"}]}'
    old.execute("INSERT INTO conversations VALUES ('c', ?, '2026-01-01')", (record,))
    old.execute("INSERT INTO frames VALUES ('c', 1, ?)", (b"{}",))
    old.commit()
    old.close()
    journal = open_journal(path)
    (saved,) = journal.saved()
    assert (saved.conversation, saved.last_seq) == ("c", 1)
    assert saved.queue
    assert msgspec.json.decode(saved.queue) == [{"message": "m", "text": "wait"}]
    (stored,) = await journal.append("c", [Entry(Text(block="b", text="next"))])
    assert stored.seq == 2
    journal.close()
    open_journal(path).close()


async def test_a_newer_journal_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    open_journal(path).close()
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 999")
    newer.close()
    with pytest.raises(JournalError, match="newer version") as refused:
        open_journal(path)
    assert "Install" in str(refused.value.remedy)


async def test_a_folder_that_cannot_be_written_is_an_error_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalError, match="cannot write its journal"):
        open_journal(tmp_path / "file" / "journal.sqlite")


async def test_a_page_of_large_frames_is_bounded_in_bytes(tmp_path: Path) -> None:
    journal = open_journal(tmp_path / "journal.sqlite")
    for _ in range(5):
        await journal.append("c", [Entry(Text(block="b", text="x" * (5 << 20)))])
    page = await journal.read("c", after=0, limit=5000)
    assert [seq for seq, _ in page] == [1, 2]
    assert [seq for seq, _ in await journal.read("c", after=4, limit=5000)] == [5]
    journal.close()


async def test_a_deleted_conversation_leaves_only_its_totals(tmp_path: Path) -> None:
    journal = open_journal(tmp_path / "journal.sqlite")
    frame = Entry(Text(block="b", text="a secret of this conversation"))
    await journal.append("c", [frame], record=b"R", queue=b"[]", answer=("client", "m", b"{}"))
    await journal.forget("c", tombstone=b"T")
    assert journal.saved() == []
    assert journal.tombstones() == [b"T"]
    assert await journal.read("c", after=0, limit=10) == []
    assert await journal.answer_to("c", "client") is None
    journal.close()


async def test_a_closed_journal_refuses_instead_of_waiting(tmp_path: Path) -> None:
    journal = open_journal(tmp_path / "journal.sqlite")
    journal.close()
    with pytest.raises(JournalError, match="closed"):
        await journal.append("c", [])
