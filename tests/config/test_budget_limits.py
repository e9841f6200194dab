"""Budgets in the YAML are read exactly, or each mistake is told with its place."""

from decimal import Decimal

import pytest

from remote_claude_ext.config.limits import BudgetLimit, to_limits
from remote_claude_ext.config.values import ValueProblemError


def test_every_kind_of_budget_is_read() -> None:
    raw = [
        {"user": "*", "usd": 20, "per": "day"},
        {"user": "ada", "usd": "0.50", "per": "week", "warnOnly": True},
        {"group": "data", "usd": 12.25, "per": "month"},
        {"everyone": True, "usd": 0, "per": "month"},
    ]
    assert to_limits(raw) == (
        BudgetLimit(whose="user", name="*", usd=Decimal(20), per="day", hard=True),
        BudgetLimit(whose="user", name="ada", usd=Decimal("0.5"), per="week", hard=False),
        BudgetLimit(whose="group", name="data", usd=Decimal("12.25"), per="month", hard=True),
        BudgetLimit(whose="everyone", name="", usd=Decimal(0), per="month", hard=True),
    )


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("ada", "no group of keys"),
        ({"user": "ada", "usd": 1, "per": "year"}, "per is one of day, week, month"),
        ({"user": "ada", "usd": 1}, "per is one of"),
        ({"user": "ada", "per": "day"}, "usd is an amount"),
        ({"user": "ada", "usd": -1, "per": "day"}, "usd is an amount"),
        ({"user": "ada", "usd": True, "per": "day"}, "usd is an amount"),
        ({"user": "ada", "usd": "many", "per": "day"}, "usd is an amount"),
        ({"user": "ada", "usd": "NaN", "per": "day"}, "usd is an amount"),
        ({"user": "ada", "usd": "1e400", "per": "day"}, "usd is an amount"),
        ({"user": "ada", "usd": "0.0000001", "per": "day"}, "usd is an amount"),
        ({"user": "ada", "group": "data", "usd": 1, "per": "day"}, "whose it is with one of"),
        ({"usd": 1, "per": "day"}, "whose it is with one of"),
        ({"user": "", "usd": 1, "per": "day"}, "whose it is with one of"),
        ({"everyone": False, "usd": 1, "per": "day"}, "whose it is with one of"),
        ({"user": "ada", "usd": 1, "per": "day", "warnOnly": "yes"}, "warnOnly is true or false"),
        ({"user": "ada", "usd": 1, "per": "day", "limit": 2}, "there is no key limit"),
    ],
)
def test_a_mistake_is_told_with_its_place(item: object, told: str) -> None:
    fine = {"everyone": True, "usd": 1, "per": "day"}
    with pytest.raises(ValueProblemError, match=f"Budget 2 of the list: .*{told}"):
        to_limits([fine, item])


def test_the_same_budget_twice_is_a_mistake() -> None:
    one = {"group": "data", "usd": 1, "per": "day"}
    with pytest.raises(ValueProblemError, match="it is there twice"):
        to_limits([one, {**one, "usd": 2}])
    with pytest.raises(ValueProblemError, match="no list"):
        to_limits({"user": "ada"})
