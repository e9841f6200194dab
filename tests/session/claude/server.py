"""A server of its own that runs one turn and may be killed: `python -m tests...server ROOT URL`."""

import asyncio
import json
import sys
from pathlib import Path

from remote_claude_ext.session.chat.ports import Answer, Question
from tests.session.claude.desk import Desk, allow, wait_until


async def never(question: Question) -> Answer:
    """Somebody who does not answer."""
    await asyncio.Event().wait()
    return Answer(allow=False)


async def main(root: Path, url: str, session: str, message: str) -> None:
    """Start a conversation, print who runs it, send one message, wait for the end."""
    desk = Desk(root, url, answer=never if "nobody answers" in sys.argv else allow)
    process = await desk.start(session=session)
    print(json.dumps({"pid": process.pid, "started_at": process.started_at}), flush=True)  # noqa: T201 - read by the test
    await desk.send(sys.stdin.readline(), message=message)
    await wait_until(lambda: False, 120)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]))
