"""Money on the wire has one shape."""

import importlib
import json
import pkgutil
from decimal import Decimal

import msgspec
import pytest

from remote_claude_ext import wire
from remote_claude_ext.wire.audit import AuditData
from remote_claude_ext.wire.budgets import Budget, BudgetDecision, NewBudgetRequest
from remote_claude_ext.wire.codec import decode, encode
from remote_claude_ext.wire.frames import TurnFinished
from remote_claude_ext.wire.money import Priced

ASKED = {NewBudgetRequest, BudgetDecision, AuditData}
"""What clients send: anything may be in it, and it is checked before it is more than a claim."""


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("20", "20.000000"),
        ("0", "0.000000"),
        ("2E+1", "20.000000"),
        ("1E-6", "0.000001"),
        ("0.1234565", "0.123457"),
    ],
)
def test_every_amount_has_six_decimals(amount: str, written: str) -> None:
    body = encode(TurnFinished(outcome="completed", cost_usd=Decimal(amount)))
    assert json.loads(body)["cost_usd"] == written
    assert encode(decode(body, TurnFinished)) == body


def test_every_shape_with_money_has_it() -> None:
    modules = [
        importlib.import_module(f"{wire.__name__}.{m.name}")
        for m in pkgutil.iter_modules(wire.__path__)
    ]
    shapes = {
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, msgspec.Struct)
    }
    rich = {each for each in shapes for field in each.__struct_fields__ if field.endswith("usd")}
    assert Budget in rich
    assert rich > ASKED
    assert [each.__name__ for each in rich - ASKED if not issubclass(each, Priced)] == []
