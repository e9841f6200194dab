"""Looks at every file of the workspace, by folder handles: no link is ever followed."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from .model import Facts
from .rules import MOST_DEPTH, MOST_FILES, TooMuchError, is_made_anew, is_never_kept, too_many

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(slots=True)
class Seen:
    """What was found. `left` says of what is not kept how it was."""

    files: dict[bytes, Facts] = field(default_factory=dict)
    empty: set[bytes] = field(default_factory=set)
    left: dict[bytes, str] = field(default_factory=dict)


class Walk:
    """One look at a workspace; `state` is our own folder, wherever it is."""

    def __init__(self, state: Path) -> None:
        found = state.stat()
        self._state = (found.st_dev, found.st_ino)
        self._device = 0

    def see(self, root: int) -> Seen:
        """Everything below an open folder. TooMuchError."""
        self._device = os.fstat(root).st_dev
        seen = Seen()
        self._look(root, b"", 0, seen)
        return seen

    def _look(self, folder: int, path: bytes, depth: int, seen: Seen) -> bool:
        """Whether there is anything in it."""
        with os.scandir(folder) as entries:
            found = list(entries)
        if depth and is_made_anew([entry.name for entry in found]):
            return True
        for entry in found:
            if is_never_kept(entry.name):
                continue
            try:
                facts = entry.stat(follow_symlinks=False)
            except FileNotFoundError:  # it went meanwhile
                continue
            place = path + os.fsencode(entry.name)
            if stat.S_ISDIR(facts.st_mode):
                self._enter(folder, entry.name, place, facts, depth, seen)
            elif stat.S_ISREG(facts.st_mode) or stat.S_ISLNK(facts.st_mode):
                seen.files[place] = Facts.of(facts)
        if len(seen.files) > MOST_FILES:
            raise TooMuchError(too_many())
        return bool(found)

    def _enter(
        self,
        folder: int,
        name: str,
        path: bytes,
        facts: os.stat_result,
        depth: int,
        seen: Seen,
    ) -> None:
        if (facts.st_dev, facts.st_ino) == self._state:
            return
        if facts.st_dev != self._device or depth == MOST_DEPTH:
            seen.left[path] = "folder"
            return
        try:
            inner = os.open(name, FOLDER, dir_fd=folder)
        except PermissionError:
            seen.left[path] = "unreadable"
            return
        except OSError:  # it is something else by now
            return
        try:
            if not self._look(inner, path + b"/", depth + 1, seen):
                seen.empty.add(path)
        finally:
            os.close(inner)


@contextmanager
def opened(root: int, path: bytes, *, make: bool = False) -> Iterator[tuple[int, bytes]]:
    """The folder of a path as a handle, and the name in it. OSError where a link is in the way."""
    *folders, name = path.split(b"/")
    current = os.dup(root)
    try:
        for each in folders:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(each, dir_fd=current)
            inner = os.open(each, FOLDER, dir_fd=current)
            os.close(current)
            current = inner
        yield current, name
    finally:
        os.close(current)


def read(root: int, path: bytes, facts: Facts, *, most_bytes: int) -> tuple[bytes, Facts] | None:
    """Content and facts of a file or link as it is now; None where it is something else by now.

    ValueError where it is larger than that, PermissionError where it may not be read.
    """
    try:
        with opened(root, path) as (folder, name):
            if facts.is_link:
                target = os.readlink(name, dir_fd=folder)
                return target, Facts.of(os.stat(name, dir_fd=folder, follow_symlinks=False))
            return _read_file(folder, name, most_bytes)
    except PermissionError:
        raise
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EINVAL}:
            return None
        raise


def _read_file(folder: int, name: bytes, most_bytes: int) -> tuple[bytes, Facts] | None:
    with os.fdopen(os.open(name, _FILE, dir_fd=folder), "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            return None
        data = file.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise ValueError
        after = Facts.of(os.fstat(file.fileno()))
    if after == Facts.of(before):
        return data, after
    # Somebody writes it just now: what was read is kept, and read again next time.
    return data, after.untrusted()
