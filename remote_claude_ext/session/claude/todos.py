"""Claude's list of things to do, out of the tools that keep it; pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ...wire.frames import Todo, TodoChanged, ToolFinished

Status = Literal["pending", "in_progress", "completed"]
_STATUSES: dict[str, Status] = {
    "pending": "pending",
    "in_progress": "in_progress",
    "completed": "completed",
}
_CREATED = re.compile(r"[Tt]ask #?(\w+) created")


@dataclass(frozen=True, slots=True)
class _Item:
    text: str
    status: Status = "pending"


@dataclass(slots=True)
class Todos:
    """The list as the main thread keeps it; subagents have their own, which nobody is shown."""

    _items: dict[str, _Item] = field(default_factory=dict)
    _asked: dict[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)

    def started(self, tool_use: str, name: str, given: Mapping[str, Any]) -> None:
        """A tool is used that may change the list; whether it does is known at its end."""
        if name in ("TodoWrite", "TaskCreate", "TaskUpdate"):
            self._asked[tool_use] = (name, given)

    def finished(self, result: ToolFinished) -> TodoChanged | None:
        """A tool ended: the list after it, if it changed it."""
        name, given = self._asked.pop(result.tool_use, ("", {}))
        if result.status != "ok":
            return None
        if name == "TodoWrite":
            return self._replace(given.get("todos"))
        if name == "TaskUpdate":
            return self._update(str(given.get("taskId", "")), given)
        if name == "TaskCreate":
            number = _CREATED.search(result.output.preview)
            key = number.group(1) if number else result.tool_use
            self._items[key] = _Item(str(given.get("subject", "")))
            return self._list()
        return None

    def _replace(self, todos: object) -> TodoChanged | None:
        if not isinstance(todos, list):
            return None
        lines = [line for line in todos if isinstance(line, Mapping)]
        self._items = {
            str(place): _Item(str(line.get("content", "")), _to_status(line.get("status")))
            for place, line in enumerate(lines)
        }
        return self._list()

    def _update(self, number: str, given: Mapping[str, Any]) -> TodoChanged | None:
        item = self._items.get(number)
        if item is None:
            return None
        if given.get("status") == "deleted":
            del self._items[number]
            return self._list()
        subject = given.get("subject")
        item = replace(item, text=subject) if isinstance(subject, str) else item
        if "status" in given:
            item = replace(item, status=_to_status(given["status"]))
        self._items[number] = item
        return self._list()

    def _list(self) -> TodoChanged:
        return TodoChanged(
            todo=[Todo(text=item.text, status=item.status) for item in self._items.values()]
        )


def _to_status(value: object) -> Status:
    return _STATUSES.get(str(value), "pending")
