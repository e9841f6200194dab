"""Subagents and commands that go on by themselves."""

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

BackgroundStatus = Literal["ok", "error", "stopped", "unknown"]


class Background(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A subagent or a command that goes on by itself; `tool_use` began it."""

    id: str
    type: Literal["command", "subagent", "other"]
    description: str
    tool_use: str | UnsetType = UNSET
