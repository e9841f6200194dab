"""Circuits and the order of providers, decided without input or output."""

from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.gateway.breaker import FAILURES, PAUSE_SECONDS, Breaker
from remote_claude_ext.gateway.order import is_no_answer, serves, to_order


def broken(at: float) -> Breaker:
    breaker = Breaker()
    for _ in range(FAILURES):
        breaker = breaker.failed(at)
    return breaker


def test_a_circuit_opens_after_failures_in_a_row_alone() -> None:
    breaker = Breaker()
    for _ in range(3):
        for _ in range(FAILURES - 1):
            breaker = breaker.failed(0)
        assert not breaker.is_open(1)
        breaker = breaker.answered()
    assert broken(0).is_open(1)


def test_a_broken_one_is_tried_once_in_each_pause() -> None:
    breaker = broken(0)
    now = PAUSE_SECONDS
    assert not breaker.is_open(now)
    breaker = breaker.trying(now)
    assert breaker.is_open(now + PAUSE_SECONDS - 1)
    assert not breaker.is_open(now + PAUSE_SECONDS)
    assert not breaker.answered().is_open(now)


def test_trying_one_that_works_changes_nothing() -> None:
    assert Breaker().trying(5) == Breaker()
    assert Breaker().answered() == Breaker()


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 100)), max_size=5), st.floats(0, 200))
def test_the_order_is_that_of_the_configuration_without_those_that_rest(
    circuits: list[tuple[bool, float]], now: float
) -> None:
    breakers = [broken(at) if bad else Breaker() for bad, at in circuits]
    order = to_order(breakers, now)
    ready = [place for place, one in enumerate(breakers) if not one.is_open(now)]
    if ready:
        assert order == ready
    else:
        assert len(order) == min(1, len(breakers))
        assert all(breakers[order[0]].closed_from <= one.closed_from for one in breakers)


def test_patterns_are_whole_names_with_stars() -> None:
    assert serves(["*"], "anything")
    assert serves(["a-*", "b"], "a-1")
    assert not serves(["a-*", "b"], "bb")
    assert not serves(["a-*"], "A-1")


def test_what_the_provider_says_of_the_request_itself_is_an_answer() -> None:
    assert all(is_no_answer(status) for status in (500, 502, 503, 504, 529))
    assert not any(is_no_answer(status) for status in (200, 307, 400, 401, 403, 404, 413, 429))
