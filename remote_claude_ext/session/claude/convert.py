"""What a `claude` process says (JSON objects, one a line) as events for chat; pure.

The objects are taken as the program writes them, not as the SDK parses them: the SDK leaves out why
a tool was not run and how the provider refused, and stops at what it does not know.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import UNSET

from ...wire.chat import Mode
from ...wire.frames import ModeChanged, ModelChanged, Text, Thinking, ToolStarted
from ..chat.ports import Active, Emitted, Event, Replaced, Rest, Resting, Streamed
from .background import Backgrounds
from .blocks import Blocks
from .notices import to_notices
from .outcomes import is_refusal, to_result
from .results import to_finished
from .todos import Todos
from .tools import to_activity
from .usage import Meter

Raw = Mapping[str, Any]
_MODES: dict[str, Mode] = {
    "default": "default",
    "manual": "default",
    "acceptEdits": "acceptEdits",
    "plan": "plan",
    "bypassPermissions": "bypassPermissions",
    "dontAsk": "dontAsk",
    "auto": "auto",
}


class Converter:
    """Follows one process: what streams, which mode, how much is used."""

    def __init__(self, *, claude_session: str, mode: Mode, meter: Meter) -> None:
        self._session = claude_session
        self._mode: Mode = mode
        self._model: str | None = None
        self._meter = meter
        self._blocks = Blocks()
        self._todos = Todos()
        self._rest = Rest.IDLE
        self._background = Backgrounds()
        self._kinds: dict[str, Callable[[Raw], list[Event]]] = {
            "assistant": self._assistant,
            "conversation_reset": self._reset,
            "rate_limit_event": to_notices,
            "result": self._result,
            "stream_event": self._stream,
            "system": self._system,
            "user": self._user,
        }
        self._systems: dict[str, Callable[[Raw], list[Event]]] = {
            "background_tasks_changed": self._tasks,
            "init": self._init,
            "session_state_changed": self._state,
            "status": self._status,
            "task_notification": self._background.notified,
            "task_progress": self._background.progressed,
            "task_started": self._background.started,
        }

    def convert(self, raw: Raw) -> list[Event]:
        """The events of one object, in order; none for what is not known."""
        known = self._kinds.get(str(raw.get("type")))
        return [*self._moved(raw), *(known(raw) if known is not None else [])]

    @property
    def mode(self) -> Mode:
        """The permission mode as far as it is known."""
        return self._mode

    def expect_model(self) -> None:
        """The model is about to change on request: the change is no news."""
        self._model = None

    def expect_mode(self, mode: Mode) -> None:
        """The mode is about to change on request: the change is no news."""
        self._mode = mode

    def _assistant(self, raw: Raw) -> list[Event]:
        if is_refusal(raw):
            return []
        message, parent = _mapping(raw.get("message")), raw.get("parent_tool_use_id")
        message_id = str(message.get("id") or raw.get("uuid"))
        events: list[Event] = []
        for block in _mappings(message.get("content")):
            name = self._blocks.whole(parent, message_id)
            events += self._block(block, name, parent)
        return events

    def _block(self, block: Raw, name: str, parent: str | None) -> list[Event]:
        inside = parent if parent is not None else UNSET
        if block.get("type") == "text" and block.get("text"):
            return [Emitted(body=Text(block=name, text=str(block["text"]), parent=inside))]
        if block.get("type") == "thinking" and block.get("thinking"):
            text = str(block["thinking"])
            return [Emitted(body=Thinking(block=name, text=text, parent=inside))]
        if block.get("type") in ("tool_use", "server_tool_use"):
            return self._tool(block, parent)
        return []

    def _tool(self, block: Raw, parent: str | None) -> list[Event]:
        tool, given = str(block.get("name")), dict(_mapping(block.get("input")))
        body = ToolStarted(
            tool_use=str(block.get("id")),
            name=tool,
            input=given,
            parent=parent if parent is not None else UNSET,
        )
        if parent is None:
            self._todos.started(body.tool_use, tool, given)
        return [Emitted(body=body), Active(text=to_activity(tool, given))]

    def _user(self, raw: Raw) -> list[Event]:
        events: list[Event] = []
        for finished in to_finished(raw):
            events.append(Emitted(body=finished))
            todo = self._todos.finished(finished)
            if todo is not None:
                events.append(Emitted(body=todo))
        return events

    def _stream(self, raw: Raw) -> list[Event]:
        event, parent = _mapping(raw.get("event")), raw.get("parent_tool_use_id")
        kind = event.get("type")
        if kind == "message_start":
            message = _mapping(event.get("message"))
            self._blocks.begin_message(parent, str(message.get("id")))
            self._meter.begin(parent, _mapping(message.get("usage")))
        elif kind == "content_block_start":
            return self._block_begins(event, parent)
        elif kind == "content_block_delta":
            return self._delta(_mapping(event.get("delta")), parent)
        elif kind == "message_delta":
            self._meter.end(parent, _mapping(event.get("usage")))
        elif kind == "message_stop":
            self._blocks.end_message(parent)
            return [Emitted(body=self._meter.usage())] if self._meter.is_sized else []
        return []

    def _block_begins(self, event: Raw, parent: str | None) -> list[Event]:
        kind = str(_mapping(event.get("content_block")).get("type"))
        self._blocks.begin_block(parent, int(event.get("index", 0)))
        words = {"text": "Writing", "thinking": "Thinking"}
        return [Active(text=words[kind])] if kind in words and parent is None else []

    def _delta(self, delta: Raw, parent: str | None) -> list[Event]:
        thinking = delta.get("type") == "thinking_delta"
        text = delta.get("thinking") if thinking else delta.get("text")
        block = self._blocks.streaming(parent)
        if block is None or not isinstance(text, str) or not text:
            return []
        return [Streamed(block=block, thinking=thinking, text=text, parent=parent)]

    def _system(self, raw: Raw) -> list[Event]:
        known = self._systems.get(str(raw.get("subtype")), to_notices)
        return known(raw)

    def _init(self, raw: Raw) -> list[Event]:
        events = self._to_mode(raw.get("permissionMode"))
        before, self._model = self._model, raw.get("model")
        if before is not None and before != self._model:
            events.append(Emitted(body=ModelChanged(model=self._model)))
        return events

    def _status(self, raw: Raw) -> list[Event]:
        words = {"requesting": "Thinking", "compacting": "Making room in the conversation"}
        text = words.get(str(raw.get("status")))
        active: list[Event] = [Active(text=text)] if text is not None else []
        return active + self._to_mode(raw.get("permissionMode"))

    def _to_mode(self, named: object) -> list[Event]:
        mode = _MODES.get(str(named))
        if mode is None or mode == self._mode:
            return []
        self._mode = mode
        return [Emitted(body=ModeChanged(mode=mode))]

    def _state(self, raw: Raw) -> list[Event]:
        state = raw.get("state")
        self._rest = Rest(state) if state in set(Rest) else self._rest
        quiet: list[Event] = [Active(text="")] if self._rest is Rest.IDLE else []
        return [*quiet, Resting(rest=self._rest, background=self._background.count)]

    def _tasks(self, raw: Raw) -> list[Event]:
        changed = self._background.changed(raw)
        return [*changed, Resting(rest=self._rest, background=self._background.count)]

    def _result(self, raw: Raw) -> list[Event]:
        self._meter.settle(_mapping(raw.get("modelUsage")), raw.get("total_cost_usd"))
        usage = self._meter.usage()
        return [Emitted(body=usage), to_result(raw, usage.cost_usd)]

    def _reset(self, raw: Raw) -> list[Event]:
        self._meter.reset()
        return []

    def _moved(self, raw: Raw) -> list[Event]:
        # `conversation_reset` names some id of its own; the session that the transcript is
        # written under is the one that all later objects carry.
        session = raw.get("session_id")
        if not isinstance(session, str) or session == self._session:
            return []
        self._session = session
        return [Replaced(claude_session=session)]


def _mapping(value: object) -> Raw:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: object) -> list[Raw]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
