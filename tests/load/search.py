"""What searching costs, against a journal without an index: `python -m tests.load.search`."""

import asyncio
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import median
from typing import Any

from remote_claude_ext.session.history.service import HistoryService
from remote_claude_ext.session.journal.store import Entry, Journal
from remote_claude_ext.wire.frames import Text
from tests.load.console import Part, run
from tests.load.table import Figure
from tests.support.clock import FixedClock

FRAMES, FEW = 100_000, 1_000
CONVERSATIONS, PART = 200, 100
WORDS, VOCABULARY = 100, 20_000
WRITES = 100
SYLLABLES = [first + second for first in "bcdfghklmnprstvwz" for second in "aeiou"]


def measure_writing(folder: Path, rounds: int) -> Iterator[Figure]:
    """One frame after the other, by turns into a journal with an index and one without."""
    yield from asyncio.run(_writing(folder, rounds))


def measure_typing(folder: Path, rounds: int) -> Iterator[Figure]:
    """The answer to each letter, of many frames and of few."""
    yield from asyncio.run(_typing(folder, rounds))


PARTS: dict[str, Part] = {"writing": measure_writing, "typing": measure_typing}


class _Said:
    """What people might say: few words often, many rarely; the same at each run."""

    def __init__(self) -> None:
        self._dice = random.Random(7)  # noqa: S311 (the same each time)
        self.words = [self._word() for _ in range(VOCABULARY)]
        self._weights = [*accumulate(1 / (number + 1) for number in range(VOCABULARY))]

    def _word(self) -> str:
        return "".join(self._dice.choices(SYLLABLES, k=self._dice.randint(1, 4)))

    def entry(self) -> Entry:
        said = self._dice.choices(self.words, cum_weights=self._weights, k=WORDS)
        return Entry(Text(block="b", text=" ".join(said)), turn="t")


class _Filled:
    """A journal with so many frames, a second after each other by its clock."""

    def __init__(self, path: Path, *, has_words: bool) -> None:
        self.path = path
        self._clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
        self.journal = Journal(path, clock=self._clock, publish=lambda *_: None)
        self.journal._has_words = has_words

    async def fill(self, frames: int) -> None:
        said = _Said()
        for number in range(frames // PART):
            await self.write(f"c{number % CONVERSATIONS}", [said.entry() for _ in range(PART)])

    async def write(self, conversation: str, entries: list[Entry]) -> float:
        """Append; how long it took in milliseconds."""
        self._clock.at += timedelta(seconds=1)
        began = time.perf_counter()
        await self.journal.append(conversation, entries)
        return 1000 * (time.perf_counter() - began)

    def close(self) -> int:
        """Let go of it; its size on disk."""
        self.journal.close()
        return self.path.stat().st_size


async def _writing(folder: Path, rounds: int) -> list[Figure]:
    indexed = _Filled(folder / "indexed.sqlite", has_words=True)
    plain = _Filled(folder / "plain.sqlite", has_words=False)
    said = _Said()
    for one in (indexed, plain):
        await one.fill(FRAMES)
    times: dict[_Filled, list[float]] = {indexed: [], plain: []}
    for number in range(WRITES * rounds):
        entry = said.entry()
        for one in (indexed, plain) if number % 2 else (plain, indexed):
            times[one].append(await one.write(f"c{number % CONVERSATIONS}", [entry]))
    sizes = [one.close() / 2**20 for one in (indexed, plain)]
    of = f"no index, {FRAMES:,} frames"
    return [
        Figure(
            name=f"writing a frame of {WORDS} words",
            value=median(times[indexed]),
            unit="ms",
            base=median(times[plain]),
            than=of,
        ),
        Figure(name="the journal on disk", value=sizes[0], unit="MiB", base=sizes[1], than=of),
    ]


async def _typing(folder: Path, rounds: int) -> list[Figure]:
    many = _Filled(folder / "many.sqlite", has_words=True)
    few = _Filled(folder / "few.sqlite", has_words=True)
    await many.fill(FRAMES)
    await few.fill(FEW)
    typed = _typed(_Said().words)
    found: dict[str, dict[_Filled, list[float]]] = {what: {many: [], few: []} for what in typed}
    for _ in range(5 * rounds):
        for what, text in typed.items():
            for one in (many, few):
                found[what][one].append(await _search(one.journal, text))
    figures = [
        Figure(
            name=f"a search for {what}",
            value=median(times[many]),
            unit="ms",
            base=median(times[few]),
            than=f"{FEW:,} frames",
        )
        for what, times in found.items()
    ]
    many.close()
    few.close()
    return figures


def _typed(words: list[str]) -> dict[str, str]:
    """What somebody types, by what it is: the beginnings of a word that is in every fifth frame."""
    usual = next(word for word in words[50:] if len(word) == 6)
    return {
        "two letters": usual[:2],
        "three letters": usual[:3],
        "a usual word": usual,
        "a rare word": words[-1],
        "a usual and a rare word": f"{usual} {words[-1]}",
        "a phrase": f'"{usual} {words[0]}"',
    }


async def _search(journal: Any, text: str) -> float:
    titles = {f"c{number}": "A title" for number in range(CONVERSATIONS)}
    service = HistoryService(journal=lambda: journal, titles=lambda: titles)
    began = time.perf_counter()
    await service.search(text, cursor=None, limit=50)
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    raise SystemExit(run("tests.load.search", __doc__, PARTS))
