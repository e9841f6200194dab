"""What the last snapshot found, so that the next one reads only what is new; kept in one file."""

import contextlib
import os
import tempfile
from pathlib import Path

import msgspec

from .model import Facts, Item, Manifest


class KnownFile(msgspec.Struct, frozen=True, array_like=True):
    """A file as it was found, and its content in the store: the same again is not read again."""

    facts: Facts
    permissions: int | None
    blob: str

    @property
    def item(self) -> Item:
        """As a snapshot has it."""
        return Item(self.permissions, self.blob)


class Known(msgspec.Struct, frozen=True):
    """The last snapshot that was new: its commit, and every file of it."""

    commit: str = ""
    files: dict[bytes, KnownFile] = {}
    empty: list[bytes] = []
    left: dict[bytes, str] = {}

    @property
    def manifest(self) -> Manifest:
        """As a snapshot."""
        return Manifest(
            items={path: each.item for path, each in self.files.items()},
            empty=frozenset(self.empty),
            left=self.left,
        )


def load(path: Path) -> Known:
    """What was kept; nothing where it cannot be read: then everything is read anew."""
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=Known)
    except (OSError, msgspec.DecodeError):
        return Known()


def save(path: Path, known: Known) -> None:
    """Keep it, whole or not at all; a full disk only costs time later."""
    with contextlib.suppress(OSError):
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        made = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.msgpack.encode(known))
            made.replace(path)
        finally:
            made.unlink(missing_ok=True)
