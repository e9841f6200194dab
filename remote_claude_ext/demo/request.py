"""What a request of the Messages API asks, as far as a script needs to know. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .content import find_told, to_blocks, to_list, to_text
from .script import Outcome
from .standing import Standing, find_standing

_WORKSPACE = re.compile(r"^[ -]*(?:Primary w|W)orking directory: (.+)$", re.MULTILINE)
_PLAN_FILE = re.compile(r"(/\S+/\.?plans/\S+?\.md)")
_ANSWER = re.compile(r'="((?:[^"\\]|\\.)*)"')
_BROKEN = ("Exit code", "<tool_use_error>", "Error", "InputValidationError", "Command timed out")


@dataclass(frozen=True, slots=True)
class Result:
    """One tool result of the latest message."""

    outcome: Outcome
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, read."""

    model: str
    stream: bool
    max_tokens: int
    standing: Standing
    results: tuple[Result, ...]
    workspace: str
    plan_file: str
    tools: frozenset[str]
    is_checked: bool
    """Whether it asks for the safety check of tool calls."""
    schema: Mapping[str, object] | None
    """The JSON schema that the answer must have, if any."""
    reminders: str = field(repr=False)
    """What Claude Code itself put into the latest message."""

    @property
    def text(self) -> str:
        """The last thing the user said."""
        return self.standing.text

    @property
    def answer(self) -> str:
        """What a person chose in the latest question, or the latest result's text."""
        if not self.results:
            return ""
        chosen = _ANSWER.findall(self.results[-1].text)
        return ", ".join(chosen) or self.results[-1].text


def read_request(body: Mapping[str, object]) -> Asked:
    """A decoded request body, read."""
    messages = [m for m in to_list(body.get("messages")) if isinstance(m, Mapping)]
    told = "\n".join([to_text(body.get("system")), *(find_told(m) for m in messages)])
    tools = [tool for tool in to_list(body.get("tools")) if isinstance(tool, Mapping)]
    most = body.get("max_tokens")
    return Asked(
        model=str(body.get("model")),
        stream=body.get("stream") is True,
        max_tokens=most if isinstance(most, int) else 0,
        standing=find_standing(messages),
        results=_results(messages),
        workspace=_last(_WORKSPACE, told) or ".",
        plan_file=_last(_PLAN_FILE, told),
        tools=frozenset(str(tool.get("name")) for tool in tools),
        is_checked=bool(body.get("safeguards")),
        schema=_schema(body.get("output_config") or body.get("output_format")),
        reminders=find_told(messages[-1]) if messages else "",
    )


def _results(messages: Sequence[Mapping[str, object]]) -> tuple[Result, ...]:
    """Of the latest user message; what came before was already played on."""
    for message in reversed(messages):
        if message.get("role") == "user":
            blocks = to_blocks(message.get("content"))
            return tuple(_result(b) for b in blocks if b.get("type") == "tool_result")
    return ()


def _result(block: Mapping[str, object]) -> Result:
    text = to_text(block.get("content"))
    if block.get("is_error") is not True:
        return Result("ok", text)
    return Result("error" if text.startswith(_BROKEN) else "denied", text)


def _schema(config: object) -> Mapping[str, object] | None:
    if not isinstance(config, Mapping):
        return None
    wanted = config.get("format", config)
    schema = wanted.get("schema") if isinstance(wanted, Mapping) else None
    return schema if isinstance(schema, Mapping) else None


def _last(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.findall(text)
    return str(found[-1]).strip() if found else ""
