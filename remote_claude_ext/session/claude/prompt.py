"""A person's message as the `claude` program takes it; pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import UNSET

from ...wire.chat import Attachment
from ..chat.ports import Prompt


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


def _content(prompt: Prompt) -> str | list[Mapping[str, Any]]:
    images = [_image(item) for item in prompt.attachments if item.type == "image"]
    text = "\n\n".join([prompt.text, *_mentions(prompt.attachments)])
    return [{"type": "text", "text": text}, *images] if images else text


def _mentions(attachments: Sequence[Attachment]) -> list[str]:
    paths = [a.path for a in attachments if a.type == "file" and a.path is not UNSET]
    return [f'@"{path}"' if " " in path else f"@{path}" for path in paths]


def _image(image: Attachment) -> Mapping[str, Any]:
    media = image.media_type if image.media_type is not UNSET else "image/png"
    data = image.data if image.data is not UNSET else ""
    return {"type": "image", "source": {"type": "base64", "media_type": media, "data": data}}
