"""Tools: what is said while one runs, and what is kept of its result; pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import UNSET, UnsetType

from ...wire.output import Image, Preview

PREVIEW_CHARACTERS = 16 << 10
IMAGE_CHARACTERS = 1 << 20
STRUCTURED_CHARACTERS = 64 << 10
_WORDS = 80
_PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_SUBJECTS = {
    "Bash": ("Running", "command"),
    "Edit": ("Editing", "file_path"),
    "Glob": ("Looking for", "pattern"),
    "Grep": ("Searching for", "pattern"),
    "NotebookEdit": ("Editing", "notebook_path"),
    "Read": ("Reading", "file_path"),
    "Agent": ("Working with a subagent", "description"),
    "Task": ("Working with a subagent", "description"),
    "WebFetch": ("Fetching", "url"),
    "WebSearch": ("Searching the web for", "query"),
    "Write": ("Writing", "file_path"),
}


def to_activity(name: str, tool_input: Mapping[str, Any]) -> str:
    """What a running tool does, in a few words."""
    verb, subject = _SUBJECTS.get(name, (f"Using {to_tool_label(name)}", ""))
    value = tool_input.get(subject)
    if not isinstance(value, str) or not value.strip():
        return verb
    line = value.strip().splitlines()[0]
    return f"{verb}: {line if len(line) <= _WORDS else line[: _WORDS - 1] + '…'}"


def to_tool_label(name: str) -> str:
    """A tool's name for people: `open_file (lab)` for `mcp__lab__open_file`."""
    parts = name.split("__", 2)
    return f"{parts[2]} ({parts[1]})" if len(parts) == len(("mcp", "server", "tool")) else name


def to_preview(content: object) -> Preview:
    """The beginning of a tool's output as text, and its images; large ones are only named."""
    images = _images(content)
    text = to_text(_without(content, images))
    return Preview(
        preview=text[:PREVIEW_CHARACTERS],
        truncated=len(text) > PREVIEW_CHARACTERS,
        images=[image for _, image in images] or UNSET,
    )


def _images(content: object) -> list[tuple[int, Image]]:
    """Pictures with their place in the content, as many as there is room for."""
    found: list[tuple[int, Image]] = []
    room = IMAGE_CHARACTERS
    for place, part in enumerate(content if isinstance(content, list) else ()):
        source = part.get("source") if isinstance(part, Mapping) else None
        if not isinstance(source, Mapping) or part.get("type") != "image":
            continue
        data, media_type = source.get("data"), source.get("media_type")
        if media_type in _PICTURES and isinstance(data, str) and 0 < len(data) <= room:
            room -= len(data)
            found.append((place, Image(media_type=str(media_type), data=data)))
    return found


def _without(content: object, images: Sequence[tuple[int, Image]]) -> object:
    if not isinstance(content, list):
        return content
    shown = {place for place, _ in images}
    return [part for place, part in enumerate(content) if place not in shown]


def to_text(content: object) -> str:
    """Content of a message as text."""
    if isinstance(content, str):
        return content
    if not isinstance(content, Sequence):
        return ""
    return "\n".join(_part(part) for part in content if isinstance(part, Mapping))


def _part(part: Mapping[str, Any]) -> str:
    if part.get("type") == "text":
        return str(part.get("text", ""))
    return f"[{part.get('type', 'something')}]"


def to_structured(value: object) -> object | UnsetType:
    """Claude Code's own result, without what makes it large; UNSET where nothing useful stays."""
    if not isinstance(value, Mapping | list):
        return UNSET
    if _length(value) <= STRUCTURED_CHARACTERS:
        return value
    if isinstance(value, list):
        return UNSET
    kept = dict(value)
    for key in sorted(kept, key=lambda name: _length(kept[name]), reverse=True):
        del kept[key]
        if _length(kept) <= STRUCTURED_CHARACTERS:
            return kept or UNSET
    return UNSET


def _length(value: object) -> int:
    return len(json.dumps(value, default=str))
