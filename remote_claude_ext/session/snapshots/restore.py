"""Puts files back: made ready beside the workspace's files, then moved to their places.

Every step goes by folder handles and follows no link, so that nothing outside of the workspace is
written or deleted whatever its programs do meanwhile. What is not as the snapshot of just before
has it stays as it is, and is told.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from .model import Facts, Item, Plan, parents
from .rules import OURS
from .walk import FOLDER, opened

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_CHANGED = "it was changed in this very moment"
_IN_THE_WAY = "something else is in its place"

Failures = dict[bytes, str]
Looked = Callable[[bytes], Facts | None]


def apply(root: int, plan: Plan, *, looked: Looked, contents: Iterator[bytes]) -> Failures:
    """Carry a plan out; what could not be done, and why.

    `looked` is how files looked just before, `contents` those of `plan.write` in order. OSError
    where they cannot be made ready (a full disk): then nothing was changed.
    """
    failures: Failures = {}
    with _staged(root) as stage:
        ready = [
            (path, _make_ready(stage, str(number), item, content))
            for number, ((path, item), content) in enumerate(
                zip(plan.write.items(), contents, strict=True)
            )
        ]
        for path in sorted(plan.remove):
            _try(failures, path, lambda path=path: _remove(root, path, looked(path)))  # type: ignore[misc]
        _tidy(root, plan)
        for path, name in ready:
            _try(failures, path, lambda p=path, n=name: _put(root, p, stage, n, looked(p)))  # type: ignore[misc]
        for path in sorted(plan.make):
            _try(failures, path, lambda path=path: _make_folder(root, path))  # type: ignore[misc]
    return failures


@contextmanager
def _staged(root: int) -> Iterator[int]:
    """A folder of our own in the workspace; what a killed server left there goes first."""
    _sweep(root)
    os.mkdir(OURS, 0o700, dir_fd=root)
    stage = os.open(OURS, FOLDER, dir_fd=root)
    try:
        yield stage
    finally:
        os.close(stage)
        _sweep(root)


def _sweep(root: int) -> None:
    with suppress(FileNotFoundError):
        shutil.rmtree(OURS, dir_fd=root)


def _make_ready(stage: int, name: str, item: Item, content: bytes) -> str:
    if item.permissions is None:
        os.symlink(content, name.encode(), dir_fd=stage)
        return name
    with os.fdopen(os.open(name, _NEW, 0o600, dir_fd=stage), "wb") as file:
        file.write(content)
        file.flush()
        os.fchmod(file.fileno(), item.permissions)
    return name


def _try(failures: Failures, path: bytes, act: Callable[[], str | None]) -> None:
    try:
        why = act()
    except OSError as error:
        why = error.strerror or "it could not be done"
    if why is not None:
        failures[path] = why


def _remove(root: int, path: bytes, looked: Facts | None) -> str | None:
    try:
        with opened(root, path) as (folder, name):
            if not _is_same(folder, name, looked):
                return _CHANGED
            os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        pass  # somebody was faster
    return None


def _put(root: int, path: bytes, stage: int, made: str, looked: Facts | None) -> str | None:
    with opened(root, path, make=True) as (folder, name):
        if not _is_same(folder, name, looked):
            return _CHANGED if looked else _IN_THE_WAY
        os.rename(made, name, src_dir_fd=stage, dst_dir_fd=folder)
    return None


def _make_folder(root: int, path: bytes) -> None:
    with opened(root, path, make=True) as (folder, name), suppress(FileExistsError):
        os.mkdir(name, dir_fd=folder)


def _tidy(root: int, plan: Plan) -> None:
    """Folders in which nothing is left go, the innermost first; others are not touched."""
    wanted = parents(plan.write) | plan.make | parents(plan.make)
    emptied = (parents(plan.remove) | plan.unmake | parents(plan.unmake)) - wanted
    for path in sorted(emptied, key=len, reverse=True):
        with suppress(OSError), opened(root, path) as (folder, name):
            os.rmdir(name, dir_fd=folder)


def _is_same(folder: int, name: bytes, looked: Facts | None) -> bool:
    try:
        now = Facts.of(os.stat(name, dir_fd=folder, follow_symlinks=False))
    except FileNotFoundError:
        return True
    if looked is None:
        return False
    return now._replace(ctime_ns=0) == looked._replace(ctime_ns=0)
