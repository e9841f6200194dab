"""Whole results of tools, from Claude Code's transcripts: what frames leave out for their size."""

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .options import ClaudeSettings

_MARK = b'"toolUseResult"'


def read_results(
    settings: ClaudeSettings, sessions: Sequence[str], wanted: Container[str]
) -> dict[str, Mapping[str, Any]]:
    """Claude Code's own results of these uses of tools, as far as its transcripts have them."""
    found: dict[str, Mapping[str, Any]] = {}
    for session in sessions:
        for path in _transcripts(settings, session):
            found.update((use, result) for use, result in _results(path) if use in wanted)
    return found


def _transcripts(settings: ClaudeSettings, session: str) -> Iterator[Path]:
    path = settings.home.find_transcript(settings.workspace, session)
    if path is not None:
        yield path
        yield from sorted(path.with_suffix("").glob("subagents/**/*.jsonl"))


def _results(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each result that stands alone in its entry: of several nobody says whose it is."""
    with path.open("rb") as lines:
        for line in lines:
            if _MARK not in line:
                continue
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            result, uses = entry.get("toolUseResult"), _uses(entry.get("message"))
            if isinstance(result, Mapping) and len(uses) == 1:
                yield uses[0], result


def _uses(message: object) -> list[str]:
    content = message.get("content") if isinstance(message, Mapping) else None
    return [
        str(block.get("tool_use_id"))
        for block in (content if isinstance(content, list) else ())
        if isinstance(block, Mapping) and block.get("type") == "tool_result"
    ]
