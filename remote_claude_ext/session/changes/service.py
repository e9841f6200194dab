"""What a turn changed, and taking it back while the file is still as Claude left it."""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec import UNSET

from ...core.errors import ConflictError, NotFoundError
from ...wire.changes import Edits, FileChange, FileEdit, Revert, TurnChanges
from . import disk
from .log import Frames, Log, Logs
from .model import Edit, to_edit, to_path
from .reverted import Reverted
from .rules import Change, take_back, to_change
from .shown import to_file_change

Results = Callable[[str, frozenset[str]], Mapping[str, Mapping[str, Any]]]
"""Whole results of uses of tools in a conversation; it blocks, so it is called on a thread."""


class ChangedSinceError(ConflictError):
    """The file is not as Claude left it, and so nothing was written."""

    code = "changed_since"

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"{path} was not reverted: {why}",
            remedy="Look at it in the editor, or ask Claude to take its change back.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One changed file: what the turn did, and how the file is now."""

    path: Path
    change: Change
    now: disk.Text | disk.Unread
    shown: FileChange


class ChangesService:
    """Changes of the conversations of this session."""

    def __init__(self, *, workspace: Path, state: Path, frames: Frames, results: Results) -> None:
        self._workspace = workspace
        self._logs = Logs(frames)
        self._results = results
        self._reverted = Reverted(state / "reverted.json")
        self._writing = asyncio.Lock()

    async def read(self, conversation: str, turn: str) -> TurnChanges:
        """What Claude's edits in a turn made of each file."""
        log = await self._log(conversation, turn)
        found = await asyncio.to_thread(self._find, conversation, turn, log, None)
        return TurnChanges(
            turn=turn, files=[one.shown for one in found], commands=log.commands.get(turn, 0)
        )

    async def edits(self, conversation: str, *, after: int) -> Edits:
        """Which files Claude edited since a number; nothing is read of the files themselves."""
        log = await self._logs.read(conversation)
        found = []
        for use in log.uses:
            path = to_path(use, use.structured) if use.seq > after else None
            if path is not None:
                name, number = self._to_name(self._to_path(path)), log.turns.get(use.turn, 0)
                found.append(FileEdit(path=name, turn=use.turn, number=number, seq=use.seq))
        return Edits(edits=found, last=log.last)

    async def revert(self, conversation: str, turn: str, wish: Revert) -> FileChange | None:
        """Take one file or one place back; None where the file is no more.

        ChangedSinceError where the file is not as it was left, and nothing is written then.
        """
        log = await self._log(conversation, turn)
        async with self._writing:
            return await asyncio.to_thread(self._revert, conversation, turn, log, wish)

    async def _log(self, conversation: str, turn: str) -> Log:
        log = await self._logs.read(conversation)
        if turn not in log.turns:
            raise NotFoundError("turn", turn)
        return log

    def _revert(self, conversation: str, turn: str, log: Log, wish: Revert) -> FileChange | None:
        found = self._find(conversation, turn, log, wish.path)
        if not found:
            raise NotFoundError("changed file", wish.path)
        [one] = found
        shown, now = one.shown, one.now
        if not shown.can_revert or isinstance(now, disk.Unread) or shown.before is None:
            why = shown.reason or "it is not as Claude left it any more."
            raise ChangedSinceError(wish.path, why)
        if wish.place is UNSET:
            text = shown.before
        else:
            changed = take_back(shown.before, now.text, wish.place)
            if changed is None:
                raise ChangedSinceError(wish.path, "the file has no such lines.")
            text = changed
        if shown.status == "added" and text == "":
            disk.remove(now)
            return None
        disk.write(now, text)
        self._reverted.note(turn, one.path, text)
        left = self._find(conversation, turn, log, wish.path)
        return left[0].shown if left else None

    def _find(self, conversation: str, turn: str, log: Log, only: str | None) -> Sequence[_Found]:
        wanted = frozenset(use.tool_use for use in log.uses)
        results = self._results(conversation, wanted) if wanted else {}
        by_path: dict[Path, list[Edit]] = {}
        for use in log.uses:
            edit = to_edit(use, results.get(use.tool_use, {}))
            if edit is not None:
                by_path.setdefault(self._to_path(edit.path), []).append(edit)
        found = []
        for path, edits in by_path.items():
            name = self._to_name(path)
            if all(edit.turn != turn for edit in edits) or only not in (None, name):
                continue
            one = self._look(turn, path, name, edits)
            if one is not None:
                found.append(one)
        return found

    def _look(self, turn: str, path: Path, name: str, edits: Sequence[Edit]) -> _Found | None:
        now = disk.read(path, workspace=self._workspace)
        text = now.text if isinstance(now, disk.Text) else None
        change = to_change(edits, turn, text)
        if change is None or (change.before is not None and change.before == change.after):
            return None
        is_reverted = text is not None and self._reverted.has(turn, path, text)
        shown = to_file_change(change, name, now, is_reverted=is_reverted)
        return _Found(path=path, change=change, now=now, shown=shown)

    def _to_path(self, path: str) -> Path:
        return Path(os.path.normpath(self._workspace / path))

    def _to_name(self, path: Path) -> str:
        if path.is_relative_to(self._workspace):
            return path.relative_to(self._workspace).as_posix()
        return path.as_posix()
