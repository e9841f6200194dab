"""Deleted conversations: for a while they can be had back, then what was said in them is erased."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from ...core.backoff import delays
from ...core.clock import Clock
from ...core.errors import NotFoundError
from ..journal.store import JournalError
from .model import Record
from .posting import Kept

logger = logging.getLogger(__name__)
KEEP_SECONDS = 60.0
"""The panel offers to undo for ten; the rest is for a slow line."""


class Trash:
    """Erases what was put in when its time has come, also where the server was started anew."""

    def __init__(self, clock: Clock, *, erased: Callable[[Record], None]) -> None:
        self._clock = clock
        self._erased = erased
        self._kept: dict[str, Kept] = {}
        self._erasing: dict[str, asyncio.Task[None]] = {}

    def all(self) -> Sequence[Kept]:
        """What is deleted and not erased yet."""
        return list(self._kept.values())

    def add(self, kept: Kept) -> None:
        """Keep a conversation until its time has come."""
        ident = kept.talk.record.id
        self._kept[ident] = kept
        self._erasing[ident] = asyncio.create_task(self._erase(kept), name="erase-conversation")

    def take(self, conversation: str) -> Kept:
        """Give a conversation back; NotFoundError where it is erased, or was never deleted."""
        kept = self._kept.get(conversation)
        if kept is None or kept.talk.is_deleted:
            raise NotFoundError("deleted conversation", conversation)
        del self._kept[conversation]
        self._erasing.pop(conversation).cancel()
        return kept

    async def aclose(self) -> None:
        """Erase nothing more; the next start goes on."""
        for task in self._erasing.values():
            task.cancel()
        await asyncio.gather(*self._erasing.values(), return_exceptions=True)

    async def _erase(self, kept: Kept) -> None:
        record = kept.talk.record
        since = self._clock.now() - (record.deleted_at or record.updated_at)
        await asyncio.sleep(max(0.0, KEEP_SECONDS - since.total_seconds()))
        for delay_seconds in delays(first_seconds=1.0, most_seconds=60.0):
            try:
                await kept.talk.forget()
            except JournalError as error:
                logger.warning("a deleted conversation could not be erased: %s", error)
                await asyncio.sleep(delay_seconds)
            else:
                break
        self._kept.pop(record.id, None)
        self._erasing.pop(record.id, None)
        self._erased(record)
