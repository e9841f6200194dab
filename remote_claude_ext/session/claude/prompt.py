"""A person's message as the `claude` program takes it; pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import UNSET

from ...wire.chat import Attachment
from ..chat.ports import Prompt

_UNMENTIONABLE = frozenset('"\n\r')


def to_line(prompt: Prompt) -> dict[str, Any]:
    """One line of input. Our id becomes the message's id in the transcript."""
    line: dict[str, Any] = {
        "type": "user",
        "message": {"role": "user", "content": _content(prompt)},
        "parent_tool_use_id": None,
        "uuid": prompt.message,
    }
    if prompt.now:
        line["priority"] = "now"
    return line


def to_mention(path: str, lines: str | None = None) -> str:
    """A path as Claude Code reads it after an `@`; one that it cannot read, in words."""
    if _UNMENTIONABLE & set(path):
        return f"The file {json.dumps(path, ensure_ascii=False)}"
    path = path if lines is None else f"{path}#L{lines}"
    return f'@"{path}"' if any(letter.isspace() for letter in path) else f"@{path}"


def _content(prompt: Prompt) -> str | list[Mapping[str, Any]]:
    images = [_image(item) for item in prompt.attachments if item.type == "image"]
    files = [item for item in prompt.attachments if item.type == "file" and item.path is not UNSET]
    text = "\n\n".join(part for part in [prompt.text, *_mentions(files)] if part.strip())
    if not images:
        return text
    return [*([{"type": "text", "text": text}] if text else []), *images]


def _mentions(files: Sequence[Attachment]) -> list[str]:
    return [_selection(file) if file.text is not UNSET else _file(file) for file in files]


def _file(file: Attachment) -> str:
    return to_mention(file.path or "", file.lines or None)


def _selection(file: Attachment) -> str:
    """The mention reads what is on disk; the text is what stands in the editor.

    A selection without lines is of a notebook, whose file with all outputs is no reading.
    """
    text = file.text or ""
    where = _file(file) if file.lines else f"in {json.dumps(file.path, ensure_ascii=False)}"
    fence = "```"
    while fence in text:
        fence += "`"
    return f"Selected in the editor: {where}\n{fence}\n{text}\n{fence}"


def _image(image: Attachment) -> Mapping[str, Any]:
    media = image.media_type if image.media_type is not UNSET else "image/png"
    data = image.data if image.data is not UNSET else ""
    return {"type": "image", "source": {"type": "base64", "media_type": media, "data": data}}
