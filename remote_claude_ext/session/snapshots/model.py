"""What a snapshot holds: frozen values, no I/O. Paths are bytes, relative to the workspace."""

import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Change = Literal["returns", "goes", "changes"]


class Facts(NamedTuple):
    """What the file system says of a file; two that are equal have the same content."""

    mode: int
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    @classmethod
    def of(cls, found: os.stat_result) -> "Facts":
        """Of one look."""
        return cls(found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)

    def untrusted(self) -> "Facts":
        """The same, and equal to nothing that is ever found."""
        return self._replace(ctime_ns=0)

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return stat.S_ISLNK(self.mode)


@dataclass(frozen=True, slots=True)
class Item:
    """A file (`permissions`) or a symbolic link (None), and where its content is kept."""

    permissions: int | None
    blob: str

    @property
    def git_mode(self) -> str:
        """As git's trees have it."""
        if self.permissions is None:
            return "120000"
        return "100755" if self.permissions & stat.S_IXUSR else "100644"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything that a snapshot knows of the workspace."""

    items: Mapping[bytes, Item]
    empty: frozenset[bytes] = frozenset()
    """Folders with nothing in them."""
    left: Mapping[bytes, str] = field(default_factory=dict)
    """What is not kept, but for what never is: a sign of how it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """From one state of the workspace to another."""

    write: Mapping[bytes, Item]
    remove: frozenset[bytes]
    make: frozenset[bytes]
    """Empty folders."""
    unmake: frozenset[bytes]
    """Empty folders that go."""
    left: frozenset[bytes]
    """What differs and stays as it is, since it is not kept."""
    returned: frozenset[bytes]
    """Which of `write` are not there now."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.write or self.remove or self.make or self.unmake)

    def changes(self) -> list[tuple[bytes, Change]]:
        """Each path with what happens to it, in order."""
        written: Iterable[tuple[bytes, Change]] = (
            (path, "returns" if path in self.returned else "changes") for path in self.write
        )
        removed: Iterable[tuple[bytes, Change]] = ((path, "goes") for path in self.remove)
        return sorted([*written, *removed])


def to_plan(now: Manifest, target: Manifest) -> Plan:
    """What makes `target` of `now`. What either of them does not keep stays as it is."""
    left = frozenset(
        path
        for path in {*now.left, *target.left}
        if now.left.get(path) != target.left.get(path)
        or (path in now.items) != (path in target.items)
    )
    away = {*now.left, *target.left}
    write = {
        path: item
        for path, item in target.items.items()
        if now.items.get(path) != item and path not in away
    }
    remove = frozenset(path for path in now.items if path not in target.items and path not in away)
    return Plan(
        write=write,
        remove=remove,
        make=target.empty - now.empty,
        unmake=now.empty - target.empty - parents(target.items),
        left=left,
        returned=frozenset(path for path in write if path not in now.items),
    )


def parents(paths: Iterable[bytes]) -> frozenset[bytes]:
    """Every folder that some path is in, at any depth."""
    found: set[bytes] = set()
    for path in paths:
        folder = path.rpartition(b"/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition(b"/")[0]
    return frozenset(found)


def to_notes(manifest: Manifest) -> bytes:
    """What git's trees cannot say of a snapshot: the text of its commit."""
    counts: dict[tuple[str, int], int] = {}
    for item in manifest.items.values():
        if item.permissions is not None:
            key = (item.git_mode, item.permissions)
            counts[key] = counts.get(key, 0) + 1
    usual = dict(sorted(counts, key=lambda key: counts[key]))  # what most have comes last
    modes = {
        os.fsdecode(path): item.permissions
        for path, item in manifest.items.items()
        if item.permissions is not None and usual[item.git_mode] != item.permissions
    }
    notes = {
        "usual": usual,
        "modes": modes,
        "empty": sorted(map(os.fsdecode, manifest.empty)),
        "left": {os.fsdecode(path): sign for path, sign in manifest.left.items()},
    }
    return json.dumps(notes, sort_keys=True, separators=(",", ":")).encode()


def from_notes(notes: bytes, blobs: Iterable[tuple[str, str, bytes]]) -> Manifest:
    """A snapshot as it was kept: its commit's text and its tree's modes, blobs and paths."""
    read = json.loads(notes)
    modes = {os.fsencode(path): mode for path, mode in read["modes"].items()}
    usual = read["usual"]
    return Manifest(
        items={
            path: Item(None if mode == "120000" else modes.get(path, usual[mode]), blob)
            for mode, blob, path in blobs
        },
        empty=frozenset(map(os.fsencode, read["empty"])),
        left={os.fsencode(path): sign for path, sign in read["left"].items()},
    )
