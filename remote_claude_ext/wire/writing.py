"""What helps to write a message: commands, files to mention, a message that waits written anew."""

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from .chat import Attachment


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """A `/` command; `hint` names its arguments."""

    name: str
    description: str
    hint: str


class Commands(msgspec.Struct, frozen=True, kw_only=True):
    """`GET commands`: what the `claude` of this session says it takes."""

    items: list[Command]


class PathSuggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A file or folder of the workspace, relative to it; a folder ends with `/`."""

    path: str
    type: Literal["file", "folder"]


class Suggestions(msgspec.Struct, frozen=True, kw_only=True):
    """`GET suggestions`: the best first."""

    items: list[PathSuggestion]


class MessagePatch(msgspec.Struct, frozen=True, kw_only=True):
    """`PATCH .../messages/{message}` of one that waits; `when: now` hands it over at once."""

    text: str | UnsetType = UNSET
    attachments: list[Attachment] | UnsetType = UNSET
    when: Literal["now"] | UnsetType = UNSET
