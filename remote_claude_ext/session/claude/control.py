"""Requests that the Agent SDK has no method for: the only place that knows how they are made.

Claude Code answers them at once and without its model; `sdk.d.ts` of the npm package
`@anthropic-ai/claude-agent-sdk` documents them. What cannot be read is as if it were not there.
"""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from claude_agent_sdk import ClaudeSDKClient

from ...wire.chat import Effort
from ...wire.writing import Command, PathSuggestion

_MOST_DESCRIBED = 500
_ANSWER_SECONDS = 5.0
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_ESCAPED = re.compile(r"\\(?:([0-7]{3})|(.))", re.DOTALL)


async def file_suggestions(client: ClaudeSDKClient, query: str) -> Sequence[PathSuggestion]:
    """Files and folders below the process's folder that fit a query, the best first."""
    answer = await _request(client, subtype="file_suggestions", query=query)
    return list(to_suggestions(answer))


async def set_effort(client: ClaudeSDKClient, effort: Effort | None) -> None:
    """From the next request to the model on; None is the model's own default."""
    await _request(client, subtype="apply_flag_settings", settings={"effortLevel": effort})


def to_suggestions(answer: Mapping[str, Any]) -> Iterator[PathSuggestion]:
    """The paths of an answer, as they are on disk."""
    for item in answer.get("suggestions") or ():
        path = item.get("path") if isinstance(item, dict) else None
        if isinstance(path, str) and path and not path.startswith(".git/"):
            path = unquote(path)
            yield PathSuggestion(path=path, type="folder" if path.endswith("/") else "file")


def unquote(path: str) -> str:
    r"""A path without the quotes of git, which Claude Code passes on: `"a\"b"` is `a"b`."""
    if len(path) < len('""') or not (path.startswith('"') and path.endswith('"')):
        return path
    found = _ESCAPED.sub(_from_escape, path[1:-1])
    return found.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def to_commands(info: Mapping[str, Any]) -> Sequence[Command]:
    """The `/` commands of what a process says of itself at its start, by their names.

    Those that begin with an underscore are Claude Code's own: it offers them to nobody. Those that
    it has given up say so, and help nobody either.
    """
    items = [item for item in info.get("commands") or () if isinstance(item, dict)]
    named = {str(item["name"]): item for item in items if item.get("name")}
    found = {
        name: item
        for name, item in named.items()
        if not name.startswith("_") and not _text(item, "description").startswith("(removed)")
    }
    return [
        Command(
            name=name,
            description=_text(found[name], "description")[:_MOST_DESCRIBED],
            hint=_text(found[name], "argumentHint"),
        )
        for name in sorted(found)
    ]


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _from_escape(found: re.Match[str]) -> str:
    octal, letter = found.groups()
    if octal is None:
        return _ESCAPES.get(letter, letter)
    return bytes([int(octal, 8) & 0xFF]).decode("utf-8", "surrogateescape")


async def _request(client: ClaudeSDKClient, **request: Any) -> Mapping[str, Any]:
    query = client._query  # noqa: SLF001 - see above
    if query is None:
        return {}
    async with asyncio.timeout(_ANSWER_SECONDS):
        answer = await query._send_control_request(request)  # noqa: SLF001
    return answer if isinstance(answer, dict) else {}
