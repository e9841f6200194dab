"""Snapshots in a git repository of our own beside the journal; never the person's. Blocks."""

import hashlib
import os
import shutil
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ...core.ids import new_id
from . import known as knowing
from . import walk
from .git import Git, GitError, quoted
from .known import Known, KnownFile
from .model import Facts, Item, Manifest, from_notes, to_notes
from .rules import MOST_FILE_BYTES, MOST_NEW_BYTES, TooMuchError, too_large

_RACE_NS = 20_000_000
"""What was written so shortly before it was read may be written again without looking newer."""
_MOST_PACKS = 50
_LAST = "refs/snapshots/last"


@dataclass(frozen=True, slots=True)
class Taken:
    """A snapshot of now."""

    _known: Known

    @property
    def commit(self) -> str:
        """Its name in the store."""
        return self._known.commit

    @property
    def manifest(self) -> Manifest:
        """What is in it."""
        return self._known.manifest

    def looked(self, path: bytes) -> Facts | None:
        """How a file looked; None where there was none."""
        found = self._known.files.get(path)
        return None if found is None else found.facts


class Store:
    """Takes snapshots of one workspace and reads them. One caller at a time takes."""

    def __init__(self, workspace: Path, folder: Path) -> None:
        self._workspace = workspace
        self._folder = folder
        self._git = Git(folder / "store.git")
        self._known: Known | None = None

    def take(self) -> Taken:
        """The workspace as it is now; the same name as before where nothing changed.

        TooMuchError, GitError, OSError.
        """
        try:
            return Taken(self._take(self._load()))
        except GitError:
            self._known = None  # somebody may have been at the store
            raise

    def _take(self, known: Known) -> Known:
        began_ns = time.time_ns()
        with self.root() as root:
            seen = walk.Walk(self._folder.parent).see(root)
            taking = _Taking(root, seen, known, began_ns)
            taking.sort()
            if known.commit and not taking.is_new:
                return known
            name = new_id()
            with self._git.importing() as stream:
                for part in taking.stream(f"refs/snapshots/{name}", self._tree(known.commit)):
                    stream.write(part)
        commit = self._git.run("rev-parse", f"refs/snapshots/{name}").decode().strip()
        self._known = taking.to_known(commit)
        knowing.save(self._folder / "known", self._known)
        return self._known

    def read(self, commit: str) -> Manifest:
        """What is in a snapshot. GitError where it is not there any more."""
        notes = self._git.run("log", "-1", "--format=%B", commit)
        rows = self._git.run("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")
        return from_notes(notes, [_to_row(row) for row in rows if row])

    def differing(self, one: str, other: str) -> set[bytes]:
        """The paths in which two snapshots differ."""
        told = self._git.run("diff-tree", "-r", "-z", "--name-only", "--no-renames", one, other)
        return set(told.split(b"\0")) - {b""}

    def contents(self, items: Sequence[Item]) -> Iterator[bytes]:
        """What is in each of these, in order. GitError."""
        return self._git.blobs([item.blob for item in items])

    def forget_all_but(self, commits: Iterable[str]) -> None:
        """Let go of every other snapshot; `tidy` gives back the room that it took. GitError."""
        wanted = set(commits)
        told = self._git.run(
            "for-each-ref", "--format=%(objectname) %(refname)", "refs/snapshots/"
        ).decode()
        rows = [line.split(" ", 1) for line in told.splitlines()]
        gone = [name for commit, name in rows if commit not in wanted and name != _LAST]
        self._git.run(
            "update-ref", "--stdin", given="".join(f"delete {n}\n" for n in gone).encode()
        )

    @property
    def is_untidy(self) -> bool:
        """Whether so many snapshots were written that one file for all of them is quicker."""
        return sum(1 for _ in self._git.folder.glob("objects/pack/*.pack")) > _MOST_PACKS

    def tidy(self) -> None:
        """Give back room; snapshots may be taken meanwhile. GitError."""
        for left in self._git.folder.glob("fast_import_crash_*"):
            left.unlink(missing_ok=True)
        # What is being written just now is not an hour old.
        self._git.run("gc", "--quiet", "--prune=1.hour.ago")

    def size_bytes(self) -> int:
        """Room on disk."""
        return sum(path.stat().st_size for path in self._git.folder.rglob("*") if path.is_file())

    @contextmanager
    def root(self) -> Iterator[int]:
        """The workspace as a handle."""
        root = os.open(self._workspace, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            yield root
        finally:
            os.close(root)

    def _load(self) -> Known:
        if self._known is None:
            if shutil.which("git") is None:
                raise FileNotFoundError
            self._git.begin()
            known = knowing.load(self._folder / "known")
            self._known = known if known.commit and self._is_there(known.commit) else Known()
        return self._known

    def _is_there(self, commit: str) -> bool:
        told = self._git.run("for-each-ref", f"--points-at={commit}", _LAST)
        return bool(told)

    def _tree(self, commit: str) -> str:
        return self._git.run("rev-parse", f"{commit}^{{tree}}").decode().strip() if commit else ""


class _Taking:
    """What is new since the snapshot that is known, on its way into the store."""

    def __init__(self, root: int, seen: walk.Seen, known: Known, began_ns: int) -> None:
        self._root = root
        self._seen = seen
        self._known = known
        self._began_ns = began_ns
        self._files: dict[bytes, KnownFile] = {}
        self._left = dict(seen.left)
        self.changed: list[tuple[bytes, Facts]] = []
        self.removed: list[bytes] = []

    @property
    def is_new(self) -> bool:
        """Whether anything is another than in the known snapshot."""
        is_same = sorted(self._seen.empty) == self._known.empty and self._left == self._known.left
        return bool(self.changed or self.removed) or not is_same

    def _notes(self) -> bytes:
        items = {path: each.item for path, each in self._files.items()}
        empty = frozenset(self._seen.empty)
        return to_notes(Manifest(items=items, empty=empty, left=self._left))

    def sort(self) -> None:
        """What is as it was, what has to be read, what is left out."""
        size_bytes = 0
        known = self._known.files
        for path, facts in self._seen.files.items():
            before = known.get(path)
            if before is not None and before.facts == facts:
                self._files[path] = before
            elif facts.size > MOST_FILE_BYTES:
                self._left[path] = f"large {facts.size} {facts.mtime_ns}"
            else:
                size_bytes += facts.size
                self.changed.append((path, facts))
        if size_bytes > MOST_NEW_BYTES:
            raise TooMuchError(too_large())
        self.removed = [path for path in self._known.files if path not in self._seen.files]
        self.removed += [path for path in self._left if path in self._known.files]

    def stream(self, ref: str, tree: str) -> Iterator[bytes]:
        """The snapshot for `fast-import`: the tree of the known one, and what is different."""
        parts = self._read()
        blobs: list[tuple[bytes, Item]] = []
        for number, (path, facts, data) in enumerate(parts, start=1):
            item = _to_item(facts, data)
            if path in self._known.files and self._known.files[path].item.blob == item.blob:
                blobs.append((item.blob.encode(), item))
            else:
                yield b"blob\nmark :%d\ndata %d\n" % (number, len(data)) + data + b"\n"
                blobs.append((b":%d" % number, item))
            self._files[path] = KnownFile(self._trusted(facts), item.permissions, item.blob)
        notes = self._notes()
        yield f"commit {ref}\ncommitter remote-claude <> {int(time.time())} +0000\n".encode()
        yield b"data %d\n" % len(notes) + notes + b"\n"
        if tree:
            yield b'M 040000 %s ""\n' % tree.encode()
        for path in self.removed:
            yield b"D " + quoted(path) + b"\n"
        for (path, _), (blob, item) in zip(self._read_paths, blobs, strict=True):
            yield b"M %s %s %s\n" % (item.git_mode.encode(), blob, quoted(path))
        yield f"reset {_LAST}\nfrom {ref}\n\n".encode()

    def to_known(self, commit: str) -> Known:
        """What the next one may rely on."""
        return Known(
            commit=commit,
            files=self._files,
            empty=sorted(self._seen.empty),
            left=self._left,
        )

    def _read(self) -> Iterator[tuple[bytes, Facts, bytes]]:
        self._read_paths: list[tuple[bytes, Facts]] = []
        for path, facts in self.changed:
            try:
                found = walk.read(self._root, path, facts, most_bytes=MOST_FILE_BYTES)
            except PermissionError:
                self._leave(path, "unreadable")
                continue
            except ValueError:
                self._leave(path, "large")
                continue
            if found is None:
                if path in self._known.files:
                    self.removed.append(path)
                continue
            data, now = found
            self._read_paths.append((path, now))
            yield path, now, data

    def _leave(self, path: bytes, why: str) -> None:
        self._left[path] = why
        if path in self._known.files:
            self.removed.append(path)

    def _trusted(self, facts: Facts) -> Facts:
        if max(facts.mtime_ns, facts.ctime_ns) < self._began_ns - _RACE_NS:
            return facts
        return facts.untrusted()


def _to_item(facts: Facts, data: bytes) -> Item:
    blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    return Item(None if facts.is_link else stat.S_IMODE(facts.mode), blob)


def _to_row(row: bytes) -> tuple[str, str, bytes]:
    told, _, path = row.partition(b"\t")
    mode, _, blob = told.decode().split(" ")
    return mode, blob, path
