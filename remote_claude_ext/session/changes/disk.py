"""Files of the workspace as text: read with care, written whole or not at all."""

import codecs
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

MOST_BYTES = 2 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A file as it is: its text with plain newlines, and how to write it back."""

    target: Path
    text: str
    encoding: str
    newline: str
    is_mixed: bool
    """Lines end in both ways, so that writing it back would change more than was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Why a file was not read."""

    why: Literal["gone", "outside", "folder", "large", "binary"]


def read(path: Path, *, workspace: Path) -> Text | Unread:
    """The file at `path`, which Claude edited; never through a link that leaves the workspace."""
    target = Path(os.path.realpath(path))
    root = Path(os.path.realpath(workspace))
    if not target.is_relative_to(root) and (
        path.is_relative_to(workspace) or target != Path(os.path.normpath(path))
    ):
        return Unread(why="outside")
    try:
        descriptor = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return Unread(why="gone")
    except OSError:
        return Unread(why="folder" if target.is_dir() else "binary")
    facts = os.fstat(descriptor)
    if not stat.S_ISREG(facts.st_mode) or facts.st_size > MOST_BYTES:
        os.close(descriptor)
        return Unread(why="large" if stat.S_ISREG(facts.st_mode) else "folder")
    with os.fdopen(descriptor, "rb") as file:
        return _decode(target, file.read(MOST_BYTES))


def _decode(target: Path, data: bytes) -> Text | Unread:
    encoding = "utf-16" if data.startswith(codecs.BOM_UTF16_LE) else "utf-8"
    try:
        text = data.decode("utf-16-le" if encoding == "utf-16" else "utf-8")
    except UnicodeDecodeError:
        return Unread(why="binary")
    if "\0" in text:
        return Unread(why="binary")
    ends, crlf = text.count("\n"), text.count("\r\n")
    return Text(
        target=target,
        text=text.replace("\r\n", "\n"),
        encoding="utf-16-le" if encoding == "utf-16" else "utf-8",
        newline="\r\n" if crlf and crlf == ends else "\n",
        is_mixed=0 < crlf < ends,
    )


def write(file: Text, text: str) -> None:
    """Replace the file by `text` in one step, its newlines, encoding and rights kept."""
    data = text.replace("\n", file.newline).encode(file.encoding)
    _replace(file.target, data, like=file.target)


def write_private(path: Path, text: str) -> None:
    """Replace a file of our own in one step; its owner alone may read it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _replace(path, text.encode(), like=None)


def _replace(target: Path, data: bytes, *, like: Path | None) -> None:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".remote-claude-")
    made = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as writing:
            writing.write(data)
            writing.flush()
            os.fsync(writing.fileno())
        if like is not None:
            shutil.copymode(like, made)
        made.replace(target)
    except BaseException:
        made.unlink(missing_ok=True)
        raise


def remove(file: Text) -> None:
    """Delete it."""
    file.target.unlink()
