"""What waits in sessions, on both databases: the newest statement counts, and it stays."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from remote_claude_ext.core.errors import ForbiddenError, MalformedError
from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.data.unit import Database
from remote_claude_ext.hub.inbox.service import InboxService, StatementOutdatedError
from remote_claude_ext.wire.approvals import OpenApprovals, ToldApproval
from remote_claude_ext.wire.chat import ApprovalType
from remote_claude_ext.wire.sessions import Session, SessionState
from tests.support.clock import FixedClock

pytestmark = pytest.mark.asyncio
START = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest_asyncio.fixture
async def inbox(url: str, clock: FixedClock) -> AsyncIterator[InboxService]:
    """The service on a database of its own."""
    database = Database(open_engine(url))
    yield InboxService(database, clock)
    await database.aclose()


def asked(name: str, minutes: int = 0) -> ToldApproval:
    return ToldApproval(
        approval=name,
        type=ApprovalType.PERMISSION,
        tool_use="use",
        tool="Bash",
        input={"command": "echo äöü"},
        cwd="/workspace",
        suggestions=[],
        asked_at=START + timedelta(minutes=minutes),
        conversation="c1",
        title="A conversation",
    )


def told(number: int, *items: ToldApproval) -> OpenApprovals:
    return OpenApprovals(number=number, total=len(items), items=[*items])


def session(name: str, user: str = "ada") -> Session:
    return Session(
        id=f"{user}/{name}",
        user=user,
        name=name,
        title=name.title(),
        state=SessionState.STOPPED,
        url=f"/user/{user}/{name}/",
        started_at=None,
        last_activity_at=None,
    )


async def waiting(inbox: InboxService, user: str = "ada", *names: str) -> list[str]:
    found = await inbox.find(user, [session(name, user) for name in names or ("one", "two")])
    assert found.total == len(found.items)
    return [f"{each.session}:{each.approval}" for each in found.items]


async def test_a_later_statement_replaces_and_an_earlier_one_is_refused_with_the_number(
    inbox: InboxService,
) -> None:
    await inbox.take("ada", "one", told(5, asked("a"), asked("b", 2)))
    await inbox.take("ada", "two", told(2, asked("c", 1)))
    assert await waiting(inbox) == ["one:a", "two:c", "one:b"]
    with pytest.raises(StatementOutdatedError) as refused:
        await inbox.take("ada", "one", told(4))
    assert refused.value.details == {"number": 5}
    assert await waiting(inbox) == ["one:a", "two:c", "one:b"]
    await inbox.take("ada", "one", told(6, asked("b", 2)))
    assert await waiting(inbox) == ["two:c", "one:b"]


async def test_the_same_statement_may_arrive_twice(inbox: InboxService) -> None:
    for _ in range(2):
        await inbox.take("ada", "one", told(5, asked("a")))
    assert await waiting(inbox) == ["one:a"]
    assert await inbox.count("ada", ["one"]) == 1


async def test_what_waits_does_not_end_by_itself(inbox: InboxService, clock: FixedClock) -> None:
    await inbox.take("ada", "one", told(5, asked("a")))
    clock.at += timedelta(days=4000)
    await inbox.take("ada", "two", told(5, asked("b", 1)))
    assert await waiting(inbox) == ["one:a", "two:b"]


async def test_people_and_deleted_sessions_are_kept_apart(inbox: InboxService) -> None:
    await inbox.take("ada", "one", told(1, asked("a")))
    await inbox.take("bob", "one", told(1, asked("b")))
    assert await waiting(inbox, "bob", "one") == ["one:b"]
    assert await waiting(inbox, "ada", "two") == []
    [shown] = (await inbox.find("ada", [session("one")])).items
    assert (shown.input, shown.url, shown.session_title) == (
        {"command": "echo äöü"},
        "/user/ada/one/lab?conversation=c1",
        "One",
    )


async def test_nobody_but_a_session_tells_and_no_more_than_it_counts(inbox: InboxService) -> None:
    with pytest.raises(ForbiddenError):
        await inbox.take("ada", None, told(1))
    with pytest.raises(MalformedError):
        await inbox.take("ada", "one", OpenApprovals(number=1, total=0, items=[asked("a")]))
    with pytest.raises(MalformedError):
        await inbox.take("ada", "one", told(1, *[asked("a")] * 51))
    assert await waiting(inbox) == []
