"""One conversation in memory: who still holds a deleted one changes nothing of it any more."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from remote_claude_ext.core.clock import SystemClock
from remote_claude_ext.core.errors import NotFoundError
from remote_claude_ext.session.chat.model import Record
from remote_claude_ext.session.chat.talk import Talk
from remote_claude_ext.session.journal.store import Journal, Stored
from remote_claude_ext.wire.frames import Text

pytestmark = pytest.mark.asyncio


def ignore(conversation: str, frames: Sequence[Stored]) -> None:
    """Nobody listens."""


async def test_a_terminal_that_is_still_read_adds_nothing_to_what_was_deleted(
    tmp_path: Path,
) -> None:
    clock = SystemClock()
    journal = Journal(tmp_path / "journal.sqlite", clock=clock, publish=ignore)
    record = Record(id="c", created_at=clock.now(), updated_at=clock.now())
    talk = Talk(record, last=0, journal=journal, clock=clock, changed=lambda _: None)
    await talk.save(Text(block="1", text="before"), turn="t")
    await talk.save(change=lambda each: msgspec.structs.replace(each, deleted_at=clock.now()))
    # The conversation may be restored by now, with a `Talk` of its own.
    with pytest.raises(NotFoundError):
        await talk.save(Text(block="2", text="behind"), turn="t")
    assert [seq for seq, _ in await journal.read("c", after=0, limit=10)] == [1]
    (saved,) = journal.saved()
    assert msgspec.json.decode(saved.record, type=Record) == talk.record
    journal.close()
