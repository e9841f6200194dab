"""Where a conversation stands: the last prompt, and how far its answers came. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .content import find_prompt, is_cut, to_text


@dataclass(frozen=True, slots=True)
class Standing:
    """What was asked last, and what was answered since."""

    text: str
    turns_played: int
    """Answers since the prompt that came whole."""
    cuts: int
    """How often the answer to come was cut off before."""
    delivered: str
    """The text of that answer which arrived all the same."""


def find_standing(messages: Sequence[Mapping[str, object]]) -> Standing:
    """Read a conversation from its last prompt on."""
    prompts = [(index, text) for index, m in enumerate(messages) if (text := find_prompt(m))]
    start, text = prompts[-1] if prompts else (-1, "")
    played, cuts, delivered = 0, 0, ""
    if start >= 0 and is_cut(messages[start]):
        cuts = 1
    since = list(messages[start + 1 :])
    for index, message in enumerate(since):
        if is_cut(message):
            cuts += 1
        if message.get("role") != "assistant":
            continue
        if index + 1 < len(since) and is_cut(since[index + 1]):
            delivered += to_text(message.get("content"))
        else:
            played, cuts, delivered = played + 1, 0, ""
    return Standing(text, played, cuts, delivered)
