"""Mode, model and effort: a running process follows what was chosen, whatever it does just then."""

import contextlib
from typing import Protocol

from ...core.errors import ClaudeGoneError
from ...wire.chat import Effort, Mode
from .ports import Process


class Choices(Protocol):
    """What is chosen for a conversation: its record, or what a process is started for."""

    @property
    def mode(self) -> Mode:
        """The permission mode."""

    @property
    def model(self) -> str | None:
        """The model; None is the operator's default."""

    @property
    def effort(self) -> Effort | None:
        """The effort; None is the model's default."""


async def follow(process: Process | None, wish: Choices, *, before: Choices) -> None:
    """Tell a process what is another choice than before; ConflictError where it refuses the mode.

    It counts from Claude's next tool, the next request to the model on; an open question stays.
    """
    if process is None:
        return
    with contextlib.suppress(ClaudeGoneError):  # the next process begins with it
        if wish.mode != before.mode:
            await process.set_mode(wish.mode)
        if wish.model != before.model:
            await process.set_model(wish.model)
        if wish.effort != before.effort:
            await process.set_effort(wish.effort)
