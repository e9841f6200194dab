"""Claude Code's own records of conversations stay as long as they shall."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from tests.session.claude.desk import Desk, wait_until
from tests.support.model import ScriptedModel

pytestmark = pytest.mark.asyncio
_DAY = timedelta(days=1).total_seconds()


def make_record(desk: Desk, *, days: int) -> Path:
    """What Claude Code wrote so long ago, in a folder for workspaces of another name."""
    record = desk.config / "projects" / "-another" / f"00000000-0000-4000-8000-{days:012}.jsonl"
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text("{}\n")
    moment = time.time() - days * _DAY
    os.utime(record, (moment, moment))
    return record


async def test_a_record_is_kept_beyond_claudes_own_thirty_days(
    tmp_path: Path, model: ScriptedModel, clean_environment: None
) -> None:
    desk = Desk(tmp_path, model.url, keep_transcripts=timedelta(days=365))
    kept, gone = make_record(desk, days=300), make_record(desk, days=400)
    await desk.start()
    try:
        await desk.say("@@ say Hello.")
        await wait_until(lambda: not gone.exists(), 90)
        assert kept.exists()
    finally:
        await desk.process.aclose()
