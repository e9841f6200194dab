"""A turn's steps made ready for one request: content blocks built, what arrived before left out.

Pure.
"""

import json
from collections.abc import Iterator

from .events import Block
from .fill import fill, fill_text
from .request import Asked
from .script import Lorem, Say, Step, Think, Tool, Turn
from .tokens import to_pieces

_LOREM = (
    "The scripted model fills this line with plain words so that a long answer can be "
    "watched while it arrives and every token counts as one"
)
_WORDS = tuple(f"{word} " for word in _LOREM.split(" "))


def build(turn: Turn, asked: Asked, ident: str) -> list[Block | Step]:
    """The steps in order, those with content as blocks."""
    built: list[Block | Step] = []
    for step in turn.steps:
        number = sum(isinstance(one, Block) for one in built)
        built.append(_block(step, asked, f"toolu_{ident}{number}") or step)
    return list(_rest(built, asked.standing.delivered))


def _rest(built: list[Block | Step], delivered: str) -> Iterator[Block | Step]:
    """What a cut answer still lacks; all of it where the script says something else now."""
    for one in built:
        if not delivered or not isinstance(one, Block) or one.kind == "tool_use":
            yield one
        elif one.kind == "text" and delivered.startswith(one.text):
            delivered = delivered[len(one.text) :]
        elif one.kind == "text":
            cut = len(delivered) if one.text.startswith(delivered) else 0
            delivered = ""
            yield one.after(cut)


def _block(step: Step, asked: Asked, ident: str) -> Block | None:
    match step:
        case Say():
            return Block("text", tuple(to_pieces(fill_text(step.say, asked))), step.pace)
        case Lorem():
            words = (_WORDS[n % len(_WORDS)] for n in range(step.lorem))
            return Block("text", tuple(words), step.pace)
        case Think():
            return Block("thinking", tuple(to_pieces(fill_text(step.think, asked))), step.pace)
        case Tool():
            given = json.dumps(fill(step.input, asked), ensure_ascii=False)
            pieces = ("", *(given[n : n + 16] for n in range(0, len(given), 16)))
            return Block("tool_use", pieces, step.pace, step.tool, ident)
        case _:
            return None
