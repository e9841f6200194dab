"""Texts inside the messages of a request, and who said them. Pure."""

import re
from collections.abc import Mapping

_REMINDER = re.compile(r"<system-reminder>.*?</system-reminder>", re.DOTALL)
CUT = "Your response above was cut off mid-stream"
"""How Claude Code asks for the rest of an answer of which some blocks arrived."""
_NOT_A_PERSON = (
    CUT,
    "[Request interrupted by user",
    "Output token limit hit",
    "[Your previous response",
    "Your tool call was malformed",
)


def to_list(value: object) -> list[object]:
    """A value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def to_blocks(content: object) -> list[Mapping[str, object]]:
    """The content blocks of a message; a plain text is one block."""
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    return [block for block in to_list(content) if isinstance(block, Mapping)]


def to_texts(content: object) -> list[str]:
    """The text blocks of a message."""
    return [str(b.get("text", "")) for b in to_blocks(content) if b.get("type") == "text"]


def to_text(content: object) -> str:
    """All text of a message."""
    return "\n".join(to_texts(content))


def find_prompt(message: Mapping[str, object]) -> str:
    """The last thing that a person says in a message; empty if no person speaks."""
    if message.get("role") != "user":
        return ""
    for text in reversed(to_texts(message.get("content"))):
        said = _REMINDER.sub("", text).strip()
        if said and not said.startswith(_NOT_A_PERSON):
            return said
    return ""


def find_told(message: Mapping[str, object]) -> str:
    """What Claude Code itself says in a message, as against a person or a tool."""
    text = to_text(message.get("content"))
    return text if message.get("role") == "system" else "\n".join(_REMINDER.findall(text))


def is_cut(message: Mapping[str, object]) -> bool:
    """Whether a message asks for the rest of a cut answer."""
    texts = to_texts(message.get("content")) if message.get("role") == "user" else []
    return any(text.strip().startswith(CUT) for text in texts)
