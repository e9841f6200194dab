"""What a rewind tells; no I/O."""

from collections.abc import Mapping, Sequence

from msgspec import UNSET

from ...wire.rewinding import OtherTurns, RewindCounts, RewindFile, RewindResult
from ..snapshots.catalogue import Row
from ..snapshots.restore import Failures
from ..snapshots.service import Way
from .model import Step

MOST_FILES = 1000
FORGOTTEN = (
    "Claude does not know any more what was said before this turn, so that the conversation cannot"
    " go on from there."
)
SAID_SINCE = (
    "Something was said since this rewind, or it is one of the conversation that this one was"
    " forked from, so that it cannot be undone here."
)
UNFINISHED = "A rewind was interrupted and could not be finished. {why}"


def to_result(
    step: Step, way: Way | None, failures: Failures, *, titles: Mapping[str, str], turns: int
) -> RewindResult:
    """What a step does, or would do."""
    return RewindResult(
        rewind=None,
        turn=step.to,
        what=step.what,
        files=[] if way is None else _to_files(way, failures),
        counts=to_counts(way, failures),
        left=[] if way is None else sorted(map(_to_name, way.plan.left))[:MOST_FILES],
        others=[] if way is None else _to_others(way.since, titles, step.conversation),
        turns=turns,
        files_problem=None,
        conversation_problem=None,
    )


def to_counts(way: Way | None, failures: Failures) -> RewindCounts:
    """How many files come back, go and change, and how many could not be."""
    changes = [] if way is None else way.plan.changes()
    done = [change for path, change in changes if path not in failures]
    return RewindCounts(
        returns=done.count("returns"),
        goes=done.count("goes"),
        changes=done.count("changes"),
        by_hand=sum(1 for path, _ in changes if way and path in way.by_hand),
        failed=len(failures),
    )


def _to_files(way: Way, failures: Failures) -> list[RewindFile]:
    """In order; those that could not be changed first."""
    changes = sorted(way.plan.changes(), key=lambda each: (each[0] not in failures, each[0]))
    return [
        RewindFile(
            path=_to_name(path),
            change=change,
            by_hand=path in way.by_hand,
            problem=failures.get(path, UNSET),
        )
        for path, change in changes[:MOST_FILES]
    ]


def _to_others(
    since: Sequence[Row], titles: Mapping[str, str], conversation: str
) -> list[OtherTurns]:
    """Which other conversations worked on the files since, and in how many turns."""
    turns: dict[str, set[str]] = {}
    for row in since:
        if row.conversation != conversation and row.conversation in titles:
            turns.setdefault(row.conversation, set()).add(row.turn)
    return [
        OtherTurns(conversation=each, title=titles[each], turns=len(found))
        for each, found in turns.items()
    ]


def _to_name(path: bytes) -> str:
    """A path to be read; bytes that are no text become a sign."""
    return path.decode("utf-8", "replace")
