"""A script that a prompt carries itself: `@@ say hello ;; tool Bash {...} >> say done`. Pure."""

import json
from collections.abc import Callable

import msgspec

from ..core.errors import RemoteClaudeError
from .script import (
    ANYTHING,
    INLINE,
    VERBS,
    Case,
    Delay,
    Drop,
    Fail,
    Headers,
    Lorem,
    Ping,
    Problem,
    Safeguards,
    Say,
    Scenario,
    Step,
    Stop,
    Think,
    Tool,
    Turn,
    Usage,
    When,
)


class InlineScriptError(RemoteClaudeError):
    """A script in a prompt that cannot be read."""

    code = "inline_script_malformed"
    status = 400

    def __init__(self, part: str, why: str) -> None:
        super().__init__(
            f"The inline script does not fit at {part!r}: {why}.",
            remedy=f"Verbs are {', '.join(VERBS)}; `;;` separates steps, `>>` turns.",
        )


def read_inline(prompt: str) -> Scenario:
    """The scenario after the first `@@` of a prompt."""
    script = prompt.partition(INLINE)[2]
    turns = [
        Turn(tuple(_step(part.strip()) for part in turn.split(";;") if part.strip()))
        for turn in script.split(">>")
    ]
    return Scenario("inline", ANYTHING, tuple((Case(When(), turn),) for turn in turns))


def _step(part: str) -> Step:
    verb, _, rest = part.partition(" ")
    reader = _READERS.get(verb)
    if reader is None:
        raise InlineScriptError(part, f"there is no verb {verb!r}")
    try:
        return reader(rest.strip())
    except (ValueError, IndexError, msgspec.ValidationError) as error:
        raise InlineScriptError(part, str(error)) from None


def _lorem(rest: str) -> Step:
    words = rest.split()
    fields: dict[str, object] = {"lorem": int(words[0])}
    if len(words) > 1:
        fields["pace"] = float(words[1])
    return msgspec.convert(fields, Lorem)


def _tool(rest: str) -> Step:
    name, _, given = rest.partition(" ")
    return msgspec.convert({"tool": name, "input": json.loads(given or "{}")}, Tool)


def _error(rest: str) -> Step:
    """`error CODE [TIMES] [JSON]`; the JSON may have message, type and headers."""
    head, brace, tail = rest.partition("{")
    words = head.split()
    fields = {"status": int(words[0]), **json.loads(brace + tail if brace else "{}")}
    if len(words) > 1:
        fields["times"] = int(words[1])
    return Fail(msgspec.convert(fields, Problem))


def _drop(rest: str) -> Step:
    words = [int(word) for word in rest.split()]
    return msgspec.convert({"drop": words[0], "times": [*words, 1][1]}, Drop)


_READERS: dict[str, Callable[[str], Step]] = {
    "say": Say,
    "lorem": _lorem,
    "think": Think,
    "tool": _tool,
    "delay": lambda rest: msgspec.convert({"delay": float(rest)}, Delay),
    "ping": lambda rest: msgspec.convert({"ping": int(rest or 1)}, Ping),
    "error": _error,
    "drop": _drop,
    "safeguards": lambda rest: msgspec.convert({"safeguards": rest}, Safeguards),
    "usage": lambda rest: msgspec.convert({"usage": json.loads(rest)}, Usage),
    "stop": lambda rest: msgspec.convert({"stop": rest}, Stop),
    "headers": lambda rest: msgspec.convert({"headers": json.loads(rest)}, Headers),
}
