"""Subagents and commands that go on by themselves, from what Claude Code says of them; pure.

Claude Code calls them tasks: `background_tasks_changed` lists those that may outlive the answer;
`task_started`, `task_progress` and `task_notification` tell of each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from msgspec import UNSET, UnsetType

from ...wire.background import Background, BackgroundStatus
from ...wire.frames import BackgroundChanged, BackgroundFinished, BackgroundProgress
from ..chat.ports import Emitted, Event, Progressed

Raw = Mapping[str, Any]
_TYPES: dict[str, Literal["command", "subagent"]] = {
    "local_bash": "command",
    "local_agent": "subagent",
}
_STATUSES: dict[str, BackgroundStatus] = {
    "completed": "ok",
    "failed": "error",
    "killed": "stopped",
    "stopped": "stopped",
}
_SUMMARY_CHARACTERS = 16 << 10
_DESCRIPTION_CHARACTERS = 500


@dataclass(slots=True)
class Backgrounds:
    """What runs in the background of one process, and which tool use began it."""

    _running: Sequence[Background] = ()
    _tools: dict[str, str] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)
    """Those whose end is news: subagents, and what was listed once."""

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._running)

    def changed(self, raw: Raw) -> list[Event]:
        """The list, whole."""
        tasks = raw.get("tasks")
        listed = tasks if isinstance(tasks, list) else []
        known = [one for one in listed if isinstance(one, Mapping) and one.get("task_id")]
        return self._list([self._one(task) for task in known])

    def started(self, raw: Raw) -> list[Event]:
        """Which tool use began one; the list may have named it already."""
        ident, tool_use = str(raw.get("task_id")), raw.get("tool_use_id")
        if raw.get("task_type") == "local_agent":
            self._told.add(ident)
        if isinstance(tool_use, str):
            self._tools[ident] = tool_use
        return self._list([self._named(one) for one in self._running])

    def progressed(self, raw: Raw) -> list[Event]:
        """What a subagent does now, and what it has used so far."""
        ident, usage = str(raw.get("task_id")), raw.get("usage")
        body = BackgroundProgress(
            id=ident,
            tool_use=self._tool_use(raw),
            text=str(raw.get("description") or "")[:_DESCRIPTION_CHARACTERS],
            tokens=_count(usage, "total_tokens"),
            tools=_count(usage, "tool_uses"),
        )
        return [Progressed(body=body)]

    def notified(self, raw: Raw) -> list[Event]:
        """How one ended."""
        ident, usage = str(raw.get("task_id")), raw.get("usage")
        tool_use = self._tool_use(raw)
        is_news = ident in self._told
        self._told.discard(ident)
        self._tools.pop(ident, None)
        if not is_news:
            return []  # a command of the foreground: its tool's result says the same
        body = BackgroundFinished(
            id=ident,
            tool_use=tool_use,
            status=_STATUSES.get(str(raw.get("status")), "unknown"),
            summary=str(raw.get("summary") or "")[:_SUMMARY_CHARACTERS],
            tokens=_count(usage, "total_tokens"),
            tools=_count(usage, "tool_uses"),
            duration_seconds=_count(usage, "duration_ms") / 1000,
        )
        return [Emitted(body=body)]

    def _one(self, task: Raw) -> Background:
        ident = str(task["task_id"])
        self._told.add(ident)
        return Background(
            id=ident,
            type=_TYPES.get(str(task.get("task_type")), "other"),
            description=str(task.get("description") or "")[:_DESCRIPTION_CHARACTERS],
            tool_use=self._tools.get(ident, UNSET),
        )

    def _named(self, one: Background) -> Background:
        return Background(
            id=one.id,
            type=one.type,
            description=one.description,
            tool_use=self._tools.get(one.id, UNSET),
        )

    def _list(self, running: Sequence[Background]) -> list[Event]:
        if list(running) == list(self._running):
            return []
        self._running = running
        return [Emitted(body=BackgroundChanged(background=list(running)))]

    def _tool_use(self, raw: Raw) -> str | UnsetType:
        named = raw.get("tool_use_id")
        return named if isinstance(named, str) else self._tools.get(str(raw.get("task_id")), UNSET)


def _count(usage: object, name: str) -> int:
    value = usage.get(name) if isinstance(usage, Mapping) else None
    return int(value) if isinstance(value, int | float) and value >= 0 else 0
