"""How often a wrong password may be tried."""

from datetime import UTC, datetime

import pytest

from remote_claude_ext.config.throttle import FREE_FAILURES, LONGEST_WAIT_SECONDS, Throttle
from remote_claude_ext.core.clock import Clock


class HandClock(Clock):
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def throttle(clock: HandClock) -> Throttle:
    return Throttle(clock)


def fail(throttle: Throttle, times: int) -> None:
    for _ in range(times):
        throttle.fail("ada", "10.0.0.1")


def test_the_first_failures_cost_no_time(throttle: Throttle) -> None:
    fail(throttle, FREE_FAILURES - 1)
    assert throttle.wait_seconds("ada", "10.0.0.1") == 0


def test_every_further_failure_doubles_the_wait(throttle: Throttle, clock: HandClock) -> None:
    fail(throttle, FREE_FAILURES)
    first = throttle.wait_seconds("ada", "10.0.0.1")
    fail(throttle, 1)
    assert throttle.wait_seconds("ada", "10.0.0.1") == 2 * first > 0
    clock.seconds += 2 * first
    assert throttle.wait_seconds("ada", "10.0.0.1") == 0


def test_the_wait_has_a_limit(throttle: Throttle) -> None:
    fail(throttle, 1000)
    assert throttle.wait_seconds("ada", "10.0.0.1") == LONGEST_WAIT_SECONDS


def test_others_do_not_wait(throttle: Throttle) -> None:
    fail(throttle, 50)
    assert throttle.wait_seconds("bob", "10.0.0.1") == 0
    assert throttle.wait_seconds("ada", "10.0.0.2") == 0


def test_success_forgets_and_so_does_an_hour_of_quiet(throttle: Throttle, clock: HandClock) -> None:
    fail(throttle, 50)
    throttle.succeed("ada", "10.0.0.1")
    assert throttle.wait_seconds("ada", "10.0.0.1") == 0
    fail(throttle, 50)
    clock.seconds += 3601
    fail(throttle, 1)
    assert throttle.wait_seconds("ada", "10.0.0.1") == 0


def test_what_it_remembers_is_bounded(throttle: Throttle) -> None:
    fail(throttle, FREE_FAILURES)
    for number in range(10_001):
        throttle.fail(f"user{number}", "10.0.0.1")
    assert throttle.wait_seconds("ada", "10.0.0.1") == 0
