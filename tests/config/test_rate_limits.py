"""Limits by the minute in the YAML are read exactly, or each mistake is told with its place."""

import pytest

from remote_claude_ext.config.limits import to_rates
from remote_claude_ext.config.values import ValueProblemError
from remote_claude_ext.core.rates import RateLimit


def test_every_kind_of_limit_is_read() -> None:
    raw = [
        {"user": "*", "requestsPerMinute": 60, "parallel": 8},
        {"group": "data", "tokensPerMinute": 400000},
        {"everyone": True, "parallel": 0},
    ]
    assert to_rates(raw) == (
        RateLimit(whose="user", name="*", requests=60, parallel=8),
        RateLimit(whose="group", name="data", tokens=400_000),
        RateLimit(whose="everyone", parallel=0),
    )


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("ada", "no group of keys"),
        ({"user": "ada"}, "at least one of requestsPerMinute"),
        ({"user": "ada", "requestsPerMinute": -1}, "requestsPerMinute is a whole number"),
        ({"user": "ada", "parallel": True}, "parallel is a whole number"),
        ({"user": "ada", "parallel": 1.5}, "parallel is a whole number"),
        ({"user": "ada", "tokensPerMinute": "many"}, "tokensPerMinute is a whole number"),
        ({"user": "ada", "tokensPerMinute": None}, "tokensPerMinute is a whole number"),
        ({"parallel": 1}, "whose it is with one of"),
        ({"user": "ada", "parallel": 1, "usd": 2}, "there is no key usd"),
        ({"everyone": True, "parallel": 2}, "it is there twice"),
    ],
)
def test_a_mistake_is_told_with_its_place(item: object, told: str) -> None:
    with pytest.raises(ValueProblemError, match=f"Limit 2 of the list: .*{told}"):
        to_rates([{"everyone": True, "parallel": 1}, item])
