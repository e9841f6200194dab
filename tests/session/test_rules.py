"""The pure rules of a conversation: its turn's life, its title, its state."""

from datetime import UTC, datetime
from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.session.chat.machine import TRANSITIONS, Phase, Step, advance
from remote_claude_ext.session.chat.model import (
    UNTITLED,
    OpenTurn,
    Record,
    to_last_line,
    to_state,
    to_title,
)
from remote_claude_ext.wire.chat import State

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(("phase", "step"), list(product(Phase, Step)))
def test_a_step_that_means_nothing_changes_nothing(phase: Phase, step: Step) -> None:
    assert advance(phase, step) is TRANSITIONS.get((phase, step), phase)


def test_every_phase_can_end() -> None:
    assert {advance(phase, Step.END) for phase in Phase} == {Phase.IDLE}


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("Fix the bug", "Fix the bug"),
        ("\n\n  Fix\tthe   bug \nnow", "Fix the bug"),
        ("", UNTITLED),
        ("word " * 30, ("word " * 11).strip() + "…"),
        ("x" * 100, "x" * 59 + "…"),
    ],
)
def test_a_title_is_the_first_line_cut_at_a_word(prompt: str, title: str) -> None:
    assert to_title(prompt) == title


@given(st.text())
def test_a_title_is_never_empty_nor_long(prompt: str) -> None:
    assert 0 < len(to_title(prompt)) <= 60


def test_the_last_line_is_the_last_that_says_something() -> None:
    assert to_last_line("# Done\n\n- All tests pass\n\n```\n") == "All tests pass"
    assert to_last_line("Well.\n\n_I am the demo model._") == "I am the demo model."


def test_the_state_tells_the_most_urgent() -> None:
    record = Record(id="c", created_at=NOW, updated_at=NOW)
    assert to_state(record) is State.IDLE
    failed = msgspec.structs.replace(record, failed=True)
    assert to_state(failed) is State.FAILED
    turn = OpenTurn(turn="t", messages=[], cost_before=record.cost_usd)
    assert to_state(msgspec.structs.replace(failed, turn=turn)) is State.WORKING
